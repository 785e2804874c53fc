import { parseConnectionId } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { endpointPrice, trainingPrice } from '../aws/costs.ts';
import type { Rate, RateBook } from '../aws/costs.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { JobEntry, JobLedger } from '../guard/journal/jobLedger.ts';
import type { Recorded } from '../guard/journal/ledger.ts';
import type { SpendFile } from '../guard/journal/spendFile.ts';
import type { SpendLine } from '../guard/spend/spendLine.ts';
import type { BilledLine } from '../guard/spend/spending.ts';

export interface SpendingNeeds {
  readonly ledger: Pick<EndpointLedger, 'read'>;
  readonly jobs: Pick<JobLedger, 'read'>;
  readonly spend: Pick<SpendFile, 'read'>;
  readonly prices: { rates(): Promise<RateBook> };
}

interface KnownSpending {
  readonly lines: readonly BilledLine[];
  /** Records that cannot be read. */
  readonly unreadableCount: number;
}

/** Everything of this user and machine that was billed or is, each at the rate it began with, or else at the one known now. */
export async function readSpending({ ledger, jobs, spend, prices }: SpendingNeeds): Promise<KnownSpending> {
  const [endpoints, trainings, ended, rates] = await Promise.all([
    ledger.read(),
    jobs.read(),
    spend.read(),
    prices.rates(),
  ]);
  const live = [...endpoints.entries.map(endpointLine), ...trainings.entries.map(jobLine)];
  return {
    lines: [...ended.lines, ...live].map((line) => ({ ...line, rate: rateOf(line, rates) })),
    unreadableCount: ended.unreadable + endpoints.unreadable.length + trainings.unreadable.length,
  };
}

/** The rate of a line, also of one whose price was learned later. Nothing is billed on Local. */
function rateOf({ kind, connectionId, rate, instanceType, instanceCount }: SpendLine, rates: RateBook): Rate {
  if (rate.kind !== 'unknown') return rate;
  const connection: Connection | undefined = parseConnectionId(connectionId);
  if (connection === undefined) return rate;
  return (kind === 'endpoint' ? endpointPrice : trainingPrice)(
    connection,
    instanceType,
    instanceCount,
    rates,
  );
}

function endpointLine(entry: LedgerEntry): BilledLine {
  const { endpointName: name, trainingJobName, lease, deletion } = entry;
  const untilMs = lease?.kind === 'until' ? lease.expiresAtMs : undefined;
  // Its config or model is still to be deleted, neither of which is billed.
  const endedAtMs = deletion?.goneAtMs;
  return { kind: 'endpoint', name, trainingJobName, untilMs, endedAtMs, ...liveLine(entry) };
}

function jobLine(entry: JobEntry): BilledLine {
  const { trainingJobName: name, maxRuntimeSeconds } = entry;
  const line = liveLine(entry);
  const untilMs = maxRuntimeSeconds === undefined ? undefined : line.startedAtMs + maxRuntimeSeconds * 1000;
  return { kind: 'trainingJob', name, untilMs, ...line };
}

function liveLine(entry: Recorded) {
  const { connectionId, account, arn, experiment, instanceType = '', instanceCount = 1, rate } = entry;
  const startedAtMs = entry.createdAtMs ?? Date.parse(entry.recordedAt);
  const known: Rate = rate ?? { kind: 'unknown' };
  return { connectionId, account, arn, experiment, instanceType, instanceCount, rate: known, startedAtMs };
}
