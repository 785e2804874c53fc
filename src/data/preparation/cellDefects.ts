import type { Defect } from '../findings/experimentFindings.ts';
import type { CellFacts, Fix } from '../shapes/findings.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { isMissing, numberOf } from '../table/cells.ts';
import { cellsOf, placeOf } from '../table/columns.ts';
import type { Table } from '../table/readTable.ts';

/** Cells of the target and the features that cannot be trained on: one defect for each column and what is wrong with it. */
export function cellDefects(
  table: Table,
  experiment: Experiment,
  features: readonly string[],
): readonly Defect[] {
  const { target, predictorType } = experiment;
  const isNamed = predictorType !== 'regressor';
  return [
    ...columnDefects(table, target, 'target', isNamed ? [missing] : [missing, words]),
    ...[...new Set(features)].flatMap((column) =>
      columnDefects(table, column, 'feature', [missing, words]).map((defect) => ({
        ...defect,
        ...withoutColumn(experiment, column),
      })),
    ),
  ];
}

interface Test {
  readonly kind: Defect['kind'];
  readonly isIn: (cell: string) => boolean;
}

const missing: Test = { kind: 'value-missing', isIn: isMissing };
const words: Test = {
  kind: 'value-not-numeric',
  isIn: (cell) => !isMissing(cell) && numberOf(cell) === undefined,
};

function columnDefects(
  table: Table,
  column: string,
  role: CellFacts['role'],
  tests: readonly Test[],
): readonly Defect[] {
  const cells = cellsOf(table, table.columns.indexOf(column));
  return tests.flatMap(({ kind, isIn }): Defect[] => {
    const first = cells.findIndex(isIn);
    if (first < 0) return [];
    const facts: CellFacts = {
      ...placeOf(table, first),
      column,
      role,
      count: cells.filter(isIn).length,
      found: clipped(cells[first] ?? ''),
    };
    return [{ kind, facts }];
  });
}

const longestFound = 40;
const clipped = (cell: string) => (cell.length > longestFound ? `${cell.slice(0, longestFound)}…` : cell);

/** An experiment needs a feature: the last one is not taken away. */
function withoutColumn({ features = [] }: Experiment, column: string): { readonly fix?: Fix } {
  const others = features.filter((feature) => feature.column !== column);
  return others.length === 0 ? {} : { fix: { path: ['features'], value: others } };
}
