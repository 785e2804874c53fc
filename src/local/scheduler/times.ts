/** When a schedule runs: again and again, or once. */
export type Cadence =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'once'; readonly atMs: number };

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Undefined for an expression that says neither, such as cron. Times are UTC. */
export function cadenceOf(expression: string): Cadence | undefined {
  const [, count, unit] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit === 'minute' || unit === 'hour' || unit === 'day')
    return { kind: 'rate', everyMs: Number(count) * unitMs[unit] };
  const [, at] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
  const atMs = Date.parse(`${at}Z`);
  return Number.isNaN(atMs) ? undefined : { kind: 'once', atMs };
}

/** In milliseconds since 1970. A one-time schedule has no use for `startMs` and `endMs`. */
export interface Span {
  readonly createdMs: number;
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  readonly lastRunMs?: number | undefined;
}

/** The next time after the last run; undefined when all are over. A rate begins with its start. */
export function nextRunMs(
  cadence: Cadence,
  { createdMs, startMs, endMs, lastRunMs }: Span,
): number | undefined {
  if (cadence.kind === 'once') return lastRunMs === undefined ? cadence.atMs : undefined;
  const first = startMs ?? createdMs;
  const passed =
    lastRunMs === undefined || lastRunMs < first ? 0 : Math.floor((lastRunMs - first) / cadence.everyMs) + 1;
  const next = first + passed * cadence.everyMs;
  return endMs !== undefined && next > endMs ? undefined : next;
}
