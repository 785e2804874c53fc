import { countOf, isMissingAt } from '../../shapes/cells.ts';
import type { Cells } from '../../shapes/cells.ts';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { inParts } from '../../shapes/inParts.ts';
import type { NumberFacts } from '../../shapes/encoders/numberFacts.ts';
import { dateReader } from '../../source/dateReader.ts';
import { isMissing } from '../../source/missing.ts';
import { featureOf } from '../../table/cells.ts';
import type { Cell, CellProblem, TrainingColumn } from './encoder.ts';
import { takeMedian } from './median.ts';

/** A cell as a number, NaN for a missing value; undefined for one that is no number. */
export type ReadNumber = (cell: Cell) => number | undefined;

/** Reads numbers, yes and no as 1 and 0, and dates as milliseconds since 1970. */
export function numberReader(dateFormat: string | undefined): ReadNumber {
  const ofText = dateFormat === undefined ? featureOf : dateReader(dateFormat);
  return (cell) => {
    if (typeof cell === 'number') return Number.isFinite(cell) ? cell : undefined;
    if (cell === undefined || isMissing(cell)) return Number.NaN;
    const number = ofText(cell);
    return number !== undefined && Number.isFinite(number) ? number : undefined;
  };
}

/** The numbers of a column; NaN for a missing value and for one that is no number. */
export function valuesOf({ cells, dateFormat }: TrainingColumn): Float64Array {
  const read = numberReader(dateFormat);
  const numberOf = (cell: Cell) => read(cell) ?? Number.NaN;
  switch (cells.kind) {
    case 'numbers':
      return isBounded(cells.values) ? cells.values : cells.values.map(numberOf);
    case 'words': {
      const ofLevels = Float64Array.from(cells.levels, numberOf);
      return Float64Array.from(cells.codes, (code) => ofLevels[code] ?? Number.NaN);
    }
    case 'texts':
      return Float64Array.from(cells.texts, numberOf);
  }
}

function isBounded(values: Float64Array): boolean {
  let isSo = true;
  inParts(values.length, (from, to) => {
    isSo &&= !hasInfinity(values, from, to);
  });
  return isSo;
}

function hasInfinity(values: Float64Array, from: number, to: number): boolean {
  for (let row = from; row < to; row += 1) if (Math.abs(values[row] ?? 0) === Infinity) return true;
  return false;
}

function missingCountOf(cells: Cells): number {
  let count = 0;
  for (let row = 0; row < countOf(cells); row += 1) if (isMissingAt(cells, row)) count += 1;
  return count;
}

/** What there is to know of a column of numbers, and what replaces its gaps; `values` are those of `valuesOf`. */
export function numberFactsOf(
  { cells, dateFormat }: TrainingColumn,
  values: Float64Array,
  missing: ColumnFeature['missing'],
): NumberFacts {
  const { min, max, sum, count } = spanOf(values);
  const mean = count === 0 ? 0 : sum / count;
  const fill = fillOf(values, missing, mean);
  const isPlain = cells.kind === 'numbers' && cells.values === values;
  const missingCount = isPlain ? values.length - count : missingCountOf(cells);
  return {
    ...(fill === undefined ? {} : { fill }),
    missingShare: missingCount / Math.max(1, countOf(cells)),
    min: count === 0 ? 0 : min,
    max: count === 0 ? 0 : max,
    mean,
    ...(dateFormat === undefined ? {} : { dateFormat }),
  };
}

/** Of the values that are there. */
function spanOf(values: Float64Array) {
  const span = Float64Array.of(Infinity, -Infinity, 0, 0);
  inParts(values.length, (from, to) => addToSpan(values, from, to, span));
  const [min = 0, max = 0, sum = 0, count = 0] = span;
  return { min, max, sum, count };
}

function addToSpan(values: Float64Array, from: number, to: number, span: Float64Array): void {
  // Declared one by one: the engine keeps destructured sums as objects.
  let min = span[0] ?? 0;
  let max = span[1] ?? 0;
  let sum = span[2] ?? 0;
  let count = span[3] ?? 0;
  for (let row = from; row < to; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count += 1;
  }
  span[0] = min;
  span[1] = max;
  span[2] = sum;
  span[3] = count;
}

/** What replaces a missing value, as SimpleImputer; undefined: none may be missing. */
export function fillOf(
  values: Float64Array,
  missing: ColumnFeature['missing'],
  mean: number,
): number | undefined {
  switch (missing) {
    case undefined:
    case 'drop':
      return undefined;
    case 'median':
      return takeMedian(presentIn(values));
    case 'mean':
      return mean;
    case 'mostFrequent':
      return mostFrequent(sortedOf(values));
    default:
      return missing;
  }
}

/** The values that are there, ascending. */
export const sortedOf = (values: Float64Array): Float64Array => presentIn(values).sort();

/** A copy of the values that are there. */
function presentIn(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    present[count] = value;
    if (!Number.isNaN(value)) count += 1;
  }
  return present.subarray(0, count);
}

/** The smallest of the most frequent values. */
function mostFrequent(sorted: Float64Array): number {
  let [best, bestCount, count] = [sorted[0] ?? 0, 0, 0];
  for (const [index, value] of sorted.entries()) {
    count = value === sorted[index - 1] ? count + 1 : 1;
    if (count > bestCount) [best, bestCount] = [value, count];
  }
  return best;
}

export { fitsFloat32 as isStorable } from '../../../learner/float32.ts';

/** -0 is 0, as in JSON and in CSV. */
export const withoutSign = (value: number) => value + 0;

/** What is wrong with a number that was read, unless a gap is filled; undefined for nothing. */
export function problemOf(number: number | undefined, fill: number | undefined): CellProblem | undefined {
  if (number === undefined) return 'value-not-numeric';
  return Number.isNaN(number) && fill === undefined ? 'value-missing' : undefined;
}
