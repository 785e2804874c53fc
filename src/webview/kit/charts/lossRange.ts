/** Losses of models, epoch by epoch. */
interface Race {
  readonly losses: readonly (readonly number[])[];
  readonly best?: { readonly model: number } | undefined;
}

/** So many times the losses of the good models are still drawn. */
const headroom = 10;

export interface LossRange {
  /** Ticks of a logarithmic axis; the first and the last are its ends. */
  readonly ticks: readonly number[];
  /** How many models have a loss above the last tick. */
  readonly leavingCount: number;
}

/**
 * An axis on which the good models can be read: up to ten times the highest loss of the best model, or of the median model's
 * lowest, where that is no more than ten times higher. Models that diverge leave it.
 */
export function lossRange({ losses, best }: Race): LossRange {
  const drawn = losses.map((curve) => curve.filter(isDrawn));
  const all = drawn.flat();
  const [low, highest] = [least(all), most(all)];
  const bestHighest = most(drawn[best?.model ?? 0] ?? []);
  const reference =
    bestHighest === 0
      ? highest
      : Math.min(Math.max(bestHighest, median(drawn.map(least))), headroom * bestHighest);
  const ticks = logTicks(low, Math.min(highest, headroom * reference));
  const high = ticks.at(-1) ?? Infinity;
  return { ticks, leavingCount: losses.filter((curve) => leaves(curve, high)).length };
}

/** Above the axis at some epoch, or no longer a number; a last epoch without a number may be incomplete in the log. */
const leaves = (curve: readonly number[], high: number) =>
  curve.some((loss, index) => loss > high || (!Number.isFinite(loss) && index < curve.length - 1));

const isDrawn = (loss: number) => Number.isFinite(loss) && loss > 0;
const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** 1, 2 and 5 times the powers of ten that hold `low` to `high`. */
function logTicks(low: number, high: number): readonly number[] {
  if (!(low <= high)) return [];
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1)
    for (const factor of [1, 2, 5]) all.push(Number((factor * 10 ** power).toPrecision(3)));
  const from = Math.max(
    0,
    all.findLastIndex((value) => value <= low),
  );
  const to = all.findIndex((value) => value >= high);
  const held = all.slice(from, to < 0 ? undefined : to + 1);
  return held.length <= 9
    ? held
    : held.filter(
        (value, index) => index === 0 || /^[^25]*1/.test(value.toExponential()) || index === held.length - 1,
      );
}
