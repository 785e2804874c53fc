import * as vscode from 'vscode';
import { connectionIdBills } from '../aws/connections/types.ts';
import { waitsForUser } from '../aws/connections/state.ts';
import { runCommand } from '../contributions/runCommand.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { endpointKey } from '../guard/journal/endpointLedger.ts';
import { noticeBeforeMs } from '../guard/leases/lease.ts';
import type { EndedBy } from '../guard/spend/spendLine.ts';
import { tell, warn } from '../platform/prompts.ts';
import { failureText } from '../platform/serviceMessages.ts';
import { checkLease, type LeaseCheck } from '../runs/checkLease.ts';
import type { ConnectionStates } from '../runs/connectionStates.ts';
import type { Sessions } from '../runs/session.ts';

export interface LeaseKeeper {
  /** Checks every recorded lease; `by`: who ends those that are due. */
  check(by: EndedBy): Promise<void>;
  dispose(): void;
}

export interface LeaseKeeperNeeds {
  readonly ledger: EndpointLedger;
  readonly sessionOf: Sessions['of'];
  readonly states: Pick<ConnectionStates, 'of'>;
  readonly log: Pick<vscode.LogOutputChannel, 'error' | 'warn'>;
  readonly changed: () => void;
  readonly deletionFailed: (connectionId: string, endpointName: string) => void;
}

/** How often a lease is checked, however long it is: it can be changed elsewhere, and clocks can be wrong. */
const longestWaitMs = 5 * 60_000;
const shortestWaitMs = 5000;

/**
 * Checks every recorded endpoint that may have a lease, on its own connection, and deletes those whose lease has ended. The embedded
 * server ends its own leases.
 */
export function openLeaseKeeper(needs: LeaseKeeperNeeds): LeaseKeeper {
  const noticed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = new AbortController();
  const check = async (by: EndedBy): Promise<void> => {
    clearTimeout(timer);
    running.abort();
    running = new AbortController();
    const { signal } = running;
    let wait = longestWaitMs;
    try {
      const { entries } = await needs.ledger.read();
      const checks = await Promise.all(
        entries.filter(mayRunOut).map((entry) => checkOne(entry, needs, { by, signal })),
      );
      if (signal.aborted) return;
      wait = checks.map(waitMs).reduce((soonest, ms) => Math.min(soonest, ms), longestWaitMs);
      for (const one of checks) await report(one, needs, noticed);
    } finally {
      // Also after a journal that could not be read once.
      if (!signal.aborted)
        timer = setTimeout(
          () => void check('window').catch((error: unknown) => needs.log.error(String(error))),
          wait,
        );
    }
  };
  return {
    check,
    dispose() {
      clearTimeout(timer);
      running.abort();
    },
  };
}

/** A record without a lease may be of an endpoint that has one in its tags only if nobody has described it yet. */
const mayRunOut = ({ lease, connectionId }: LedgerEntry): boolean =>
  lease?.kind !== 'none' && connectionIdBills(connectionId);

async function checkOne(
  entry: LedgerEntry,
  { sessionOf, states, ledger }: LeaseKeeperNeeds,
  { by, signal }: { readonly by: EndedBy; readonly signal: AbortSignal },
): Promise<LeaseCheck> {
  // An expired sign-in is reported elsewhere; the lease is checked again after the next one.
  if (waitsForUser(states.of(entry.connectionId))) return { kind: 'missing', entry };
  try {
    const session = await sessionOf(entry.connectionId)(signal);
    return await checkLease(entry, { session, ledger, by, signal });
  } catch (error) {
    return { kind: 'failed', entry, error };
  }
}

function waitMs(check: LeaseCheck): number {
  if (check.kind !== 'running') return longestWaitMs;
  const { leftMs } = check;
  const untilNotice = leftMs > noticeBeforeMs ? leftMs - noticeBeforeMs : leftMs;
  return Math.max(shortestWaitMs, Math.min(untilNotice, longestWaitMs));
}

async function report(
  check: LeaseCheck,
  { changed, deletionFailed, ledger, log }: LeaseKeeperNeeds,
  noticed: Set<string>,
): Promise<void> {
  const { entry } = check;
  const { endpointName, connectionId } = entry;
  switch (check.kind) {
    case 'running':
      if (check.leftMs <= noticeBeforeMs) noticeEnd(check, noticed);
      return;
    case 'deleted':
      tell(vscode.l10n.t('The lease of {0} ended, and the endpoint was deleted.', endpointName));
      return changed();
    case 'not-ours':
      return noticeOthers(check, noticed);
    case 'failed':
      log.error(`${endpointName}: ${await failureText(check.error)}`);
      // A look that found the lease at its end has put the deletion on record.
      if (isBeingDeleted(entry, (await ledger.read()).entries)) deletionFailed(connectionId, endpointName);
      return;
    case 'missing':
    case 'no-lease':
      return;
  }
}

const isBeingDeleted = (entry: LedgerEntry, now: readonly LedgerEntry[]): boolean =>
  now.some(
    ({ connectionId, endpointName, deletion }) =>
      connectionId === entry.connectionId &&
      endpointName === entry.endpointName &&
      deletion?.left[0]?.kind === 'endpoint',
  );

function noticeEnd(check: LeaseCheck & { readonly kind: 'running' }, noticed: Set<string>): void {
  const { entry, leftMs, expiresAtMs } = check;
  const { endpointName, connectionId } = entry;
  // An extended lease is announced again.
  const key = `${endpointKey(entry)}\n${expiresAtMs}`;
  if (noticed.has(key)) return;
  noticed.add(key);
  const minutes = Math.max(1, Math.round(leftMs / 60_000));
  warn(
    minutes === 1
      ? vscode.l10n.t('{0} will be deleted in 1 minute, when its lease ends.', endpointName)
      : vscode.l10n.t('{0} will be deleted in {1} minutes, when its lease ends.', endpointName, minutes),
    {
      label: vscode.l10n.t('Extend by 1 Hour'),
      run: () => runCommand('extendLease', { endpointName, connectionId, minutes: 60 }),
    },
    {
      label: vscode.l10n.t('Delete Now…'),
      run: () => runCommand('deleteEndpoint', { endpointName, connectionId, confirmed: false }),
    },
  );
}

function noticeOthers(check: LeaseCheck & { readonly kind: 'not-ours' }, noticed: Set<string>): void {
  const { entry, owner } = check;
  const key = `others\n${endpointKey(entry)}`;
  if (noticed.has(key)) return;
  noticed.add(key);
  const name = entry.endpointName;
  warn(
    owner === undefined
      ? vscode.l10n.t(
          'The lease of {0} has ended, but nothing shows that the endpoint is yours, so it was not deleted.',
          name,
        )
      : vscode.l10n.t(
          'The lease of {0} has ended. The endpoint belongs to {1} and was not deleted.',
          name,
          owner,
        ),
  );
}
