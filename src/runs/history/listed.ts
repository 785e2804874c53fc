import { join } from 'node:path';
import { parseConnectionId } from '../../aws/connections/types.ts';
import { costUsd, trainingPrice } from '../../aws/costs.ts';
import type { RateBook } from '../../aws/costs.ts';
import type { RunRow } from '../../data/shapes/runRow.ts';
import type { JobEntry } from '../../guard/journal/jobLedger.ts';
import type { KnownRuns } from './history.ts';
import type { KnownRun } from './runFolder.ts';
import type { IndexContents } from './runsIndex.ts';

/** The list of runs, and each run by its folder. */
export interface Listed extends KnownRuns {
  readonly byFolder: ReadonlyMap<string, RunRow>;
}

interface ListNeeds {
  readonly jobs: readonly JobEntry[];
  readonly rates: RateBook;
  readonly runsPath: string;
}

/** Rows as they are shown: one run of an experiment is pinned at most, a job on record may still run, and prices are those known now. */
export function listedOf({ runs }: IndexContents, { jobs, rates, runsPath }: ListNeeds): Listed {
  const pinned = lastPins(runs);
  const running = new Map(
    jobs.map((job) => [nameOf(job), job.state === 'abandoned' ? 'Stopping' : 'InProgress'] as const),
  );
  const byFolder = new Map<string, RunRow>();
  for (const [run, { row, pinnedAt }] of runs) {
    if (row === undefined) continue;
    const status = row.status === 'unknown' ? (running.get(nameOf(row)) ?? row.status) : row.status;
    const isPinned = pinnedAt !== undefined && pinned.get(row.experimentPath)?.run === run;
    const costUsd = costOf(row, rates);
    byFolder.set(run, { ...row, status, isPinned, ...(costUsd === undefined ? {} : { costUsd }) });
  }
  const rows = [...byFolder.values()].sort(newestFirst);
  const unreadable = [...runs.values()].flatMap(({ run, unreadable: found = [] }) =>
    found.map((record) => ({ ...record, folder: join(runsPath, run) })),
  );
  return { rows, unreadable, byFolder };
}

function costOf(row: RunRow, rates: RateBook): number | undefined {
  const connection = parseConnectionId(row.connectionId);
  if (connection === undefined) return undefined;
  const { instanceType, instanceCount, billableSeconds } = row;
  const price = trainingPrice(connection, instanceType, instanceCount, rates);
  if (price.kind === 'free') return 0;
  return billableSeconds === undefined ? undefined : costUsd(price, billableSeconds);
}

const nameOf = ({ connectionId, trainingJobName }: Pick<RunRow, 'connectionId' | 'trainingJobName'>) =>
  `${connectionId}\n${trainingJobName}`;

const newestFirst = (a: RunRow, b: RunRow): number =>
  inOrderOf(b.createdAt, a.createdAt) || inOrderOf(b.trainingJobName, a.trainingJobName);
const inOrderOf = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

interface Pin {
  readonly run: string;
  readonly pinnedAt: string;
}

/** The last pin of each experiment: two windows may have pinned a run each. */
function lastPins(runs: IndexContents['runs']): ReadonlyMap<string, Pin> {
  const last = new Map<string, Pin>();
  for (const [run, known] of runs) {
    const { row, pinnedAt } = known;
    if (row === undefined || pinnedAt === undefined) continue;
    const before = last.get(row.experimentPath);
    if (before === undefined || inOrderOf(before.pinnedAt, pinnedAt) < 0)
      last.set(row.experimentPath, { run, pinnedAt });
  }
  return last;
}

/** The time of a pin that is later than all others of the experiment, whatever the clock says. */
export function nextPinTime(runs: IndexContents['runs'], run: string, now: number): string {
  const others = pinsBeside(runs, run).map(({ pinnedAt = '' }) => Date.parse(pinnedAt));
  const last = others.reduce((most, time) => (time > most ? time : most), 0);
  return new Date(Math.max(now, last + 1)).toISOString();
}

/** The other runs of the same experiment that are pinned. */
export function pinsBeside(runs: IndexContents['runs'], run: string): readonly KnownRun[] {
  const path = runs.get(run)?.row?.experimentPath;
  return [...runs.values()].filter(
    (one) => one.run !== run && one.pinnedAt !== undefined && one.row?.experimentPath === path,
  );
}
