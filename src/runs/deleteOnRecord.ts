import { type EndpointPart, partsInOrder } from '../aws/deploymentParts.ts';
import { accountInArn } from '../aws/identity.ts';
import { systemProcesses } from '../files/systemProcesses.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { EndedBy } from '../guard/spend/spendLine.ts';
import { isDue } from '../guard/leases/lease.ts';
import { isRecordedOurs } from '../guard/leases/ownership.ts';
import { runFailure } from './errors.ts';
import type { Session } from './session.ts';
import { callerOf, isElsewhere, isRecorded } from './standing.ts';

export type DeletionSession = Pick<
  Session,
  'aws' | 'connectionId' | 'identity' | 'region' | 'pollIntervalMs'
>;

export interface DeletionRequest {
  readonly endpointName: string;
  /** What else is deleted; with neither, model and config stay, from which the endpoint can be made again. */
  readonly also: { readonly config: boolean; readonly model: boolean };
  readonly by: EndedBy;
  /** CreationTime of the intended endpoint, in milliseconds since 1970; undefined for any with the name. */
  readonly createdAtMs?: number | undefined;
}

/** What became of a deletion; `error`: why the first of `left` could not be deleted. */
export type Deletion =
  | { readonly kind: 'done' }
  /** Not deleted: right before the request the endpoint was no longer due, or not ours. */
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'left'; readonly left: readonly EndpointPart[]; readonly error: unknown };

interface DeletionWork {
  readonly signal: AbortSignal;
  readonly onWaiting?: (status: string) => void;
}

/**
 * Deletes an endpoint, then its config, then its models, then its schedule, each until the service no longer finds it. The deletion is recorded before
 * anything is requested, so that what could not be deleted is deleted later, also after a restart. The record stays until looks have
 * confirmed that the endpoint is gone. A caller who aborts withdraws the deletion, unless the endpoint is gone.
 */
export async function deleteOnRecord(
  session: DeletionSession,
  ledger: EndpointLedger,
  request: DeletionRequest,
  work: DeletionWork,
): Promise<Deletion> {
  const queued = await queueDeletion(session, ledger, request, work.signal);
  try {
    return await finishDeletion(session, ledger, queued, { ...work, isJustDecided: true });
  } finally {
    await handOver(ledger, queued, work.signal);
  }
}

async function queueDeletion(
  session: DeletionSession,
  ledger: EndpointLedger,
  { endpointName, also, by, createdAtMs }: DeletionRequest,
  signal: AbortSignal,
): Promise<LedgerEntry> {
  const { aws, pollIntervalMs } = session;
  const { endpoint, config, models } = await aws.endpointParts(endpointName, { signal, pollIntervalMs });
  const here = endpoint === undefined ? undefined : accountInArn(endpoint.arn);
  const account = here ?? (await callerOf(session, signal)).account;
  const { connectionId } = session;
  const known = await recordOf(ledger, { connectionId, endpointName, account });
  const used = await usedByOthers(ledger, { connectionId, endpointName, account });
  const parts = partsInOrder(endpointName, config, models).filter((part) => !used.has(keyOfPart(part)));
  // A schedule has nothing left to delete once its endpoint is gone.
  const schedule = known?.schedule && { kind: 'schedule' as const, name: known.schedule.name };
  const left = [
    ...parts.filter(({ kind }) => kind === 'endpoint' || (kind !== 'schedule' && also[kind])),
    ...(schedule === undefined ? [] : [schedule]),
  ];
  const found =
    endpoint === undefined
      ? {}
      : { arn: endpoint.arn, createdAtMs: createdAtMs ?? endpoint.createdAt, state: 'seen' as const };
  const entry = known ?? newRecord({ connectionId, endpointName, account });
  const deletion = { queuedAtMs: Date.now(), by, left, ...(await thisProcess()) };
  const queued = await ledger.change(entry, (current = entry) => ({
    ...current,
    ...found,
    config,
    models: [...models],
    deletion: joined(current, { ...entry, ...found, deletion }),
  }));
  return queued ?? entry;
}

type QueuedDeletion = NonNullable<LedgerEntry['deletion']>;

