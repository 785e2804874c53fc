import { Failure } from '../../learner/errors.ts';
import { featureCountOf, predict } from '../../learner/model.ts';
import { readRequest, writeResponse } from '../../learner/payloads.ts';
import { ServiceError } from '../http/types.ts';
import type { Service } from '../http/types.ts';
import type { SageMakerContext } from '../sagemaker/context.ts';
import { accountId, region } from '../sagemaker/names.ts';

const maxBodyBytes = 6_291_456;

/** SageMaker Runtime: InvokeEndpoint. */
export function runtimeService(context: SageMakerContext): Service {
  return async (request) => {
    const found = /^\/endpoints\/([^/]+)\/invocations$/.exec(request.path);
    if (found === null || request.method !== 'POST')
      throw new ServiceError('UnknownOperationException', 'Only InvokeEndpoint is served here', 404);
    const name = decodeURIComponent(found[1] ?? '');
    const endpoint = context.endpoints.get(name);
    const model = context.loadedModels.get(name);
    if (endpoint === undefined || model === undefined || endpoint.status !== 'InService') {
      throw new ServiceError('ValidationError', `Endpoint ${name} of account ${accountId} not found.`);
    }
    const body = await request.readBody();
    if (body.length > maxBodyBytes)
      throw new ServiceError('ValidationError', `Request body is larger than ${maxBodyBytes} bytes`);
    try {
      const features = readRequest(body, request.headers['content-type'] ?? '', featureCountOf(model));
      const { body: answer, contentType } = writeResponse(
        predict(model, features),
        request.headers['accept'] ?? '',
      );
      return {
        status: 200,
        headers: {
          'content-type': contentType,
          'x-amzn-invoked-production-variant': endpoint.variant.VariantName,
        },
        body: answer,
      };
    } catch (error) {
      throw error instanceof Failure ? modelError(name, error) : error;
    }
  };
}

/** What the container refused: HTTP 424 with the container's own status and words. */
function modelError(endpoint: string, failure: Failure): ServiceError {
  const status = failure.code === 'content-type-unsupported' ? 415 : 400;
  const group = `/aws/sagemaker/Endpoints/${endpoint}`;
  const message =
    `Received client error (${status}) from primary with message "${failure.message}". ` +
    `See https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${group} in account ${accountId} for more information.`;
  return new ServiceError('ModelError', message, 424, {
    OriginalStatusCode: status,
    OriginalMessage: failure.message,
    LogStreamArn: `arn:aws:logs:${region}:${accountId}:log-group:${group}`,
  });
}
