import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  type EndpointStatus,
  paginateListEndpoints,
} from '@aws-sdk/client-sagemaker';
import { call, pause, required, unlessMissing } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';
import { endpointFailed } from './failures/errors.ts';
import { type EndpointGuard, readEndpointTags } from './endpointGuard.ts';
import type { Origin } from './tags.ts';

export interface EndpointSummary {
  readonly endpointName: string;
  readonly arn: string;
  readonly status: EndpointStatus;
  /** milliseconds since 1970 */
  readonly createdAt: number;
}

export interface EndpointDetails extends EndpointSummary {
  readonly endpointConfigName: string;
  readonly failureReason: string | undefined;
  /** '' when its config is gone, which the endpoint survives. */
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly modelNames: readonly string[];
  readonly variantNames: readonly string[];
  /** From the tags that we gave it; empty for an endpoint that others created. */
  readonly origin: Origin;
  /** Owner and lease in its tags; undefined when these could not be read. */
  readonly guard: EndpointGuard | undefined;
}

/** Every endpoint of the connection, newest first. */
export async function listEndpoints(
  clients: AwsClients,
  signal?: AbortSignal,
): Promise<readonly EndpointSummary[]> {
  return call('ListEndpoints', signal, async (options) => {
    const found: EndpointSummary[] = [];
    const request = { SortBy: 'CreationTime' as const, SortOrder: 'Descending' as const, MaxResults: 100 };
    for await (const page of paginateListEndpoints({ client: clients.sagemaker }, request, options)) {
      for (const endpoint of required(page.Endpoints, 'ListEndpoints', 'Endpoints')) {
        found.push({
          endpointName: required(endpoint.EndpointName, 'ListEndpoints', 'EndpointName'),
          arn: required(endpoint.EndpointArn, 'ListEndpoints', 'EndpointArn'),
          status: required(endpoint.EndpointStatus, 'ListEndpoints', 'EndpointStatus'),
          createdAt: required(endpoint.CreationTime, 'ListEndpoints', 'CreationTime').getTime(),
        });
      }
    }
    return found;
  });
}

/** The endpoint with its config and tags; undefined when it does not exist. */
export async function describeEndpoint(
  clients: AwsClients,
  endpointName: string,
  signal?: AbortSignal,
): Promise<EndpointDetails | undefined> {
  const state = await endpointState(clients, endpointName, signal);
  if (state === undefined) return undefined;
  const [variants, tags] = await Promise.all([
    variantsOf(clients, state.endpointConfigName, signal),
    endpointTags(clients, state.arn, signal),
  ]);
  return { ...state, ...variants, ...tags };
}

type EndpointState = Omit<
  EndpointDetails,
  'instanceType' | 'modelNames' | 'variantNames' | 'origin' | 'guard' | 'instanceCount'
>;

/** The endpoint without its config and tags; undefined when it does not exist. */
export async function endpointState(
  clients: AwsClients,
  endpointName: string,
  signal?: AbortSignal,
): Promise<EndpointState | undefined> {
  return unlessMissing(() => readEndpointState(clients, endpointName, signal));
}

/** As endpointState, but throws 'resource-not-found'. */
export async function readEndpointState(
  clients: AwsClients,
  endpointName: string,
  signal?: AbortSignal,
): Promise<EndpointState> {
  const answer = await call('DescribeEndpoint', signal, (options) =>
    clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: endpointName }), options),
  );
  return {
    endpointName,
    arn: required(answer.EndpointArn, 'DescribeEndpoint', 'EndpointArn'),
    status: required(answer.EndpointStatus, 'DescribeEndpoint', 'EndpointStatus'),
    createdAt: required(answer.CreationTime, 'DescribeEndpoint', 'CreationTime').getTime(),
    endpointConfigName: answer.EndpointConfigName ?? endpointName,
    failureReason: answer.FailureReason,
  };
}

/** The ARN of an endpoint configuration; undefined when it does not exist. */
export async function configArn(
  clients: AwsClients,
  endpointConfigName: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const command = new DescribeEndpointConfigCommand({ EndpointConfigName: endpointConfigName });
  const answer = await unlessMissing(() =>
    call('DescribeEndpointConfig', signal, (options) => clients.sagemaker.send(command, options)),
  );
  return answer?.EndpointConfigArn;
}

/** Instances of the first variant, and the names and models of all variants. */
export async function variantsOf(
  clients: AwsClients,
  endpointConfigName: string,
  signal?: AbortSignal,
): Promise<Pick<EndpointDetails, 'instanceType' | 'instanceCount' | 'modelNames' | 'variantNames'>> {
  const answer = await unlessMissing(() =>
    call('DescribeEndpointConfig', signal, (options) =>
      clients.sagemaker.send(
        new DescribeEndpointConfigCommand({ EndpointConfigName: endpointConfigName }),
        options,
      ),
    ),
  );
  const variants = answer?.ProductionVariants ?? [];
  return {
    instanceType: variants[0]?.InstanceType ?? '',
    instanceCount: variants[0]?.InitialInstanceCount ?? 1,
    variantNames: variants.flatMap(({ VariantName }) => (VariantName === undefined ? [] : [VariantName])),
    modelNames: variants.flatMap(({ ModelName }) => (ModelName === undefined ? [] : [ModelName])),
  };
}

/** Origin in the endpoint's tags; empty for one that others created or that is gone. */
export const endpointOrigin = async (
  clients: AwsClients,
  arn: string,
  signal?: AbortSignal,
): Promise<Origin> => (await endpointTags(clients, arn, signal)).origin;

/** Origin and guard in the endpoint's tags; empty for one that is gone. */
export async function endpointTags(
  clients: AwsClients,
  arn: string,
  signal?: AbortSignal,
): Promise<Pick<EndpointDetails, 'origin' | 'guard'>> {
  return (
    (await unlessMissing(() => readEndpointTags(clients, arn, signal))) ?? { origin: {}, guard: undefined }
  );
}

/** Waits until the endpoint is InService. Throws when it fails or is deleted meanwhile. */
export async function waitInService(
  clients: AwsClients,
  endpointName: string,
  options: {
    readonly signal?: AbortSignal;
    readonly pollIntervalMs: number;
    /** Waits between two polls: a pause unless given. */
    readonly wait?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
    readonly onStatus?: (status: EndpointStatus) => void;
  },
): Promise<void> {
  for (;;) {
    const state = await endpointState(clients, endpointName, options.signal);
    if (state === undefined) throw endpointFailed(endpointName, 'it was deleted');
    options.onStatus?.(state.status);
    if (state.status === 'InService') return;
    if (state.status === 'Failed' || state.status === 'OutOfService' || state.status === 'Deleting') {
      throw endpointFailed(endpointName, state.failureReason ?? state.status);
    }
    await (options.wait ?? pause)(options.pollIntervalMs, options.signal);
  }
}
