import type { NumericProfile } from '../shapes/profile.ts';
import { countsBetween } from './order.ts';
import type { Order } from './order.ts';

type Bins = NumericProfile['bars'];

const mostBars = 200;
/** Integers over a shorter range get one bar per value. */
const mostValues = 30;
const rounded = (value: number) => Number(value.toPrecision(12));

/** Bars for plotting: of a round width near `width` at its multiples, or one per value for integers over a short range. */
export function barsOf(order: Order, width: number, decimals: number): Bins {
  const { min: low, max: high } = order;
  const isWhole = decimals === 0;
  if (isWhole && high - low < mostValues) return filled(order, low - 0.5, 1, high - low + 1);
  if (low === high) return filled(order, low - 0.5, 1, 1);
  const step = roundWidth(width, isWhole, (high - low) / mostBars);
  const first = Math.floor(rounded(low / step));
  const last = Math.max(first + 1, Math.ceil(rounded(high / step)));
  return filled(order, rounded(first * step), step, last - first);
}

/** The largest of 1, 2, 2.5 or 5 times a power of ten that is at most `width`, but at least `least`. */
function roundWidth(width: number, isWhole: boolean, least: number): number {
  const power = Math.floor(Math.log10(Math.max(width, least)));
  const choices = [-1, 0, 1]
    .flatMap((more) => [1, 2, 2.5, 5].map((factor) => rounded(factor * 10 ** (power + more))))
    .filter((choice) => !isWhole || Number.isInteger(choice));
  const fitting = choices.filter((choice) => choice >= least);
  return fitting.findLast((choice) => choice <= width) ?? fitting[0] ?? width;
}

/** Counts per bar, lower edge included and upper edge excluded, except for the last bar. */
function filled(order: Order, start: number, step: number, count: number): Bins {
  const edges = Array.from({ length: count + 1 }, (_, index) => rounded(start + index * step));
  return { edges, counts: countsBetween(order, edges) };
}
