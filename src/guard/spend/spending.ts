import { costUsd } from '../../aws/costs.ts';
import type { SpendLine } from './spendLine.ts';

/** What was billed, or is being billed. */
export interface BilledLine extends SpendLine {
  /** When it ends at the latest, while it bills: by its lease or its time limit; undefined without one. */
  readonly untilMs?: number | undefined;
}

/** US dollars in a span of time. Resources of unknown price are listed, not guessed. */
export interface Spending {
  readonly spentUsd: number;
  /** What runs may still cost within the span. */
  readonly committedUsd: number;
  readonly unpriced: readonly BilledLine[];
}

/** Milliseconds since 1970; `toMs` is not part of it. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The calendar month of a time, in UTC, as AWS bills it. */
export function monthOf(nowMs: number): Span {
  const now = new Date(nowMs);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  return { fromMs: Date.UTC(year, month), toMs: Date.UTC(year, month + 1) };
}

/** What these cost within a span, as of now: each at its own rate, for the time that falls into it. */
export function spendingOf(lines: readonly BilledLine[], span: Span, nowMs: number): Spending {
  let [spentUsd, committedUsd] = [0, 0];
  const unpriced: BilledLine[] = [];
  for (const line of lines) {
    const { startedAtMs, endedAtMs, untilMs = span.toMs } = line;
    const isLive = endedAtMs === undefined;
    // A clock that was set back must not count time twice.
    const knownUntilMs = endedAtMs ?? Math.max(startedAtMs, nowMs);
    const spent = costUsd(line.rate, secondsWithin(span, startedAtMs, knownUntilMs));
    const ahead = costUsd(line.rate, isLive ? secondsWithin(span, knownUntilMs, untilMs) : 0);
    const touches = secondsWithin(span, startedAtMs, isLive ? span.toMs : endedAtMs) > 0;
    if (spent !== undefined && ahead !== undefined) {
      spentUsd += spent;
      committedUsd += ahead;
      // An ended resource of unknown type cannot be priced; a running one can be deleted.
    } else if (touches && (isLive || line.instanceType !== '')) unpriced.push(line);
  }
  return { spentUsd, committedUsd, unpriced };
}

/** Seconds between two times that fall into a span. */
export const secondsWithin = ({ fromMs, toMs }: Span, startMs: number, endMs: number): number =>
  Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs)) / 1000;

/** The lines of one run: its training job and the endpoints of its model. */
export const linesOfRun = (lines: readonly BilledLine[], trainingJobName: string): readonly BilledLine[] =>
  lines.filter(({ kind, name, trainingJobName: origin }) =>
    kind === 'trainingJob' ? name === trainingJobName : origin === trainingJobName,
  );
