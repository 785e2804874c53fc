import { logGroupArnOf } from '../account.ts';
import type { Account } from '../account.ts';
import { Failure } from '../../learner/errors.ts';
import { featureCountOf, predict } from '../../learner/model.ts';
import { readRequest } from '../../learner/serving/request.ts';
import { writeResponse } from '../../learner/serving/response.ts';
import { ServiceError } from '../protocols/service.ts';
import type { Service, ServiceRequest } from '../protocols/service.ts';
import type { SageMakerContext } from '../sagemaker/context.ts';

/** InvokeEndpoint's own limit. */
export const maxInvocationBytes = 6_291_456;

/** SageMaker Runtime: InvokeEndpoint. */
export function runtimeService(context: SageMakerContext): Service {
  return async (request) => {
    const found = /^\/endpoints\/([^/]+)\/invocations$/.exec(request.path);
    if (found === null || request.method !== 'POST')
      throw new ServiceError('UnknownOperationException', 'Only InvokeEndpoint is served here', 404);
    const name = decodeURIComponent(found[1] ?? '');
    const endpoint = context.endpoints.get(name);
    const model = context.loadedModels.get(name);
    if (endpoint === undefined || model === undefined) {
      throw new ServiceError(
        'ValidationError',
        `Endpoint ${name} of account ${context.account.id} not found.`,
      );
    }
    const { VariantName } = endpoint.variant;
    checkTargets(request, VariantName);
    const body = await request.readBody();
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
          'x-amzn-invoked-production-variant': VariantName,
        },
        body: answer,
      };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await context.logs.append(endpointLogGroup(name), `${VariantName}/local`, [error.message]);
      throw modelError(context.account, name, error);
    }
  };
}

const endpointLogGroup = (name: string) => `/aws/sagemaker/Endpoints/${name}`;

/** An endpoint here has one variant of one container with one model. */
function checkTargets({ headers }: ServiceRequest, variant: string): void {
  const wanted = headers['x-amzn-sagemaker-target-variant'];
  if (wanted !== undefined && wanted !== variant)
    throw new ServiceError('ValidationError', `Variant ${wanted} not found.`);
  for (const name of ['target-model', 'target-container-hostname']) {
    if (headers[`x-amzn-sagemaker-${name}`] !== undefined)
      throw new ServiceError('ValidationError', `The embedded server serves no endpoint with a ${name}.`);
  }
}

/** What the container refused: HTTP 424 with the container's own status and words. */
function modelError(account: Account, endpoint: string, failure: Failure): ServiceError {
  const { id, region } = account;
  const status = failure.code === 'content-type-unsupported' ? 415 : 400;
  const group = endpointLogGroup(endpoint);
  const message =
    `Received client error (${status}) from primary with message "${failure.message}". ` +
    `See https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${group} in account ${id} for more information.`;
  return new ServiceError('ModelError', message, 424, {
    OriginalStatusCode: status,
    OriginalMessage: failure.message,
    LogStreamArn: logGroupArnOf(account, group),
  });
}
