import type { EndpointDetails } from '../../src/aws/endpoints.ts';
import type { EndpointGuard } from '../../src/aws/endpointGuard.ts';
import { recognise } from '../../src/aws/failures/errors.ts';
import { ownerTagOf } from '../../src/aws/tags.ts';
import type { Session } from '../../src/runs/session.ts';
import { bills, type Cloud, type Endpoint, endpointIn, isCreating } from './cloud.ts';
import { type Program, type World, whenKilled } from './world.ts';

export const region = 'us-east-1';
export const connectionId = `aws:default@${region}`;
export const pollIntervalMs = 5000;

/** Who a program is signed in as, and where. */
export interface SignIn {
  readonly accountId: string;
  readonly callerArn: string;
  readonly cloud: Cloud;
}

/** What happens to one call. Those that lose an answer do so before or after the service has done its work. */
export type CallFault = 'killed' | 'throttled' | 'denied' | 'lost-before' | 'lost-after';

export interface Calls {
  readonly world: World;
  readonly program: Program;
  readonly signIn: () => SignIn;
  /** What happens to the next call. */
  readonly faultOf: (operation: string) => CallFault | undefined;
  readonly onDeleted: (endpoint: Endpoint, cloud: Cloud) => void;
}

type Aws = Session['aws'];
type Simulated = Pick<
  Aws,
  | 'armSchedule'
  | 'deletePart'
  | 'deploy'
  | 'describeEndpoint'
  | 'endpointOrigin'
  | 'endpointParts'
  | 'endpointState'
  | 'ensureScheduleGroup'
  | 'findSchedule'
  | 'isPartUsed'
  | 'listEndpoints'
  | 'moveSchedule'
  | 'readEndpointGuard'
  | 'removeSchedule'
  | 'sightEndpoint'
  | 'writeEndpointGuard'
>;

const serviceError = (operation: string, name: string, message: string, status: number) =>
  recognise(Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } }), operation);
const missing = (operation: string, what: string) =>
  serviceError(operation, 'ValidationException', `Could not find ${what}.`, 400);
const noSchedule = (operation: string) =>
  serviceError(operation, 'ResourceNotFoundException', 'Schedule does not exist.', 404);
const lost = (operation: string) =>
  recognise(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), operation);

/** A call of a program: it takes a while, its effect comes in between, and a fault may strike before or after that. */
async function called<T>(
  calls: Calls,
  operation: string,
  effect: (cloud: Cloud, nowMs: number) => T,
): Promise<T> {
  const { world, program, signIn, faultOf } = calls;
  await whenKilled(program);
  const fault = faultOf(operation);
  const { cloud } = signIn();
  const die = async () => {
    program.isAlive = false;
    await whenKilled(program);
  };
  await world.sleep(world.between(20, 400));
  if (fault === 'throttled') throw serviceError(operation, 'ThrottlingException', 'Rate exceeded', 400);
  if (fault === 'denied')
    throw serviceError(operation, 'AccessDeniedException', `not authorized to perform: ${operation}`, 400);
  if (fault === 'lost-before') throw lost(operation);
  if (fault === 'killed' && world.chance(0.5)) await die();
  const result = effect(cloud, world.nowMs());
  await world.sleep(world.between(20, 400));
  if (fault === 'killed') await die();
  if (fault === 'lost-after') throw lost(operation);
  return result;
}

const statusOf = (endpoint: Endpoint, nowMs: number) => {
  if (!bills(endpoint)) return 'Deleting';
  return isCreating(endpoint, nowMs) ? 'Creating' : 'InService';
};

function detailsOf(endpoint: Endpoint, nowMs: number): EndpointDetails {
  return {
    endpointName: endpoint.name,
    arn: endpoint.arn,
    status: statusOf(endpoint, nowMs),
    createdAt: endpoint.createdAtMs,
    endpointConfigName: endpoint.name,
    failureReason: undefined,
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    modelNames: [endpoint.name],
    variantNames: ['AllTraffic'],
    origin: originOf(endpoint),
    guard: guardOf(endpoint, nowMs),
  };
}

const originOf = ({ tags }: Endpoint) => (tags.job === undefined ? {} : { trainingJobName: tags.job });

const guardOf = ({ tags }: Endpoint, nowMs: number): EndpointGuard => ({
  owner: tags.owner,
  expiresAtMs: tags.expiresAtMs,
  // The Date header has whole seconds.
  awsNowMs: Math.floor(nowMs / 1000) * 1000,
});

const byArn = (cloud: Cloud, arn: string, operation: string, nowMs: number): Endpoint => {
  for (const { name, arn: own } of cloud.endpoints.values()) {
    const found = own === arn ? endpointIn(cloud, name, nowMs) : undefined;
    if (found !== undefined) return found;
  }
  throw missing(operation, 'resource');
};

