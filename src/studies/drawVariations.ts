import { mersenneTwister, randomSample } from '../learner/random.ts';
import type { Edit, Vary } from '../data/shapes/study.ts';
import { gridSize, gridVariation } from './grid.ts';

/** Digits that a drawn number is shown and recorded with. */
const drawnDigits = 4;
/** A space this small is drawn from without putting anything back. */
const mostListed = 100_000;
/** Draws for each trial before a space counts as exhausted. */
const patience = 50;

/** Different variations, drawn with a seed: fewer than `count` where the space has no more. */
export function drawnVariations(
  vary: readonly Vary[],
  { count, seed }: { readonly count: number; readonly seed: number },
): readonly (readonly Edit[])[] {
  const next = mersenneTwister(seed);
  const uniform = () => randomSample(next);
  const isListed = vary.every((one) => 'values' in one);
  if (isListed && gridSize(vary) <= mostListed) return withoutReplacement(vary, count, uniform);
  const found = new Map<string, readonly Edit[]>();
  for (let draw = 0; draw < count * patience && found.size < count; draw += 1) {
    const edits = vary.map((one): Edit => ({ path: one.path, value: drawnValue(one, uniform) }));
    const key = JSON.stringify(edits.map(({ value }) => value));
    if (!found.has(key)) found.set(key, edits);
  }
  return [...found.values()];
}

function withoutReplacement(
  vary: readonly Vary[],
  count: number,
  uniform: () => number,
): readonly (readonly Edit[])[] {
  const left = Array.from({ length: gridSize(vary) }, (_, index) => index);
  return Array.from({ length: Math.min(count, left.length) }, (_, drawn) => {
    // Fisher and Yates, as far as it is needed.
    const at = drawn + Math.floor(uniform() * (left.length - drawn));
    const index = left[at] ?? 0;
    left[at] = left[drawn] ?? 0;
    return gridVariation(vary, index);
  });
}

function drawnValue(vary: Vary, uniform: () => number): Edit['value'] {
  if ('values' in vary) return vary.values[Math.floor(uniform() * vary.values.length)] ?? null;
  const { low, high, scale, isWhole = false } = vary;
  const at = uniform();
  if (isWhole) {
    // Each whole number has the same part of the range, both ends included.
    const drawn = between(low, high + 1, scale, at);
    return Math.min(high, Math.floor(drawn));
  }
  const rounded = Number(between(low, high, scale, at).toPrecision(drawnDigits));
  return Math.max(low, Math.min(high, rounded));
}

const between = (low: number, high: number, scale: 'linear' | 'log', at: number): number =>
  scale === 'log' ? low * (high / low) ** at : low + (high - low) * at;
