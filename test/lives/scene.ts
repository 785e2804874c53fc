import * as z from 'zod/mini';
import { ownerTagOf } from '../../src/aws/tags.ts';
import type { CallFault } from './clients.ts';
import { arnIn, bills, type Cloud, type Endpoint, endpointIn, guardIn } from './cloud.ts';
import { journalOfMachine, type Window } from './window.ts';
import type { Machine, World } from './world.ts';

export type LifeFault =
  | CallFault
  | 'power-cut'
  | 'pid-reused'
  | 'clock'
  | 'asleep'
  | 'two-windows'
  | 'two-machines'
  | 'colleague'
  | 'other-account'
  | 'deleted-elsewhere'
  | 'name-taken'
  | 'schedule-lost'
  | 'role-removed';

export type Keeper = 'a' | 'b' | 'c' | 'user';

/** What the user does and the settings do, beside deploying. */
export type Act = 'extend' | 'delete' | 'save-and-delete' | 'redeploy' | 'idle-deletes' | 'idle-proposes';

/** What became of the endpoints of a user. */
export interface Life {
  isOrphan: boolean;
  wrongDeletions: number;
  silentMinutes: number;
  awakeMinutes: number;
  readonly deletedBy: Keeper[];
  readonly faults: Set<LifeFault>;
  readonly acts: Set<Act>;
  /** What happened, for whoever looks for the cause of a figure. */
  readonly diary: string[];
}

/** A place at which the user works. */
export interface Seat {
  readonly machine: Machine;
  /** Until then its profile is signed in to another account. */
  elsewhereUntilMs: number;
  windows: Window[];
}

/** An endpoint that the user deploys. */
export interface Mine {
  readonly name: string;
  /** The lease that the user was promised, and when the tags got it. */
  promised?: { readonly untilMs: number; readonly writtenMs: number; readonly beforeMs: number };
  isScheduled: boolean;
  triesExtension: boolean;
}

export interface Scene {
  readonly world: World;
  readonly cloud: Cloud;
  /** Of the account that a profile may be signed in to meanwhile. */
  readonly other: Cloud;
  readonly home: Seat;
  readonly away: Seat;
  readonly mine: Map<string, Mine>;
  readonly life: Life;
  /** When the last fault struck. */
  lastFaultMs: number;
  /** When an endpoint of the user was last there, or is to be deployed. */
  lastLivedMs: number;
  readonly idle: { readonly afterMinutes: number; readonly deletes: boolean };
  /** When the first lease ends, about, and when the last thing happens. */
  readonly dueMs: number;
  readonly lastMs: number;
  readonly note: (text: string) => void;
}

export const minuteMs = 60_000;
export const startMs = Date.UTC(2026, 0, 1);
export const ada = 'arn:aws:iam::111122223333:user/ada';
export const bob = 'arn:aws:iam::111122223333:user/bob';
/** Ada's identity in the other account, in which Eve has endpoints. */
export const adaElsewhere = 'arn:aws:iam::444455556666:user/ada';
export const eve = 'arn:aws:iam::444455556666:user/eve';

export const isAwake = ({ program }: Window, { world }: Scene): boolean =>
  program.isAlive && program.machine.sleepsUntilMs <= world.nowMs();

/** A window in which the user can do something, signed in to the account of the endpoints. */
export const usable = (seat: Seat, scene: Scene): Window | undefined =>
  seat.elsewhereUntilMs > scene.world.nowMs() ? undefined : seat.windows.find((one) => isAwake(one, scene));

const isAdas = (endpoint: Endpoint): boolean => guardIn(endpoint).owner === ownerTagOf(ada);

/** Also without an owner in the tags, which an endpoint lacks if STS failed as it was deployed; our create call left its token. */
export function isOfAda(endpoint: Endpoint): boolean {
  const { owner, attempt } = guardIn(endpoint);
  return isAdas(endpoint) || (owner === undefined && attempt !== undefined);
}

/** The endpoint of this name, if it is the user's and bills. */
export function ownEndpoint({ cloud, world }: Scene, name: string): Endpoint | undefined {
  const endpoint = endpointIn(cloud, name, world.nowMs());
  return bills(endpoint) && isAdas(endpoint) ? endpoint : undefined;
}

export function struck(scene: Scene, fault: LifeFault, where = ''): void {
  scene.note(`${fault}${where}`);
  scene.life.faults.add(fault);
  scene.lastFaultMs = scene.world.nowMs();
}

/** An endpoint with our tags that was deployed by someone else, or by nobody known. Its lease has ended. */
export function addOthers(scene: Scene, where: Cloud, name: string, owner: string | undefined): void {
  const nowMs = scene.world.nowMs();
  const tags = {
    'linear-learner:training-job': 'job-9',
    'linear-learner:expires': new Date(nowMs - minuteMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(owner === undefined ? {} : { 'linear-learner:owner': ownerTagOf(owner) }),
  };
  where.endpoints.set(name, {
    name,
    arn: arnIn(where, 'endpoint', name),
    configName: name,
    createdAtMs: nowMs,
    inServiceAtMs: nowMs,
    tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    invokedAtMs: [],
  });
}

const recordSchema = z.object({
  endpointName: z.string(),
  deletion: z.optional(z.object({ by: z.string() })),
});

/** Who has put the deletion of an endpoint on record. */
export function deletionOnRecord({ disk }: Machine, endpointName: string): string | undefined {
  const records = disk
    .recordsIn(`${journalOfMachine}/endpoints`)
    .map((text) => recordSchema.parse(JSON.parse(text)));
  return records.find((one) => one.endpointName === endpointName)?.deletion?.by;
}