/** A deletion that another window has put on record meanwhile loses nothing of what it was to delete, nor that the user decided it. */
function joined(
  { createdAtMs, deletion: before }: LedgerEntry,
  { createdAtMs: now, deletion }: LedgerEntry & { readonly deletion: QueuedDeletion },
): QueuedDeletion {
  const isSame = createdAtMs === undefined || now === undefined || createdAtMs === now;
  if (before === undefined || !isSame) return deletion;
  const all = new Map([...before.left, ...deletion.left].map((part) => [keyOfPart(part), part]));
  const left = [...all.values()].toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const by = before.by === 'user' ? before.by : deletion.by;
  const { goneAtMs } = before;
  return { ...deletion, by, left, ...(goneAtMs === undefined ? {} : { goneAtMs }) };
}

const order: readonly EndpointPart['kind'][] = ['endpoint', 'config', 'model', 'schedule'];

/** This process, in a form that tells it from a later one with its pid. */
const thisProcess = async () => ({
  pid: process.pid,
  stamp: await systemProcesses().stampOf(process.pid),
});

/** Whether the command that put a deletion on record may still work on it: its user can cancel it. */
export const isBeingFinished = async ({ pid, stamp = '', queuedAtMs }: QueuedDeletion): Promise<boolean> =>
  pid !== undefined && systemProcesses().mayBe(pid, stamp, queuedAtMs);

const keyOfPart = ({ kind, name }: EndpointPart) => `${kind} ${name}`;

/** Config and models of the other endpoints on record, which may be deployed from the same recipe. */
async function usedByOthers(ledger: EndpointLedger, named: Named): Promise<ReadonlySet<string>> {
  const { entries } = await ledger.read();
  const others = entries.filter(
    ({ connectionId, endpointName, deletion }) =>
      connectionId === named.connectionId &&
      endpointName !== named.endpointName &&
      deletion?.goneAtMs === undefined,
  );
  const parts = others.flatMap(({ config, models = [] }): readonly EndpointPart[] => [
    ...(config === undefined ? [] : [{ kind: 'config' as const, name: config }]),
    ...models.map((name) => ({ kind: 'model' as const, name })),
  ]);
  return new Set(parts.map(keyOfPart));
}

type Named = Pick<LedgerEntry, 'connectionId' | 'endpointName' | 'account'>;

/** The connection may be signed in to another account with an endpoint of the same name. */
const recordOf = async (ledger: EndpointLedger, named: Named): Promise<LedgerEntry | undefined> =>
  (await ledger.read()).entries.find(
    ({ connectionId, endpointName, account }) =>
      connectionId === named.connectionId &&
      endpointName === named.endpointName &&
      (account === undefined || named.account === undefined || !isElsewhere(account, named.account)),
  );

/** Of an endpoint that this machine did not make. */
const newRecord = (named: Named): LedgerEntry => ({
  ...named,
  trainingJobName: '',
  recordedAt: new Date().toISOString(),
  // Nothing is billed for one that does not exist.
  state: 'requested',
});

/** Leaves what remains to whoever looks next, or withdraws the deletion of an endpoint. */
async function handOver(
  ledger: EndpointLedger,
  queued: LedgerEntry,
  { aborted }: AbortSignal,
): Promise<void> {
  await ledger.change(queued, (current) => {
    // It is withdrawn or done, or another window has queued it since.
    if (current?.deletion === undefined || !isSameQueue(current, queued)) return undefined;
    const { deletion, ...rest } = current;
    const { pid: _, stamp: __, ...remaining } = deletion;
    const isWithdrawn = aborted && deletion.left[0]?.kind === 'endpoint';
    return isWithdrawn ? rest : { ...rest, deletion: remaining };
  });
}

const isSameQueue = ({ deletion: a }: LedgerEntry, { deletion: b }: LedgerEntry): boolean =>
  a?.queuedAtMs === b?.queuedAtMs && a?.pid === b?.pid;

/**
 * Deletes what a recorded deletion has left; a config or a model that something else uses stays. Nothing is deleted on another account, nor, once the endpoint is gone, anything of
 * another endpoint that has its name now.
 */
