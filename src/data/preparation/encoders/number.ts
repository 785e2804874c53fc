import { cellAt, countOf } from '../../shapes/cells.ts';
import type { Cells } from '../../shapes/cells.ts';
import { isMissing } from '../../source/missing.ts';
import type { FittedNumber } from '../../shapes/encoders/number.ts';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { featureOf } from '../../table/cells.ts';
import type { Encoder } from './encoder.ts';

export interface NumberAggregates {
  readonly rowCount: number;
  readonly missingCount: number;
  /** Of the values that are there; 0 where there are none. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  /** The smallest of the most frequent values. */
  readonly mostFrequent: number;
}

/** A number, or yes and no as 1 and 0, its gaps filled in; as SimpleImputer with MissingIndicator. */
export const numberEncoder: Encoder<'number'> = {
  keys: ['missing', 'indicator'],
  aggregate({ cells }) {
    const sorted = numbersOf(cells).sort();
    const middle = (sorted.length - 1) / 2;
    return {
      rowCount: countOf(cells),
      missingCount: missingCountOf(cells),
      min: sorted[0] ?? 0,
      max: sorted.at(-1) ?? 0,
      mean: sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, sorted.length),
      median: ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2,
      mostFrequent: mostFrequent(sorted),
    };
  },
  fit(aggregates, planned) {
    const { rowCount, missingCount, min, max, mean } = aggregates;
    const fill = fillOf(aggregates, planned);
    return {
      ...(fill === undefined ? {} : { fill }),
      indicator: planned.indicator === true && fill !== undefined && missingCount > 0,
      missingShare: missingCount / Math.max(1, rowCount),
      min,
      max,
      mean,
    };
  },
  open(column, { fill, indicator }: FittedNumber) {
    return {
      names: indicator ? [column, `${column}_missing`] : [column],
      write(cell, into, at) {
        const isGap = cell === undefined || (typeof cell === 'string' && isMissing(cell));
        if (isGap && fill === undefined) return 'value-missing';
        const number = isGap ? fill : typeof cell === 'number' ? cell : featureOf(cell);
        if (number === undefined || !Number.isFinite(number)) return 'value-not-numeric';
        into[at] = number;
        if (indicator) into[at + 1] = Number(isGap);
        return undefined;
      },
    };
  },
};

/** The values of the cells that have one. */
function numbersOf(cells: Cells): Float64Array {
  switch (cells.kind) {
    case 'numbers':
      return cells.values.filter((value) => !Number.isNaN(value));
    case 'words': {
      const ofLevels = cells.levels.map(featureOf);
      return Float64Array.from(cells.codes, (code) => ofLevels[code] ?? Number.NaN).filter(
        (value) => !Number.isNaN(value),
      );
    }
    case 'texts':
      return Float64Array.from(cells.texts.flatMap((text) => featureOf(text) ?? []));
  }
}

function missingCountOf(cells: Cells): number {
  let count = 0;
  for (let row = 0; row < countOf(cells); row += 1) if (cellAt(cells, row) === undefined) count += 1;
  return count;
}

function fillOf(
  { median, mean, mostFrequent: frequent }: NumberAggregates,
  { missing }: ColumnFeature,
): number | undefined {
  switch (missing) {
    case undefined:
    case 'drop':
      return undefined;
    case 'median':
      return median;
    case 'mean':
      return mean;
    case 'mostFrequent':
      return frequent;
    default:
      return missing;
  }
}

function mostFrequent(sorted: Float64Array): number {
  let [best, bestCount, count] = [sorted[0] ?? 0, 0, 0];
  for (const [index, value] of sorted.entries()) {
    count = value === sorted[index - 1] ? count + 1 : 1;
    if (count > bestCount) [best, bestCount] = [value, count];
  }
  return best;
}
