import { isAffirmative } from '../shapes/affirmative.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { numberOf } from '../table/cells.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';
import type { TargetTransform } from '../../learner/targetTransform.ts';
import type { Cell, CellProblem, TrainingTarget } from './encoders/encoder.ts';
import { transformed } from '../../learner/targetTransform.ts';

/**
 * The classes of a classifier's target over all rows; `names[i]` is the name of class i. Numbers are sorted numerically and text
 * alphabetically; of two classes the positive one comes last: the one the experiment names, or one that means yes. Undefined for a
 * regressor.
 */
export async function classNamesOf(
  table: Table,
  { predictorType, target, positiveClass }: Experiment,
): Promise<readonly string[] | undefined> {
  if (predictorType === 'regressor') return undefined;
  const cells = await table.cells(columnIndex(table, target));
  const names = distinctNames(cells);
  const sorted =
    cells.kind === 'numbers' ? names.toSorted((a, b) => Number(a) - Number(b)) : names.toSorted();
  const [first = '', second = ''] = sorted;
  if (sorted.length !== 2) return sorted;
  const isNamed = predictorType === 'binary_classifier' && sorted.includes(positiveClass ?? '');
  const isTurned = isNamed ? first === positiveClass : isAffirmative(first) && !isAffirmative(second);
  return isTurned ? sorted.toReversed() : sorted;
}

/** Text is compared without surrounding blanks. */
function distinctNames(cells: Cells): string[] {
  switch (cells.kind) {
    case 'numbers':
      return Array.from(new Set(cells.values.filter((value) => !Number.isNaN(value))), String);
    case 'words':
      return [...new Set(cells.levels.map((level) => level.trim()))];
    case 'texts':
      return [...new Set(cells.texts.flatMap((text) => (text === '' ? [] : [text.trim()])))];
  }
}

/**
 * The label of every row: the number in the target, or the index of its class. NaN where there is none; `problemAt` says why.
 */
export interface Labels {
  /** The column that they are of. */
  readonly target: string;
  readonly values: Float64Array;
  readonly problemAt: (row: number) => { readonly problem: CellProblem; readonly cell: Cell };
}

interface LabelOptions {
  readonly target: string;
  readonly classNames?: readonly string[] | undefined;
  readonly targetTransform?: TargetTransform | undefined;
}

export async function labelsOf(
  table: Table,
  { target, classNames, targetTransform }: LabelOptions,
): Promise<Labels> {
  const cells = await table.cells(columnIndex(table, target));
  const values = labelValues(cells, classNames);
  return {
    target,
    values:
      targetTransform === undefined || classNames !== undefined
        ? values
        : values.map((value) => transformed(targetTransform, value)),
    problemAt: (row) => {
      const cell = cellAt(cells, row);
      if (cell === undefined || classNames !== undefined) return { problem: 'value-missing', cell };
      return { problem: Number.isNaN(values[row]) ? 'value-not-numeric' : 'value-out-of-domain', cell };
    },
  };
}

/** What features are fitted to: the labels of the training rows, which few features look at. */
export function trainingTarget(
  { values }: Labels,
  rows: Int32Array,
  { classNames, seed }: { readonly classNames?: readonly string[] | undefined; readonly seed: number },
): TrainingTarget {
  let labels: Float64Array | undefined;
  return {
    get labels() {
      labels ??= labelsAt(values, rows);
      return labels;
    },
    classNames,
    seed,
  };
}

function labelsAt(values: Float64Array, rows: Int32Array): Float64Array {
  const labels = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) labels[at] = values[rows[at] ?? 0] ?? Number.NaN;
  return labels;
}

function labelValues(cells: Cells, classNames: readonly string[] | undefined): Float64Array {
  if (cells.kind === 'numbers' && classNames === undefined) return cells.values;
  const indexOf = new Map(classNames?.map((name, index) => [name, index]));
  const labelOf = (cell: string) =>
    (classNames === undefined ? numberOf(cell) : indexOf.get(cell.trim())) ?? Number.NaN;
  switch (cells.kind) {
    case 'numbers':
      return cells.values.map((value) => labelOf(String(value)));
    case 'words': {
      const ofLevels = cells.levels.map(labelOf);
      return Float64Array.from(cells.codes, (code) => ofLevels[code] ?? Number.NaN);
    }
    case 'texts':
      return Float64Array.from(cells.texts, labelOf);
  }
}
