import * as vscode from 'vscode';
import { waitsForUser } from '../aws/connections/state.ts';
import { connectionIdBills } from '../aws/connections/types.ts';
import { runCommand } from '../contributions/runCommand.ts';
import { endpointKey } from '../guard/journal/endpointLedger.ts';
import type { LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { tell, warn } from '../platform/prompts.ts';
import { failureText } from '../platform/serviceMessages.ts';
import { checkIdle } from '../runs/checkIdle.ts';
import type { LeaseKeeperNeeds } from './leaseKeeper.ts';

export interface IdleSettings {
  /** Minutes without a request after which an endpoint is idle; 0: never. */
  readonly afterMinutes: number;
  /** Whether idle endpoints are deleted without confirmation. */
  readonly deletes: boolean;
}

export interface IdleKeeper {
  check(): Promise<void>;
  dispose(): void;
}

type Needs = LeaseKeeperNeeds & { readonly idle: () => IdleSettings };

/** CloudWatch counts by the minute, and charges for each metric that is read. */
const lookAgainAfterMs = 10 * 60_000;

/** Warns once about each recorded endpoint on AWS that receives no requests, or deletes it if the settings say so. */
export function openIdleKeeper(needs: Needs): IdleKeeper {
  const noticed = new Set<string>();
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let lookedAt = -Infinity;
  const check = async (): Promise<void> => {
    clearTimeout(timer);
    const waitMs = lookedAt + lookAgainAfterMs - performance.now();
    if (waitMs <= 0) {
      lookedAt = performance.now();
      await look().catch((error: unknown) => needs.log.error(String(error)));
    }
    if (ended.signal.aborted) return;
    timer = setTimeout(() => void check().catch(() => undefined), Math.max(waitMs, 1000));
  };
  const look = async () => {
    const { afterMinutes } = needs.idle();
    if (afterMinutes <= 0) return;
    const { entries } = await needs.ledger.read();
    for (const entry of entries.filter(bills)) {
      if (ended.signal.aborted) return;
      if (waitsForUser(needs.states.of(entry.connectionId))) continue;
      // A connection that fails hides no other.
      await lookAt(entry).catch((error: unknown) =>
        needs.log.error(`${entry.endpointName}: ${String(error)}`),
      );
    }
  };
  const lookAt = async (entry: LedgerEntry) => {
    const { afterMinutes, deletes } = needs.idle();
    const { signal } = ended;
    const session = await needs.sessionOf(entry.connectionId)(signal);
    const found = await checkIdle(entry, {
      session,
      ledger: needs.ledger,
      afterMs: afterMinutes * 60_000,
      deletes,
      signal,
    });
    const { endpointName } = entry;
    switch (found.kind) {
      case 'busy':
        noticed.delete(endpointKey(entry));
        return;
      case 'idle':
        if (noticed.has(endpointKey(entry))) return;
        noticed.add(endpointKey(entry));
        return propose(entry, found.evidence, afterMinutes);
      case 'deleted':
        tell(vscode.l10n.t('{0} was deleted after {1} idle minutes.', endpointName, afterMinutes));
        return needs.changed();
      case 'unknown':
        needs.log.warn(`Whether ${endpointName} is idle: ${await failureText(found.error)}`);
    }
  };
  return {
    check,
    dispose() {
      ended.abort();
      clearTimeout(timer);
    },
  };
}

const bills = ({ connectionId, deletion }: LedgerEntry): boolean =>
  deletion === undefined && connectionIdBills(connectionId);

function propose(
  { endpointName, connectionId }: LedgerEntry,
  evidence: 'measured' | 'no-data',
  minutes: number,
): void {
  warn(
    evidence === 'measured'
      ? vscode.l10n.t(
          '{0} has received no requests for {1} minutes, and is billed. Delete it?',
          endpointName,
          minutes,
        )
      : vscode.l10n.t(
          'CloudWatch has no data on requests to {0} for the last {1} minutes, so it is probably idle. The endpoint is billed. Delete it?',
          endpointName,
          minutes,
        ),
    {
      label: vscode.l10n.t('Delete…'),
      run: () => runCommand('deleteEndpoint', { endpointName, connectionId, confirmed: false }),
    },
  );
}
