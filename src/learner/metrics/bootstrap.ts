import { mersenneWords } from '../random.ts';
import { metricNames } from './metricNames.ts';
import type { Interval, MetricName, NamedIntervals, PairedDifference } from './metricNames.ts';
import { unitCountOf } from './resampling.ts';
import type { Resampled } from './resampling.ts';

const mostResamples = 1000;
const fewestResamples = 100;
/** Rows that all resamples together pass over. */
const mostPassedRows = 50_000_000;
/** Share of resamples where a metric may be undefined, as the AUC is where one class was drawn. */
const mostUndefined = 0.05;

interface Bootstrapping {
  readonly seed?: number;
  /** Awaited between resamples; rejects when aborted. */
  readonly pace?: () => Promise<void>;
}

/**
 * 95 % percentile bootstrap intervals (Efron 1979) of metrics, as `scipy.stats.bootstrap(method='percentile')`: what they could be with
 * other held-out rows of the same kind.
 */
export async function bootstrapIntervals(
  resampled: Resampled,
  options: Bootstrapping = {},
): Promise<NamedIntervals> {
  // Every resample of one row is that row, which says nothing about others.
  if (resampled.rowCount < 2) return {};
  const drawn = await resample([resampled], options);
  const found = resampled.names.map((name) => [name, intervalOf(drawn[0]?.get(name) ?? [])] as const);
  return Object.fromEntries(found.filter(([, interval]) => interval !== undefined));
}

/** How two models differ on the same rows, in the order of `metricNames`; each resample draws the same rows for both. */
export async function pairedDifferences(
  first: Resampled,
  second: Resampled,
  options: Bootstrapping = {},
): Promise<readonly PairedDifference[]> {
  const { rowCount } = first;
  const drawn = await resample([first, second], options);
  const all = new Uint8Array(unitCountOf(rowCount)).fill(1);
  const [own, other] = [valuesOf(first, all), valuesOf(second, all)];
  return metricNames.flatMap((metric) => {
    const [a, b] = [own.get(metric) ?? Number.NaN, other.get(metric) ?? Number.NaN];
    const others = drawn[1]?.get(metric) ?? [];
    const differences = drawn[0]?.get(metric)?.map((value, at) => (others[at] ?? Number.NaN) - value);
    const interval = intervalOf(differences ?? []);
    if (interval === undefined || !Number.isFinite(b - a)) return [];
    return [{ metric, first: a, second: b, difference: b - a, ...interval, rowCount }];
  });
}

const valuesOf = ({ names, metrics }: Resampled, weights: Uint8Array): ReadonlyMap<MetricName, number> => {
  const values = metrics(weights);
  return new Map(names.map((name, at) => [name, values[at] ?? Number.NaN]));
};

/** Values of each metric in each resample, of every one of `all` for the same draws. */
async function resample(
  all: readonly Resampled[],
  { seed = 0, pace = async () => undefined }: Bootstrapping,
): Promise<readonly ReadonlyMap<MetricName, number[]>[]> {
  const found = all.map(({ names }) => new Map(names.map((name) => [name, [] as number[]] as const)));
  const rowCount = all[0]?.rowCount ?? 0;
  const passed = all.reduce((sum, { passedRows }) => sum + passedRows, 0);
  const enough = Math.floor(mostPassedRows / Math.max(1, passed));
  const count = Math.max(fewestResamples, Math.min(mostResamples, enough));
  const draw = openDraws(seed);
  const weights = new Uint8Array(unitCountOf(rowCount));
  for (let round = 0; round < count; round += 1) {
    draw(weights);
    for (const [index, { names, metrics }] of all.entries()) {
      const values = metrics(weights);
      for (const [at, name] of names.entries()) found[index]?.get(name)?.push(values[at] ?? Number.NaN);
    }
    await pace();
  }
  return found;
}

/** Draws as many units as there are, with replacement, and counts how often each was drawn. */
function openDraws(seed: number): (weights: Uint8Array) => void {
  const draw = mersenneWords(seed);
  let words = new Uint32Array();
  let at = 0;
  return (weights) => {
    weights.fill(0);
    const count = weights.length;
    for (let drawn = 0; drawn < count; drawn += 1) {
      if (at === words.length) {
        words = draw();
        at = 0;
      }
      // Of at most 4096 units: each with the same probability but for a third of a percent of it.
      const unit = Math.imul((words[at] ?? 0) >>> 12, count) >>> 20;
      at += 1;
      weights[unit] = (weights[unit] ?? 0) + 1;
    }
  };
}

/** The 2.5 % and 97.5 % quantiles; undefined where too many values are. */
function intervalOf(values: readonly number[]): Interval | undefined {
  const defined = Float64Array.from(values.filter((value) => Number.isFinite(value))).sort();
  if (defined.length === 0 || defined.length < (1 - mostUndefined) * values.length) return undefined;
  return { low: quantile(defined, 0.025), high: quantile(defined, 0.975) };
}

/** As `numpy.quantile`, of ascending values. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}
