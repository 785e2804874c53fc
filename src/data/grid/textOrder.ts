import { compareCodePoints } from '../../learner/codePointOrder.ts';
import type { Pace } from '../shapes/work.ts';
import { featureOf } from '../table/cells.ts';
import { mergeSort } from './mergeSort.ts';

/** Texts in order. */
export interface TextOrder {
  /** Indices of the texts. */
  readonly sorted: Int32Array;
  /** The rank of each of `sorted`: equal for texts of equal value, such as 1 and 1.0. */
  readonly ranks: Int32Array;
  /** How many of the texts are numbers; they come first. */
  readonly numberCount: number;
}

export interface TextOrdering {
  readonly isBoolean: boolean;
  /** Called with the share of the work that is done. */
  readonly onShare?: ((share: number) => void) | undefined;
}

/** Order of a column of words: numbers by value, then words by code point; no before yes. */
export async function textOrder(
  texts: readonly string[],
  { isBoolean, onShare }: TextOrdering,
  pace: Pace,
): Promise<TextOrder> {
  const values = new Float64Array(texts.length);
  const isWide = await fillValues(texts, values, isBoolean ? featureOf : numberIn, pace);
  const numbers = await sortedWhere(values, (value) => !Number.isNaN(value), pace);
  const words = await sortedWhere(values, Number.isNaN, pace);
  const textAt = (index: number) => texts[index] ?? '';
  const byValue = (a: number, b: number) =>
    (values[a] ?? 0) - (values[b] ?? 0) || (isBoolean ? 0 : compareDecimals(textAt(a), textAt(b)));
  const byText = isWide
    ? (a: number, b: number) => compareCodePoints(textAt(a), textAt(b))
    : (a: number, b: number) => compareUnits(textAt(a), textAt(b));
  await mergeSort(numbers, byValue, pace);
  await mergeSort(words, byText, pace, onShare);
  const sorted = new Int32Array(texts.length);
  sorted.set(numbers);
  sorted.set(words, numbers.length);
  return { sorted, ranks: await ranksOf(sorted, numbers.length, byValue, pace), numberCount: numbers.length };
}

const blockLength = 4096;

/** Whether a text has characters whose UTF-16 order differs from code point order. */
async function fillValues(
  texts: readonly string[],
  values: Float64Array,
  read: (text: string) => number | undefined,
  pace: Pace,
): Promise<boolean> {
  let isWide = false;
  for (const [index, text] of texts.entries()) {
    if (index % blockLength === 0) await pace();
    values[index] = read(text) ?? Number.NaN;
    isWide ||= surrogates.test(text);
  }
  return isWide;
}

const surrogates = /[\uD800-\uDFFF]/;
const decimalPattern = /^\s*([+-]?)0*(\d*)(?:\.(\d*?)0*)?\s*$/;

/** No exponent: a code such as 12e45 is not a number. */
const numberIn = (text: string): number | undefined =>
  decimalPattern.test(text) && /\d/.test(text) ? Number(text) : undefined;

async function sortedWhere(values: Float64Array, holds: (value: number) => boolean, pace: Pace) {
  const found = new Int32Array(values.length);
  let count = 0;
  for (let index = 0; index < values.length; index += 1) {
    if (index % blockLength === 0) await pace();
    if (holds(values[index] ?? Number.NaN)) found[count++] = index;
  }
  return found.slice(0, count);
}

/** Compares texts of numbers that round to the same double by all their digits. */
function compareDecimals(a: string, b: string): number {
  if (a === b) return 0;
  const [, signA = '', wholeA = '', fractionA = ''] = decimalPattern.exec(a) ?? [];
  const [, , wholeB = '', fractionB = ''] = decimalPattern.exec(b) ?? [];
  const bySize =
    wholeA.length - wholeB.length || compareUnits(wholeA, wholeB) || compareUnits(fractionA, fractionB);
  // Of the same double, only zeros can differ in sign.
  return wholeA === '' && fractionA === '' ? 0 : signA === '-' ? -bySize : bySize;
}

const compareUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function ranksOf(
  sorted: Int32Array,
  numberCount: number,
  byValue: (a: number, b: number) => number,
  pace: Pace,
): Promise<Int32Array> {
  const ranks = new Int32Array(sorted.length);
  let rank = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    if (at % blockLength === 0) await pace();
    const isEqual = at > 0 && at < numberCount && byValue(sorted[at - 1] ?? 0, sorted[at] ?? 0) === 0;
    if (at > 0 && !isEqual) rank += 1;
    ranks[at] = rank;
  }
  return ranks;
}
