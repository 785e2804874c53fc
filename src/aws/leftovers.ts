import { paginateListEndpointConfigs, paginateListModels } from '@aws-sdk/client-sagemaker';
import type { AwsClients } from './connections/clients.ts';
import { attemptOfResource } from './creation.ts';
import { call, type CallOptions, unlessMissing } from './failures/call.ts';

/** A model or an endpoint config with our tags. */
interface OurResource {
  readonly name: string;
  /** milliseconds since 1970; undefined where the service does not say. */
  readonly createdAt: number | undefined;
}

export interface OurResources {
  readonly found: readonly OurResource[];
  /** Whether there are more than were looked at: each takes a call. */
  readonly hasMore: boolean;
}

/** How many tags one search reads, the newest first, and how many at a time. */
const most = 300;
const atATime = 8;

interface Candidate extends OurResource {
  readonly arn: string;
}

/** Models of the account with our tags. */
export async function listOurModels(clients: AwsClients, signal?: AbortSignal): Promise<OurResources> {
  const request = { SortBy: 'CreationTime' as const, SortOrder: 'Descending' as const, MaxResults: 100 };
  return ours(clients, 'ListModels', signal, async (options) => {
    const found: Candidate[] = [];
    for await (const { Models = [] } of paginateListModels({ client: clients.sagemaker }, request, options)) {
      for (const { ModelName, ModelArn, CreationTime } of Models)
        if (ModelName !== undefined && ModelArn !== undefined)
          found.push({ name: ModelName, arn: ModelArn, createdAt: CreationTime?.getTime() });
      if (found.length > most) break;
    }
    return found;
  });
}

/** The endpoint configs of the account that carry our tags. */
export async function listOurConfigs(clients: AwsClients, signal?: AbortSignal): Promise<OurResources> {
  const request = { SortBy: 'CreationTime' as const, SortOrder: 'Descending' as const, MaxResults: 100 };
  return ours(clients, 'ListEndpointConfigs', signal, async (options) => {
    const found: Candidate[] = [];
    const pages = paginateListEndpointConfigs({ client: clients.sagemaker }, request, options);
    for await (const { EndpointConfigs = [] } of pages) {
      for (const { EndpointConfigName, EndpointConfigArn, CreationTime } of EndpointConfigs)
        if (EndpointConfigName !== undefined && EndpointConfigArn !== undefined)
          found.push({
            name: EndpointConfigName,
            arn: EndpointConfigArn,
            createdAt: CreationTime?.getTime(),
          });
      if (found.length > most) break;
    }
    return found;
  });
}

async function ours(
  clients: AwsClients,
  operation: string,
  signal: AbortSignal | undefined,
  list: (options: CallOptions) => Promise<readonly Candidate[]>,
): Promise<OurResources> {
  const all = await call(operation, signal, list);
  const looked = all.slice(0, most);
  const found: OurResource[] = [];
  for (let from = 0; from < looked.length; from += atATime) {
    const some = await Promise.all(
      looked.slice(from, from + atATime).map(async ({ arn, name, createdAt }) => {
        const attempt = await unlessMissing(() => attemptOfResource(clients, arn, signal));
        return attempt === undefined ? [] : [{ name, createdAt }];
      }),
    );
    for (const one of some.flat()) found.push(one);
  }
  return { found, hasMore: all.length > most };
}
