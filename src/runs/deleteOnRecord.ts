import { type EndpointPart, partsInOrder } from '../aws/deploymentParts.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { EndedBy } from '../guard/spend/spendLine.ts';
import { runFailure } from './errors.ts';
import type { Session } from './session.ts';
import { callerOf, isElsewhere } from './standing.ts';

export type DeletionSession = Pick<
  Session,
  'aws' | 'connectionId' | 'identity' | 'region' | 'pollIntervalMs'
>;

export interface DeletionRequest {
  readonly endpointName: string;
  /** What else is deleted; with neither, model and config stay, from which the endpoint can be made again. */
  readonly also: { readonly config: boolean; readonly model: boolean };
  readonly by: EndedBy;
}

/** What became of a deletion; `error`: why the first of `left` could not be deleted. */
export type Deletion =
  | { readonly kind: 'done' }
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
    return await finishDeletion(session, ledger, queued, work);
  } finally {
    await handOver(session, ledger, request.endpointName, work.signal);
  }
}

async function queueDeletion(
  session: DeletionSession,
  ledger: EndpointLedger,
  { endpointName, also, by }: DeletionRequest,
  signal: AbortSignal,
): Promise<LedgerEntry> {
  const { aws, pollIntervalMs } = session;
  const { endpoint, config, models } = await aws.endpointParts(endpointName, { signal, pollIntervalMs });
  const known = await recordOf(session, ledger, endpointName);
  const parts = partsInOrder(endpointName, config, models);
  // A schedule has nothing left to delete once its endpoint is gone.
  const schedule = known?.schedule && { kind: 'schedule' as const, name: known.schedule.name };
  const left = [
    ...parts.filter(({ kind }) => kind === 'endpoint' || (kind !== 'schedule' && also[kind])),
    ...(schedule === undefined ? [] : [schedule]),
  ];
  const entry: LedgerEntry = {
    ...(known ?? (await newRecord(session, endpointName, signal))),
    ...(endpoint === undefined ? {} : { arn: endpoint.arn, createdAtMs: endpoint.createdAt, state: 'seen' }),
    config,
    models: [...models],
    deletion: { queuedAtMs: Date.now(), by, left, pid: process.pid },
  };
  await ledger.record(entry);
  return entry;
}

const recordOf = async (
  { connectionId }: DeletionSession,
  ledger: EndpointLedger,
  endpointName: string,
): Promise<LedgerEntry | undefined> =>
  (await ledger.read()).entries.find(
    (entry) => entry.connectionId === connectionId && entry.endpointName === endpointName,
  );

/** Of an endpoint that this machine did not make. */
async function newRecord(
  session: DeletionSession,
  endpointName: string,
  signal: AbortSignal,
): Promise<LedgerEntry> {
  const { account } = await callerOf(session, signal);
  return {
    connectionId: session.connectionId,
    endpointName,
    trainingJobName: '',
    recordedAt: new Date().toISOString(),
    account,
    // Nothing is billed for one that does not exist.
    state: 'requested',
  };
}

/** Leaves what remains to whoever looks next, or withdraws the deletion of an endpoint. */
async function handOver(
  session: DeletionSession,
  ledger: EndpointLedger,
  endpointName: string,
  { aborted }: AbortSignal,
): Promise<void> {
  const entry = await recordOf(session, ledger, endpointName);
  if (entry?.deletion === undefined) return;
  const { deletion, ...rest } = entry;
  const { pid: _, ...remaining } = deletion;
  const isWithdrawn = aborted && deletion.left[0]?.kind === 'endpoint';
  await ledger.record(isWithdrawn ? rest : { ...rest, deletion: remaining });
}

/**
 * Deletes what a recorded deletion has left. Nothing is deleted on another account, nor, once the endpoint is gone, anything of
 * another endpoint that has its name now.
 */
export async function finishDeletion(
  session: DeletionSession,
  ledger: EndpointLedger,
  entry: LedgerEntry,
  { signal, onWaiting }: DeletionWork,
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
    await ledger.record({ ...entry, deletion });
  };
  if (await isAnother(session, entry, signal)) {
    await settle(deletion.left);
    return { kind: 'done' };
  }
  for (const part of deletion.left) {
    try {
      await aws.deletePart(part, { signal, pollIntervalMs, ...(onWaiting ? { onWaiting } : {}) });
      await settle([part]);
    } catch (error) {
      signal.throwIfAborted();
      failed.push({ part, error });
      // The endpoint still needs the others.
      if (part.kind === 'endpoint') break;
    }
  }
  const [first] = failed;
  return first === undefined ? { kind: 'done' } : { kind: 'left', left: deletion.left, error: first.error };
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
  { endpointName, createdAtMs }: LedgerEntry,
  signal: AbortSignal,
): Promise<boolean> {
  const found = await aws.endpointState(endpointName, signal);
  return found !== undefined && createdAtMs !== undefined && found.createdAt !== createdAtMs;
}
