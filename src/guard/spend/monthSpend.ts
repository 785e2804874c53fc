import { costUsd } from '../../aws/costs.ts';
import type { BilledLine, Span } from './spending.ts';
import { monthOf, secondsWithin } from './spending.ts';

const dayMs = 86_400_000;

/** What one endpoint or training job was billed for within a span of time, as of now. */
export interface LineSpend {
  readonly line: BilledLine;
  /** It had not ended by then. */
  readonly isRunning: boolean;
  readonly seconds: number;
  /** Those of `seconds` that were billed after its lease had ended. */
  readonly pastLeaseSeconds: number;
  /** US dollars; undefined where the rate is unknown. */
  readonly usd: number | undefined;
}

/** A day in UTC, as AWS bills it: what it cost by kind, as far as rates are known, and how long anything ran. */
export interface DaySpend {
  /** Its midnight, milliseconds since 1970. */
  readonly fromMs: number;
  readonly usd: Readonly<Record<BilledLine['kind'], number>>;
  readonly seconds: Readonly<Record<BilledLine['kind'], number>>;
  /** Those of the seconds of both kinds whose rate is unknown. */
  readonly unpricedSeconds: number;
}

/** Lines that a span of time contains some of, the costliest first; among those of equal cost, the longest. */
export function spendWithin(lines: readonly BilledLine[], span: Span, nowMs: number): readonly LineSpend[] {
  const found = lines.flatMap((line) => {
    const spend = lineSpend(line, span, nowMs);
    return spend === undefined ? [] : [spend];
  });
  return found.toSorted((a, b) => (b.usd ?? 0) - (a.usd ?? 0) || b.seconds - a.seconds);
}

/** Undefined for what falls outside of the span. A running one that has only just begun counts, with 0 seconds. */
function lineSpend(line: BilledLine, span: Span, nowMs: number): LineSpend | undefined {
  const { startedAtMs, endedAtMs, leaseUntilMs, untilMs, kind, rate } = line;
  const untilNowMs = endOf(line, nowMs);
  const seconds = secondsWithin(span, startedAtMs, untilNowMs);
  const isRunning = endedAtMs === undefined;
  const isHere = startedAtMs < span.toMs && untilNowMs >= span.fromMs;
  if (seconds === 0 && !(isRunning && isHere)) return undefined;
  const leaseEndMs = kind === 'endpoint' ? (leaseUntilMs ?? untilMs) : undefined;
  const pastLeaseSeconds =
    leaseEndMs === undefined ? 0 : secondsWithin(span, Math.max(startedAtMs, leaseEndMs), untilNowMs);
  return { line, isRunning, seconds, pastLeaseSeconds, usd: costUsd(rate, seconds) };
}

/** A clock that was set back ends nothing before it began. */
const endOf = ({ startedAtMs, endedAtMs }: BilledLine, nowMs: number): number =>
  endedAtMs ?? Math.max(startedAtMs, nowMs);

/** Every day of a span that begins and ends at midnight, UTC. */
export function spendByDay(lines: readonly BilledLine[], span: Span, nowMs: number): readonly DaySpend[] {
  const days = Array.from({ length: Math.round((span.toMs - span.fromMs) / dayMs) }, (_, index) => ({
    fromMs: span.fromMs + index * dayMs,
    usd: { endpoint: 0, trainingJob: 0 },
    seconds: { endpoint: 0, trainingJob: 0 },
    unpricedSeconds: 0,
  }));
  for (const line of lines) {
    const { startedAtMs, kind, rate } = line;
    const untilMs = Math.min(endOf(line, nowMs), span.toMs);
    const first = Math.max(0, Math.floor((startedAtMs - span.fromMs) / dayMs));
    for (const day of days.slice(first, Math.ceil((untilMs - span.fromMs) / dayMs))) {
      const seconds = secondsWithin({ fromMs: day.fromMs, toMs: day.fromMs + dayMs }, startedAtMs, untilMs);
      const usd = costUsd(rate, seconds);
      day.seconds[kind] += seconds;
      if (usd === undefined) day.unpricedSeconds += seconds;
      else day.usd[kind] += usd;
    }
  }
  return days;
}

/** More months are not offered. */
const mostMonths = 120;

/** The months in which anything was billed, and the one of now; the newest first, as their first moments. */
export function monthsOf(lines: readonly BilledLine[], nowMs: number): readonly number[] {
  const current = monthOf(nowMs).fromMs;
  const found = new Set([current]);
  for (const line of lines) {
    let month = monthOf(Math.min(endOf(line, nowMs), nowMs)).fromMs;
    for (let count = 0; count < mostMonths && month >= monthOf(line.startedAtMs).fromMs; count += 1) {
      found.add(month);
      month = monthOf(month - 1).fromMs;
    }
  }
  return [...found].toSorted((a, b) => b - a).slice(0, mostMonths);
}

/** Sums of several lines. Resources of unknown price are counted, not guessed. */
export interface SpendSum {
  readonly usd: number;
  readonly seconds: number;
  readonly count: number;
  /** How many of them are free, and how many have an unknown price. */
  readonly freeCount: number;
  readonly unpricedCount: number;
}

export function sumOf(spends: readonly LineSpend[]): SpendSum {
  let [usd, seconds, freeCount, unpricedCount] = [0, 0, 0, 0];
  for (const spend of spends) {
    usd += spend.usd ?? 0;
    seconds += spend.seconds;
    if (spend.usd === undefined) unpricedCount += 1;
    if (spend.line.rate.kind === 'free') freeCount += 1;
  }
  return { usd, seconds, count: spends.length, freeCount, unpricedCount };
}

/** What a run cost: its training job and the endpoints of its model. */
export interface RunSpend {
  readonly connectionId: string;
  /** Undefined for endpoints of which no record says whose model they serve. */
  readonly trainingJobName: string | undefined;
  readonly experiment: string | undefined;
  readonly training: SpendSum;
  readonly endpoints: SpendSum;
}

/** The costliest run first, then the one that ran longest. */
export function spendByRun(spends: readonly LineSpend[]): readonly RunSpend[] {
  const groups = new Map<string, LineSpend[]>();
  for (const spend of spends) {
    const key = JSON.stringify([spend.line.connectionId, runOf(spend.line)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [spend]);
    else group.push(spend);
  }
  const runs = [...groups.values()].flatMap((group) => {
    const line = group[0]?.line;
    if (line === undefined) return [];
    const ofKind = (kind: BilledLine['kind']) => sumOf(group.filter((one) => one.line.kind === kind));
    return [
      {
        connectionId: line.connectionId,
        trainingJobName: runOf(line),
        experiment: group.find((one) => one.line.experiment !== undefined)?.line.experiment,
        training: ofKind('trainingJob'),
        endpoints: ofKind('endpoint'),
      },
    ];
  });
  const usdOf = ({ training, endpoints }: RunSpend) => training.usd + endpoints.usd;
  const secondsOf = ({ training, endpoints }: RunSpend) => training.seconds + endpoints.seconds;
  return runs.toSorted((a, b) => usdOf(b) - usdOf(a) || secondsOf(b) - secondsOf(a));
}

const runOf = ({ kind, name, trainingJobName }: BilledLine): string | undefined =>
  kind === 'trainingJob' ? name : trainingJobName;
