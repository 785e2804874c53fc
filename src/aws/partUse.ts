import {
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  paginateListEndpointConfigs,
  paginateListEndpoints,
} from '@aws-sdk/client-sagemaker';
import type { AwsClients } from './connections/clients.ts';
import type { EndpointPart } from './deploymentParts.ts';
import { endpointState, variantsOf } from './endpoints.ts';
import { call, type CallOptions, unlessMissing } from './failures/call.ts';
import { hasCode } from './failures/errors.ts';

/** What a part is to be deleted with, which does not count; without the configs that stay. */
export interface DeletedTogether {
  readonly endpointNames: readonly string[];
  readonly configs: readonly string[];
}

/** How many endpoints or configs one search describes, and how many at a time: with more of them, a part counts as used. */
const most = 100;
const atATime = 8;

/**
 * Whether something else needs a config or a model: an endpoint of any machine or person, or a config. What cannot be found out counts
 * as used: neither costs anything.
 */
export async function isPartUsed(
  clients: AwsClients,
  { kind, name }: EndpointPart,
  own: DeletedTogether,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    switch (kind) {
      case 'config':
        return await isConfigUsed(clients, name, own, signal);
      case 'model':
        return await isModelUsed(clients, name, own, signal);
      case 'endpoint':
      case 'schedule':
        return false;
    }
  } catch (error) {
    if (hasCode(error, 'access-denied')) return true;
    throw error;
  }
}

/** An endpoint that uses a config was created or updated after it. */
async function isConfigUsed(
  clients: AwsClients,
  name: string,
  { endpointNames }: DeletedTogether,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const command = new DescribeEndpointConfigCommand({ EndpointConfigName: name });
  const config = await unlessMissing(() =>
    call('DescribeEndpointConfig', signal, (options) => clients.sagemaker.send(command, options)),
  );
  if (config === undefined) return false;
  const request = { LastModifiedTimeAfter: shortlyBefore(config.CreationTime), MaxResults: 100 };
  const others = await call('ListEndpoints', signal, (options: CallOptions) =>
    namesIn(
      paginateListEndpoints({ client: clients.sagemaker }, request, options),
      ({ Endpoints = [] }) => Endpoints.map((one) => one.EndpointName),
      endpointNames,
    ),
  );
  return isAny(
    others,
    async (other) => (await endpointState(clients, other, signal))?.endpointConfigName === name,
  );
}

/** A config that uses a model was created after it. */
async function isModelUsed(
  clients: AwsClients,
  name: string,
  { configs }: DeletedTogether,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const command = new DescribeModelCommand({ ModelName: name });
  const model = await unlessMissing(() =>
    call('DescribeModel', signal, (options) => clients.sagemaker.send(command, options)),
  );
  if (model === undefined) return false;
  const request = { CreationTimeAfter: shortlyBefore(model.CreationTime), MaxResults: 100 };
  const others = await call('ListEndpointConfigs', signal, (options: CallOptions) =>
    namesIn(
      paginateListEndpointConfigs({ client: clients.sagemaker }, request, options),
      ({ EndpointConfigs = [] }) => EndpointConfigs.map((one) => one.EndpointConfigName),
      configs,
    ),
  );
  return isAny(others, async (other) => (await variantsOf(clients, other, signal)).modelNames.includes(name));
}

/** Both may have been created within one unit of the service's clock. */
const shortlyBefore = (time: Date | undefined) => time && new Date(time.getTime() - 60_000);

/** At most one more than are described. */
async function namesIn<Page>(
  pages: AsyncIterable<Page>,
  namesOf: (page: Page) => readonly (string | undefined)[],
  own: readonly string[],
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of pages) {
    for (const name of namesOf(page)) if (name !== undefined && !own.includes(name)) names.push(name);
    if (names.length > most) break;
  }
  return names;
}

async function isAny(names: readonly string[], test: (name: string) => Promise<boolean>): Promise<boolean> {
  if (names.length > most) return true;
  for (let from = 0; from < names.length; from += atATime)
    if ((await Promise.all(names.slice(from, from + atATime).map(test))).includes(true)) return true;
  return false;
}
