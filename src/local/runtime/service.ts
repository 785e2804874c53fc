import { logGroupArnOf } from '../account.ts';
import type { Account } from '../account.ts';
import type { Answer } from '../inference/pool.ts';
import { ServiceError } from '../protocols/service.ts';
import type { Service, ServiceRequest } from '../protocols/service.ts';
import type { SageMakerContext } from '../sagemaker/context.ts';
import { servedPathOf } from '../sagemaker/servedArtifacts.ts';

/** InvokeEndpoint's own limit. */
export const maxInvocationBytes = 6_291_456;

/** SageMaker Runtime: InvokeEndpoint. */
export function runtimeService(context: SageMakerContext): Service {
  return async (request) => {
    const name = endpointNameOf(request);
    const endpoint = context.endpoints.get(name);
    const path = endpoint === undefined ? undefined : servedPathOf(context, endpoint);
    if (endpoint === undefined || path === undefined) {
      throw new ServiceError(
        'ValidationError',
        `Endpoint ${name} of account ${context.account.id} not found.`,
      );
    }
    const { VariantName } = endpoint.variant;
    checkTargets(request, VariantName);
    const invocation = {
      path,
      body: await request.readBody(),
      contentType: request.headers['content-type'] ?? '',
      accept: request.headers['accept'] ?? '',
    };
    context.invocations.add(name, VariantName);
    const answer = await context.inference.invoke(invocation, request.onHangUp);
    if (answer.kind === 'answered') {
      const headers = {
        'content-type': answer.contentType,
        'x-amzn-invoked-production-variant': VariantName,
      };
      return { status: 200, headers, body: answer.body };
    }
    if (answer.kind === 'busy')
      throw new ServiceError(
        'ServiceUnavailable',
        'Too many invocations are waiting. Please try again.',
        503,
      );
    if (answer.kind === 'left') throw new Error('the client has hung up');
    const failure = containerFailureOf(answer);
    await context.logs.append(endpointLogGroup(name), `${VariantName}/local`, [failure.message]);
    throw modelError(context.account, name, failure);
  };
}

function endpointNameOf({ path, method }: ServiceRequest): string {
  const [, root, name = '', action, ...more] = path.split('/');
  if (method !== 'POST' || root !== 'endpoints' || action !== 'invocations' || more.length > 0)
    throw new ServiceError('UnknownOperationException', 'Only InvokeEndpoint is served here', 404);
  try {
    return decodeURIComponent(name);
  } catch {
    throw new ServiceError('ValidationError', 'The name of the endpoint is not a valid URI component.');
  }
}

/** What the container answered in place of predictions: an HTTP status of its own, 0 for none, and its words. */
interface ContainerFailure {
  readonly status: number;
  readonly message: string;
}

function containerFailureOf(
  answer: Exclude<Answer, { kind: 'answered' | 'busy' | 'left' }>,
): ContainerFailure {
  switch (answer.kind) {
    case 'refused':
      return {
        status: answer.code === 'content-type-unsupported' ? 415 : 400,
        message: answer.message,
      };
    case 'failed':
      return { status: 500, message: answer.message };
    case 'timed-out':
      return {
        status: 0,
        message: 'Your invocation timed out while waiting for a response from container primary.',
      };
  }
}

const endpointLogGroup = (name: string) => `/aws/sagemaker/Endpoints/${name}`;

/** The service's headers that one variant of one container can honour; the first three select nothing. */
const servedHeaders = new Set(['custom-attributes', 'inference-id', 'prefix-aware-id', 'target-variant']);
const ownHeader = 'x-amzn-sagemaker-';

/** An endpoint here has one variant of one container with one model. */
function checkTargets({ headers }: ServiceRequest, variant: string): void {
  const wanted = headers[`${ownHeader}target-variant`];
  if (wanted !== undefined && wanted !== variant)
    throw new ServiceError('ValidationError', `Variant ${wanted} not found.`);
  const unserved = Object.keys(headers)
    .filter((name) => name.startsWith(ownHeader))
    .find((name) => !servedHeaders.has(name.slice(ownHeader.length)));
  if (unserved !== undefined)
    throw new ServiceError('ValidationError', `${unserved} is not implemented by the embedded server.`);
}

/** HTTP 424 with the container's own status and words. */
function modelError(account: Account, endpoint: string, { status, message }: ContainerFailure): ServiceError {
  const { id, region } = account;
  const group = endpointLogGroup(endpoint);
  const side = status >= 400 && status < 500 ? 'client' : 'server';
  const text =
    `Received ${side} error (${status}) from primary with message "${message}". ` +
    `See https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${group} in account ${id} for more information.`;
  return new ServiceError('ModelError', text, 424, {
    OriginalStatusCode: status,
    OriginalMessage: message,
    LogStreamArn: logGroupArnOf(account, group),
  });
}
