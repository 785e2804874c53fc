import type { PreflightItem } from '../shapes/preflight.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { isMissing, numberOf } from '../table/cells.ts';
import { cellsOf, placeOf } from '../table/columns.ts';
import type { Table } from '../table/readTable.ts';

/** Cells of the target and the features that cannot be trained on: one failure for each column and what is wrong with it. */
export function cellItems(
  table: Table,
  experiment: Experiment,
  features: readonly string[],
): readonly PreflightItem[] {
  const { target, predictorType } = experiment;
  const isNamed = predictorType !== 'regressor';
  return [
    ...columnItems(table, target, 'target', isNamed ? [missing] : [missing, words]),
    ...[...new Set(features)].flatMap((column) =>
      columnItems(table, column, 'feature', [missing, words]).map((item) => ({
        ...item,
        ...withoutColumn(experiment, column),
      })),
    ),
  ];
}

interface Defect {
  readonly kind: 'value-missing' | 'value-not-numeric';
  readonly isIn: (cell: string) => boolean;
}

const missing: Defect = { kind: 'value-missing', isIn: isMissing };
const words: Defect = {
  kind: 'value-not-numeric',
  isIn: (cell) => !isMissing(cell) && numberOf(cell) === undefined,
};

function columnItems(
  table: Table,
  column: string,
  role: 'target' | 'feature',
  defects: readonly Defect[],
): readonly PreflightItem[] {
  const cells = cellsOf(table, table.columns.indexOf(column));
  return defects.flatMap(({ kind, isIn }): PreflightItem[] => {
    const first = cells.findIndex(isIn);
    if (first < 0) return [];
    const facts = {
      ...placeOf(table, first),
      column,
      role,
      count: cells.filter(isIn).length,
      found: clipped(cells[first] ?? ''),
    };
    return [{ kind, severity: 'failure', facts }];
  });
}

const longestFound = 40;
const clipped = (cell: string) => (cell.length > longestFound ? `${cell.slice(0, longestFound)}…` : cell);

/** An experiment needs a feature: the last one is not taken away. */
function withoutColumn({ features = [] }: Experiment, column: string): Pick<PreflightItem, 'fix'> {
  const others = features.filter((feature) => feature.column !== column);
  return others.length === 0 ? {} : { fix: { path: ['features'], value: others } };
}
