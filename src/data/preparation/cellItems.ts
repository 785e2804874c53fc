import type { PreflightItem } from '../shapes/preflight.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { featureOf, isMissing, numberOf } from '../table/cells.ts';
import { cellsOf, placeOf } from '../table/columns.ts';
import type { Table } from '../table/readTable.ts';
import { rowsWithTarget } from './splitTable.ts';

/** Cells of the target and the features that cannot be trained on: one failure for each column and what is wrong with it. */
export function cellItems(
  table: Table,
  experiment: Experiment,
  features: readonly string[],
): readonly PreflightItem[] {
  const { target, predictorType } = experiment;
  const rows = rowsWithTarget(table, target);
  const look = (column: string, role: 'target' | 'feature', defects: readonly Defect[]) =>
    columnItems(table, rows, { column, role, defects });
  return [
    ...(predictorType === 'regressor' ? look(target, 'target', [words]) : []),
    ...[...new Set(features)].flatMap((column) =>
      look(column, 'feature', [missing, noFeature]).map((item) => ({
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

const noFeature: Defect = {
  kind: 'value-not-numeric',
  isIn: (cell) => !isMissing(cell) && featureOf(cell) === undefined,
};

interface Looked {
  readonly column: string;
  readonly role: 'target' | 'feature';
  readonly defects: readonly Defect[];
}

function columnItems(
  table: Table,
  rows: readonly number[],
  { column, role, defects }: Looked,
): readonly PreflightItem[] {
  const cells = cellsOf(table, table.columns.indexOf(column));
  return defects.flatMap(({ kind, isIn }): PreflightItem[] => {
    const bad = rows.filter((row) => isIn(cells[row] ?? ''));
    const [first] = bad;
    if (first === undefined) return [];
    const facts = {
      ...placeOf(table, first),
      column,
      role,
      count: bad.length,
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