export async function finishDeletion(
  session: DeletionSession,
  ledger: EndpointLedger,
  entry: LedgerEntry,
  { signal, onWaiting, isJustDecided = false }: DeletionWork & { readonly isJustDecided?: boolean },
): Promise<Deletion> {
  const { aws, pollIntervalMs } = session;
  if (entry.deletion === undefined) return { kind: 'done' };
  await requireAccount(session, entry, signal);
  let { deletion } = entry;
  const failed: { readonly part: EndpointPart; readonly error: unknown }[] = [];
  const settle = async (gone: readonly EndpointPart[]) => {
    const left = deletion.left.filter((part) => !gone.includes(part));
    const isEndpoint = gone.some(({ kind }) => kind === 'endpoint');
    deletion = { ...deletion, left, ...(isEndpoint ? { goneAtMs: Date.now() } : {}) };
    const settled = deletion;
    await ledger.change(entry, (current = entry) => ({
      ...current,
      deletion: withoutParts({ ...settled, ...current.deletion }, settled, gone),
    }));
  };
  // The schedule would delete the other endpoint.
  if (await isAnother(session, entry, signal))
    await settle(deletion.left.filter(({ kind }) => kind !== 'schedule'));
  let isWithdrawn = false;
  const beforeDelete = async (arn: string) => {
    isWithdrawn = !(await mayGo(session, entry, { arn, isJustDecided, signal }));
    if (isWithdrawn) throw new Error(`${entry.endpointName} is no longer to be deleted`);
  };
  const options = { signal, pollIntervalMs, createdAt: entry.createdAtMs, beforeDelete };
  for (const part of deletion.left) {
    try {
      // A config that stays needs its models.
      const configs = deletion.left.filter(({ kind }) => kind === 'config').map(({ name }) => name);
      const own = { endpointNames: [entry.endpointName], configs };
      const isShared = await aws.isPartUsed(part, own, signal);
      if (!isShared) await aws.deletePart(part, { ...options, ...(onWaiting ? { onWaiting } : {}) });
      await settle([part]);
    } catch (error) {
      signal.throwIfAborted();
      if (isWithdrawn) {
        await ledger.change(entry, withoutDeletion);
        return { kind: 'withdrawn' };
      }
      failed.push({ part, error });
      // The endpoint still needs the others.
      if (part.kind === 'endpoint') break;
    }
  }
  const [first] = failed;
  return first === undefined ? { kind: 'done' } : { kind: 'left', left: deletion.left, error: first.error };
}

const withoutParts = (
  deletion: QueuedDeletion,
  { goneAtMs = deletion.goneAtMs }: QueuedDeletion,
  gone: readonly EndpointPart[],
): QueuedDeletion => {
  const names = new Set(gone.map(keyOfPart));
  const left = deletion.left.filter((part) => !names.has(keyOfPart(part)));
  return { ...deletion, left, ...(goneAtMs === undefined ? {} : { goneAtMs }) };
};

/** Of the record as it is now, which another window may have removed. */
export function withoutDeletion(current: LedgerEntry | undefined): LedgerEntry | undefined {
  if (current === undefined) return undefined;
  const { deletion: _, ...rest } = current;
  return rest;
}

/** Whether an endpoint to be deleted automatically is still due and ours: its tags may have changed. */
async function mayGo(
  session: DeletionSession,
  entry: LedgerEntry,
  {
    arn,
    isJustDecided,
    signal,
  }: { readonly arn: string; readonly isJustDecided: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  const by = entry.deletion?.by;
  if (by === 'user') return true;
  const { owner: callerArn } = await callerOf(session, signal);
  const guard = await session.aws.readEndpointGuard(arn, signal);
  if (!isRecordedOurs({ arn, createdAtMs: entry.createdAtMs, guard }, [entry], callerArn)) return false;
  // The next check of its invocations decides whether it is still idle.
  if (by === 'idle') return isJustDecided;
  const { expiresAtMs, awsNowMs } = guard;
  return (
    expiresAtMs !== undefined && awsNowMs !== undefined && isDue({ kind: 'until', expiresAtMs }, awsNowMs)
  );
}

async function requireAccount(
  session: DeletionSession,
  { account }: LedgerEntry,
  signal: AbortSignal,
): Promise<void> {
  if (account === undefined) return;
  const { accountId } = await session.identity(signal);
  if (!isElsewhere(account, { accountId, region: session.region })) return;
  throw runFailure(
    'other-account',
    { accountId: account.accountId, found: accountId },
    `It belongs to account ${account.accountId}, not to ${accountId}`,
  );
}

/** Whether another endpoint has the name now: the recorded one is gone, and what remains belongs to the other. */
async function isAnother(
  { aws }: DeletionSession,
  entry: LedgerEntry,
  signal: AbortSignal,
): Promise<boolean> {
  const found = await aws.endpointState(entry.endpointName, signal);
  return found !== undefined && !isRecorded(entry, found);
}
