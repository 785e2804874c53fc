import type { Experiment } from '../shapes/experiment.ts';
import { dataFailure } from '../shapes/failures.ts';
import { isMissing, isNumeric, numberOf } from '../table/cells.ts';
import { cellsOf, placeOf } from '../table/columns.ts';
import type { Table } from '../table/readTable.ts';

/** Names that mean yes: of two classes, the one with such a name is class 1. */
const affirmative = new Set(['yes', 'y', 'true', 't', 'positive', 'pos', 'on']);

/**
 * The classes of a classifier's target over all rows; `names[i]` is the name of class i. Numbers are sorted numerically and text
 * alphabetically; of two classes the positive one comes last: the one the experiment names, or one that means yes. Undefined for a
 * regressor.
 */
export function classNamesOf(
  table: Table,
  { predictorType, target, positiveClass }: Experiment,
): readonly string[] | undefined {
  if (predictorType === 'regressor') return undefined;
  const index = table.columns.indexOf(target);
  const cells = cellsOf(table, index).filter((cell) => !isMissing(cell));
  const names = [...new Set(cells.map(nameReader(table, index)))];
  const sorted = isNumberColumn(table, index)
    ? names.toSorted((a, b) => Number(a) - Number(b))
    : names.toSorted();
  const [first = '', second = ''] = sorted;
  if (sorted.length !== 2) return sorted;
  const isNamed = predictorType === 'binary_classifier' && sorted.includes(positiveClass ?? '');
  const isTurned = isNamed ? first === positiveClass : isAffirmative(first) && !isAffirmative(second);
  return isTurned ? sorted.toReversed() : sorted;
}

const isAffirmative = (name: string) => affirmative.has(name.toLowerCase());

const isNumberColumn = ({ types }: Table, index: number) => isNumeric(types[index]?.type ?? 'empty');

/** `1`, `1.0` and `01` are the same numeric class; text is compared without surrounding blanks. */
function nameReader(table: Table, index: number): (cell: string) => string {
  return isNumberColumn(table, index) ? (cell) => String(numberOf(cell)) : (cell) => cell.trim();
}

/** Reads a target cell as the index of its class. Throws DataFailure for a missing value. */
export function classReader(
  table: Table,
  targetIndex: number,
  classNames: readonly string[],
): (row: number) => number {
  const nameOf = nameReader(table, targetIndex);
  const indexOf = new Map(classNames.map((name, index) => [name, index]));
  return (row) => {
    const cell = table.rows[row]?.[targetIndex] ?? '';
    const index = isMissing(cell) ? undefined : indexOf.get(nameOf(cell));
    if (index !== undefined) return index;
    const column = table.columns[targetIndex] ?? '';
    const facts = { ...placeOf(table, row), column, role: 'target' } as const;
    throw dataFailure(
      'value-missing',
      facts,
      `${facts.file}: row ${facts.row} has no value in ${facts.column}`,
    );
  };
}
