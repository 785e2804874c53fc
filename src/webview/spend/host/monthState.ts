import { connectionIdLabel } from '../../../aws/connections/types.ts';
import type { Rate } from '../../../aws/costs.ts';
import { monthsOf, spendByDay, spendByRun, spendWithin, sumOf } from '../../../guard/spend/monthSpend.ts';
import type { DaySpend, LineSpend, RunSpend, SpendSum } from '../../../guard/spend/monthSpend.ts';
import { monthOf, spendingOf } from '../../../guard/spend/spending.ts';
import type { BilledLine, Span } from '../../../guard/spend/spending.ts';
import type {
  Cost,
  ResourceRow,
  RunSpendRow,
  SourcedPrice,
  SpendDay,
  SpendReady,
  SpendTable,
} from '../contract.ts';

/** Of each table, until the user wants more. */
const rowsAtFirst = 50;

/** How many rows of a table are shown; a few unless it is in here. */
type RowLimits = Readonly<Partial<Record<SpendTable, number>>>;

/** What the page shows of a month, without what depends on more than the lines. */
type MonthState = Pick<
  SpendReady,
  'month' | 'months' | 'isCurrent' | 'asOf' | 'total' | 'running' | 'days' | 'tables'
>;

/** One month of what was billed, as of `nowMs`, prepared for a page and for a file. */
export interface MonthView {
  readonly state: MonthState;
  readonly spends: readonly LineSpend[];
}

export const monthName = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** `month` is "2026-12", or undefined for the current one. */
export function openMonth(
  lines: readonly BilledLine[],
  month: string | undefined,
  nowMs: number,
  limits: RowLimits = {},
): MonthView {
  const current = monthName(nowMs);
  const shown = month ?? current;
  const span = monthOf(Date.parse(`${shown}-01T00:00:00Z`));
  const spends = spendWithin(lines, span, nowMs);
  const ofKind = (kind: BilledLine['kind']) => spends.filter(({ line }) => line.kind === kind);
  const [endpoints, trainingJobs] = [ofKind('endpoint'), ofKind('trainingJob')];
  const part = <One, Row>(table: SpendTable, all: readonly One[], rowOf: (one: One) => Row) => ({
    count: all.length,
    rows: all.slice(0, limits[table] ?? rowsAtFirst).map(rowOf),
  });
  return {
    spends,
    state: {
      month: shown,
      months: [...new Set([...monthsOf(lines, nowMs).map(monthName), shown])].toSorted().toReversed(),
      isCurrent: shown === current,
      asOf: new Date(nowMs).toISOString(),
      total: { endpoints: costOf(sumOf(endpoints)), trainingJobs: costOf(sumOf(trainingJobs)) },
      running: runningOf(spends, span, nowMs),
      days: spendByDay(lines, span, nowMs).map(dayOf),
      tables: {
        runs: part('runs', spendByRun(spends), runRow),
        endpoints: part('endpoints', endpoints, resourceRow),
        trainingJobs: part('trainingJobs', trainingJobs, resourceRow),
      },
    },
  };
}

function runningOf(spends: readonly LineSpend[], span: Span, nowMs: number): SpendReady['running'] {
  const running = spends.filter(({ isRunning }) => isRunning && nowMs < span.toMs);
  const hourly = running.map(({ line }) => (line.rate.kind === 'known' ? line.rate.usdPerHour : 0));
  const lines = running.map(({ line }) => line);
  return {
    rows: running.slice(0, rowsAtFirst).map(resourceRow),
    count: running.length,
    freeCount: running.filter(({ line }) => line.rate.kind === 'free').length,
    unpricedCount: running.filter(({ usd }) => usd === undefined).length,
    usdPerHour: hourly.reduce((sum, usd) => sum + usd, 0),
    committedUsd: spendingOf(lines, span, nowMs).committedUsd,
  };
}

const costOf = ({ usd, count, freeCount, unpricedCount }: SpendSum): Cost => ({
  usd,
  count,
  freeCount,
  unpricedCount,
});

const dayOf = ({ fromMs, usd, seconds, unpricedSeconds }: DaySpend): SpendDay => ({
  day: new Date(fromMs).toISOString().slice(0, 10),
  endpointsUsd: usd.endpoint,
  trainingUsd: usd.trainingJob,
  endpointsSeconds: seconds.endpoint,
  trainingSeconds: seconds.trainingJob,
  unpricedSeconds,
});

function runRow({ connectionId, trainingJobName, experiment, training, endpoints }: RunSpend): RunSpendRow {
  return {
    ...(trainingJobName === undefined ? {} : { run: { connectionId, trainingJobName } }),
    ...(experiment === undefined ? {} : { experiment }),
    connection: connectionIdLabel(connectionId),
    training: { ...costOf(training), seconds: training.seconds },
    endpoints: { ...costOf(endpoints), seconds: endpoints.seconds },
  };
}

function resourceRow({ line, seconds, pastLeaseSeconds, usd, isRunning }: LineSpend): ResourceRow {
  const { kind, name, connectionId, experiment, instanceType, instanceCount, rate } = line;
  const { startedAtMs, endedAtMs, endedBy, untilMs } = line;
  const trainingJobName = kind === 'trainingJob' ? name : line.trainingJobName;
  const lease = leaseMinutesOf(line);
  return {
    kind,
    name,
    connection: connectionIdLabel(connectionId),
    ...(trainingJobName === undefined ? {} : { run: { connectionId, trainingJobName } }),
    ...(experiment === undefined ? {} : { experiment }),
    instanceType,
    instanceCount,
    price: priceOf(rate),
    startedAt: isoOf(startedAtMs),
    ...(endedAtMs === undefined ? {} : { endedAt: isoOf(endedAtMs) }),
    ...(endedBy === undefined ? {} : { endedBy }),
    seconds,
    ...(lease === undefined ? {} : { leaseMinutes: lease }),
    ...(isRunning && untilMs !== undefined ? { until: isoOf(untilMs) } : {}),
    pastLeaseSeconds,
    ...(usd === undefined ? {} : { usd }),
  };
}

/** From the start of an endpoint to the end of its lease; undefined without one. */
export function leaseMinutesOf({ kind, startedAtMs, leaseUntilMs, untilMs }: BilledLine): number | undefined {
  const endMs = kind === 'endpoint' ? (leaseUntilMs ?? untilMs) : undefined;
  return endMs === undefined ? undefined : Math.max(0, Math.round((endMs - startedAtMs) / 60_000));
}

function priceOf(rate: Rate): SourcedPrice {
  if (rate.kind !== 'known') return rate;
  const { usdPerHour, source, publishedOn } = rate;
  return { kind: 'hourly', usdPerHour, source, publishedOn };
}

/** A record may have any number as a time. */
export const isoOf = (ms: number): string =>
  new Date(Number.isFinite(ms) ? Math.max(-8.64e15, Math.min(8.64e15, ms)) : 0).toISOString();
