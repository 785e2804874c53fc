import { guardOf, type GuardTags } from '../../src/aws/tags.ts';
import type { World } from './world.ts';

/** As the SDK sends tags and gets them. */
export type TagList = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** An account of AWS in one region, as far as leases need it. */
export interface Cloud {
  readonly accountId: string;
  readonly endpoints: Map<string, Endpoint>;
  readonly configs: Map<string, Config>;
  readonly models: Map<string, Model>;
  readonly schedules: Map<string, Schedule>;
  /** Whether EventBridge Scheduler can still assume the role that deletes endpoints. */
  hasDeleterRole: boolean;
  /** Whether CloudWatch sends a datapoint of zero for an endpoint without requests. */
  countsZero: boolean;
}

interface Schedule {
  readonly dueAtMs: number;
  /** What the service returns of it. */
  readonly stored: object;
}

interface Model {
  readonly arn: string;
  readonly createdAtMs: number;
  tags: TagList;
}

interface Config extends Model {
  readonly modelName: string;
}

export interface Endpoint {
  readonly name: string;
  readonly arn: string;
  readonly configName: string;
  readonly createdAtMs: number;
  readonly inServiceAtMs: number;
  tags: TagList;
  /** When it was invoked. */
  readonly invokedAtMs: number[];
  /** Since when it no longer bills. */
  deletedAtMs?: number;
}

export const region = 'us-east-1';
const quarterMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;
/** How long an endpoint is Deleting. */
const deletingMs = 60_000;

export const newCloud = (accountId: string): Cloud => ({
  accountId,
  endpoints: new Map(),
  configs: new Map(),
  models: new Map(),
  schedules: new Map(),
  hasDeleterRole: true,
  countsZero: true,
});

export const arnIn = ({ accountId }: Cloud, kind: string, name: string): string =>
  `arn:aws:sagemaker:${region}:${accountId}:${kind}/${name}`;

export const guardIn = ({ tags }: Endpoint): GuardTags => guardOf(tags);

/** As the service finds it: one that was deleted is still Deleting for a while. */
export function endpointIn({ endpoints }: Cloud, name: string, nowMs: number): Endpoint | undefined {
  const found = endpoints.get(name);
  return found?.deletedAtMs !== undefined && nowMs >= found.deletedAtMs + deletingMs ? undefined : found;
}

export const bills = (endpoint: Endpoint | undefined): endpoint is Endpoint =>
  endpoint !== undefined && endpoint.deletedAtMs === undefined;

export const isCreating = ({ inServiceAtMs }: Endpoint, nowMs: number): boolean => nowMs < inServiceAtMs;

/** Runs the schedules of a cloud: every quarter of an hour for a day from when they are due. */
export function keepSchedules(cloud: Cloud, world: World, onDeleted: (endpoint: Endpoint) => void): void {
  const run = (name: string, dueAtMs: number, times: number) => {
    const schedule = cloud.schedules.get(name);
    // It was removed or moved; a moved one runs by itself.
    if (schedule?.dueAtMs !== dueAtMs) return;
    if (times * quarterMs > dayMs) return void cloud.schedules.delete(name);
    const endpoint = endpointIn(cloud, name, world.nowMs());
    if (cloud.hasDeleterRole && bills(endpoint) && !isCreating(endpoint, world.nowMs())) {
      endpoint.deletedAtMs = world.nowMs();
      onDeleted(endpoint);
    }
    world.at(dueAtMs + (times + 1) * quarterMs, () => run(name, dueAtMs, times + 1));
  };
  const set = cloud.schedules.set.bind(cloud.schedules);
  cloud.schedules.set = (name, schedule) => {
    const { dueAtMs } = schedule;
    world.at(Math.max(dueAtMs, world.nowMs()), () => run(name, dueAtMs, 0));
    return set(name, schedule);
  };
}
