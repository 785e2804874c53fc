import type { LabeledRows } from '../../../learner/matrix.ts';
import type { ChannelRows } from '../channelRows.ts';

interface Screening {
  readonly columnCount: number;
  /** Undefined where labels are numbers. */
  readonly classCount: number | undefined;
  /** How many columns to choose at most. */
  readonly most: number;
}

/**
 * The columns that explain most of the labels one by one, ascending; all where there are no more than `most`. They are ranked by the
 * share of their variance between the classes, or by the squared correlation with a number (sure independence screening: Fan and Lv,
 * 2008).
 */
export async function screenColumns(train: ChannelRows, screening: Screening): Promise<readonly number[]> {
  const { columnCount, classCount, most } = screening;
  const all = Array.from({ length: columnCount }, (_, column) => column);
  if (columnCount <= most) return all;
  const sums = classCount === undefined ? numberSums(columnCount) : classSums(columnCount, classCount);
  for await (const rows of train()) sums.add(rows);
  const shares = sums.shares();
  return all
    .toSorted((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0) || a - b)
    .slice(0, most)
    .toSorted((a, b) => a - b);
}

/** Adds `weight` times the differences from the first row, so that a large mean costs no digits. */
function columnSums(columnCount: number) {
  const [values, squares] = [new Float64Array(columnCount), new Float64Array(columnCount)];
  let origin: Float32Array | undefined;
  return {
    add({ values: cells }: LabeledRows['features'], row: number, weight: number, weighted: Float64Array) {
      const from = row * columnCount;
      origin ??= cells.slice(from, from + columnCount);
      for (let column = 0; column < columnCount; column += 1) {
        const value = (cells[from + column] ?? 0) - (origin[column] ?? 0);
        values[column] = (values[column] ?? 0) + value;
        squares[column] = (squares[column] ?? 0) + value * value;
        weighted[column] = (weighted[column] ?? 0) + weight * value;
      }
    },
    /** The share of each column's variation that `explained` is. */
    shares: (rowCount: number, explained: (sum: number, column: number) => number) =>
      values.map((sum, column) => {
        const variation = (squares[column] ?? 0) - sum ** 2 / rowCount;
        return variation > 0 ? explained(sum, column) / variation : 0;
      }),
  };
}

function numberSums(columnCount: number) {
  const columns = columnSums(columnCount);
  const products = new Float64Array(columnCount);
  let origin: number | undefined;
  let [rowCount, sum, square] = [0, 0, 0];
  return {
    add({ features, labels }: LabeledRows) {
      origin ??= labels[0] ?? 0;
      for (let row = 0; row < features.rowCount; row += 1) {
        const label = (labels[row] ?? 0) - origin;
        sum += label;
        square += label * label;
        columns.add(features, row, label, products);
      }
      rowCount += features.rowCount;
    },
    shares() {
      const variation = square - sum ** 2 / rowCount;
      return columns.shares(
        rowCount,
        (of, column) => ((products[column] ?? 0) - (of * sum) / rowCount) ** 2 / variation,
      );
    },
  };
}

/** Of all sums by class: 32 MB. */
const mostSums = 4_000_000;

function classSums(columnCount: number, classCount: number) {
  const columns = columnSums(columnCount);
  // Beyond the limit, classes share a group: the ranking only gets coarser.
  const groupCount = Math.max(1, Math.min(classCount, Math.floor(mostSums / columnCount)));
  const groups = Array.from({ length: groupCount }, () => new Float64Array(columnCount));
  const counts = new Float64Array(groupCount);
  let rowCount = 0;
  return {
    add({ features, labels }: LabeledRows) {
      for (let row = 0; row < features.rowCount; row += 1) {
        const at = (labels[row] ?? 0) % groupCount;
        const group = groups[at];
        if (group === undefined) continue;
        counts[at] = (counts[at] ?? 0) + 1;
        columns.add(features, row, 1, group);
        rowCount += 1;
      }
    },
    shares: () =>
      columns.shares(rowCount, (sum, column) => {
        const between = groups.reduce(
          (total, group, at) => total + (group[column] ?? 0) ** 2 / Math.max(1, counts[at] ?? 0),
          0,
        );
        return between - sum ** 2 / rowCount;
      }),
  };
}
