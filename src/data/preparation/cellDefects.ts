import type { Defect } from '../findings/experimentKind.ts';
import type { CellFacts, Fix } from '../shapes/findings.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { featureOf, isMissing, numberOf } from '../table/cells.ts';
import { cellsOf, placeOf } from '../table/columns.ts';
import type { Table } from '../table/readTable.ts';
import { rowsWithTarget } from './splitTable.ts';

/** Cells of the target and the features that cannot be trained on: one defect for each column and what is wrong with it. */
export function cellDefects(
  table: Table,
  experiment: Experiment,
  features: readonly string[],
): readonly Defect[] {
  const { target, predictorType } = experiment;
  const rows = rowsWithTarget(table, target);
  const look = (column: string, role: CellFacts['role'], tests: readonly Test[]) =>
    columnDefects(table, rows, { column, role, tests });
  return [
    ...(predictorType === 'regressor' ? look(target, 'target', [words]) : []),
    ...[...new Set(features)].flatMap((column) =>
      look(column, 'feature', [missing, noFeature]).map((defect) => ({
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

const noFeature: Test = {
  kind: 'value-not-numeric',
  isIn: (cell) => !isMissing(cell) && featureOf(cell) === undefined,
};

interface Looked {
  readonly column: string;
  readonly role: CellFacts['role'];
  readonly tests: readonly Test[];
}

function columnDefects(
  table: Table,
  rows: readonly number[],
  { column, role, tests }: Looked,
): readonly Defect[] {
  const cells = cellsOf(table, table.columns.indexOf(column));
  return tests.flatMap(({ kind, isIn }): Defect[] => {
    const bad = rows.filter((row) => isIn(cells[row] ?? ''));
    const [first] = bad;
    if (first === undefined) return [];
    const facts: CellFacts = {
      ...placeOf(table, first),
      column,
      role,
      count: bad.length,
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
