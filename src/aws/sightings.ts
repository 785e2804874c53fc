import type { AwsClients } from './connections/clients.ts';
import { type EndpointDetails, endpointTags, readEndpointState, variantsOf } from './endpoints.ts';
import { isReportedMissing } from './failures/errors.ts';
import { type AccountRegion, accountInArn } from './identity.ts';
import { describeTrainingJob, type TrainingJobDetails } from './trainingJobs.ts';

/** Whether a resource exists, as the service reports it. Anything else throws, including a response that lacks required members. */
export type Sighting<Details> =
  | { readonly kind: 'found'; readonly details: Details }
  /** `account`: where the service looked, if its message says so. */
  | { readonly kind: 'missing'; readonly account: AccountRegion | undefined };

export interface SightedEndpoint extends EndpointDetails {
  /** Why its cost or its origin is unknown. */
  readonly unread?: readonly unknown[];
}

/** Looks an endpoint up. Cost and origin are left empty when they cannot be read: the endpoint exists all the same. */
export async function sightEndpoint(
  clients: AwsClients,
  endpointName: string,
  signal?: AbortSignal,
): Promise<Sighting<SightedEndpoint>> {
  return sighting(async () => {
    const state = await readEndpointState(clients, endpointName, signal);
    const unread: unknown[] = [];
    const [variants, tags] = await Promise.all([
      variantsOf(clients, state.endpointConfigName, signal).catch((error: unknown) => {
        unread.push(error);
        return { instanceType: '', instanceCount: 1, modelNames: [], variantNames: [] };
      }),
      endpointTags(clients, state.arn, signal).catch((error: unknown) => {
        unread.push(error);
        return { origin: {}, guard: undefined };
      }),
    ]);
    signal?.throwIfAborted();
    return { ...state, ...variants, ...tags, ...(unread.length === 0 ? {} : { unread }) };
  });
}

export const sightTrainingJob = (
  clients: AwsClients,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<Sighting<TrainingJobDetails>> =>
  sighting(() => describeTrainingJob(clients, trainingJobName, signal));

async function sighting<Details>(describe: () => Promise<Details>): Promise<Sighting<Details>> {
  try {
    return { kind: 'found', details: await describe() };
  } catch (error) {
    if (!isReportedMissing(error)) throw error;
    return { kind: 'missing', account: accountInArn(error instanceof Error ? error.message : '') };
  }
}