/** The operations of AWS that leases need, on a simulated account. Any other throws. */
export function simulatedOperations(calls: Calls): Aws {
  const { world, onDeleted } = calls;
  const find = (operation: string, name: string) =>
    called(calls, operation, (cloud, nowMs) => {
      const endpoint = endpointIn(cloud, name, nowMs);
      return endpoint && detailsOf(endpoint, nowMs);
    });
  const operations: Simulated = {
    ...deploying(calls),
    ...scheduling(calls),
    describeEndpoint: (name) => find('describeEndpoint', name),
    endpointState: (name) => find('endpointState', name),
    sightEndpoint: async (name) => {
      const details = await find('sightEndpoint', name);
      return details === undefined ? { kind: 'missing', account: undefined } : { kind: 'found', details };
    },
    endpointParts: async (name) => {
      let found = await find('endpointParts', name);
      if (found === undefined) {
        await world.sleep(pollIntervalMs);
        found = await find('endpointParts', name);
      }
      const endpoint = found && { arn: found.arn, createdAt: found.createdAt };
      return { endpoint, config: name, models: [name] };
    },
    isPartUsed: async () => false,
    listEndpoints: () =>
      called(calls, 'listEndpoints', (cloud, nowMs) =>
        [...cloud.endpoints.keys()].flatMap((name) => {
          const endpoint = endpointIn(cloud, name, nowMs);
          return endpoint === undefined ? [] : [detailsOf(endpoint, nowMs)];
        }),
      ),
    endpointOrigin: (arn) =>
      called(calls, 'endpointOrigin', (cloud, nowMs) => originOf(byArn(cloud, arn, 'ListTags', nowMs))),
    readEndpointGuard: (arn) =>
      called(calls, 'readEndpointGuard', (cloud, nowMs) =>
        guardOf(byArn(cloud, arn, 'ListTags', nowMs), nowMs),
      ),
    writeEndpointGuard: (arn, { ownerArn, expiresAtMs }) =>
      called(calls, 'writeEndpointGuard', (cloud, nowMs) => {
        const { tags } = byArn(cloud, arn, 'AddTags', nowMs);
        if (ownerArn !== undefined) tags.owner = ownerTagOf(ownerArn);
        if (expiresAtMs !== undefined) tags.expiresAtMs = expiresAtMs;
      }),
    deletePart: async ({ kind, name }, { signal, createdAt, beforeDelete }) => {
      if (kind === 'config')
        return void (await called(calls, 'deletePart', (cloud) => cloud.configs.delete(name)));
      if (kind === 'model')
        return void (await called(calls, 'deletePart', (cloud) => cloud.models.delete(name)));
      if (kind === 'schedule')
        return void (await called(calls, 'deletePart', (cloud) => cloud.schedules.delete(name)));
      // As deleteWhenPossible in src/aws/deploy.ts.
      for (;;) {
        const state = await find('endpointState', name);
        if (state === undefined || (createdAt !== undefined && state.createdAt !== createdAt)) return;
        if (state.status !== 'Deleting') {
          await beforeDelete?.(state.arn);
          await called(calls, 'deletePart', (cloud, nowMs) => {
            const endpoint = endpointIn(cloud, name, nowMs);
            if (!bills(endpoint) || isCreating(endpoint, nowMs)) return;
            endpoint.deletedAtMs = nowMs;
            onDeleted(endpoint, cloud);
          });
        }
        await world.sleep(pollIntervalMs);
        signal?.throwIfAborted();
      }
    },
  };
  // SAFETY: what leases do not need is not called; if it is, calling undefined throws.
  return operations as Aws;
}

function deploying(calls: Calls): Pick<Simulated, 'deploy'> {
  return {
    /** The order of src/aws/deploy.ts: model, config, announcement, endpoint; what is refused undoes those before. */
    async deploy({ endpointName: name, origin }, options = {}) {
      const attempt = `attempt-of-${name}`;
      await called(calls, 'createModel', (cloud) => cloud.models.add(name));
      await called(calls, 'createEndpointConfig', (cloud) => cloud.configs.add(name));
      const { accountId } = calls.signIn();
      const awsNowMs = calls.world.nowMs();
      const guarded =
        (await options.onWillCreate?.({ attempt, account: { accountId, region }, awsNowMs })) ?? {};
      try {
        await called(calls, 'createEndpoint', (cloud, nowMs) => {
          const { ownerArn, expiresAtMs } = guarded;
          const { trainingJobName: job } = origin;
          cloud.endpoints.set(name, {
            name,
            arn: `arn:aws:sagemaker:${region}:${accountId}:endpoint/${name}`,
            createdAtMs: nowMs,
            inServiceAtMs: nowMs + calls.world.between(2, 9) * 60_000,
            tags: {
              attempt,
              ...(job === undefined ? {} : { job }),
              ...(ownerArn === undefined ? {} : { owner: ownerTagOf(ownerArn) }),
              ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
            },
          });
        });
      } catch (error) {
        // The service has refused: nothing was created.
        if (
          error instanceof Error &&
          'code' in error &&
          (error.code === 'throttled' || error.code === 'access-denied')
        )
          await options.onNotCreated?.();
        throw error;
      }
    },
  };
}

function scheduling(
  calls: Calls,
): Pick<
  Simulated,
  'armSchedule' | 'ensureScheduleGroup' | 'findSchedule' | 'moveSchedule' | 'removeSchedule'
> {
  const group = 'linear-learner';
  return {
    ensureScheduleGroup: () => called(calls, 'ensureScheduleGroup', () => undefined),
    armSchedule: ({ endpointName: name, dueAtMs }) =>
      called(calls, 'armSchedule', (cloud) => {
        cloud.schedules.set(name, { dueAtMs });
        return { name, group, dueAtMs };
      }),
    moveSchedule: (name, dueAtMs) =>
      called(calls, 'moveSchedule', (cloud) => {
        if (!cloud.schedules.has(name)) throw noSchedule('GetSchedule');
        cloud.schedules.set(name, { dueAtMs });
        return { name, group, dueAtMs };
      }),
    findSchedule: (name) =>
      called(calls, 'findSchedule', (cloud) => {
        const found = cloud.schedules.get(name);
        return found && { name, group, ...found };
      }),
    removeSchedule: (name) => called(calls, 'removeSchedule', (cloud) => void cloud.schedules.delete(name)),
  };
}
