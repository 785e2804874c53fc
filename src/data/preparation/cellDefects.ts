import type { Defect } from '../findings/experimentKind.ts';
import { suggestFeature } from '../experiment/suggestFeatures.ts';
import { columnFactsOf } from '../profile/profile.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import type { CellFacts, Fix } from '../shapes/findings.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { isMissing, numberOf } from '../table/cells.ts';
import { cellsOf, placeOf } from '../table/columns.ts';
import type { Table } from '../table/readTable.ts';
import type { OpenFeatures } from './encodeTable.ts';
import type { CellProblem } from './encoders/encoder.ts';
import { usedRows } from './splitTable.ts';

/** Cells of the target and the features that cannot be trained on: one defect for each column and what is wrong with it. */
export function cellDefects(
  table: Table,
  experiment: Experiment,
  { features, width }: OpenFeatures,
): readonly Defect[] {
  const { target, predictorType } = experiment;
  const rows = usedRows(table, experiment);
  const ignored = new Float64Array(width);
  const ofFeatures = features.flatMap(({ column, encoder }) =>
    columnDefects(table, rows, {
      column,
      role: 'feature',
      problemOf: (cell) => encoder.write(cell, ignored, 0),
    }).map((defect) => ({ ...defect, ...fixOf(table, experiment, column) })),
  );
  if (predictorType !== 'regressor') return ofFeatures;
  const ofTarget = { column: target, role: 'target', problemOf: labelProblem } as const;
  return [...columnDefects(table, rows, ofTarget), ...ofFeatures];
}

const labelProblem = (cell: string): CellProblem | undefined =>
  isMissing(cell) || numberOf(cell) !== undefined ? undefined : 'value-not-numeric';

interface Looked {
  readonly column: string;
  readonly role: CellFacts['role'];
  readonly problemOf: (cell: string) => CellProblem | undefined;
}

function columnDefects(
  table: Table,
  rows: readonly number[],
  { column, role, problemOf }: Looked,
): readonly Defect[] {
  const cells = cellsOf(table, table.columns.indexOf(column));
  const found = new Map<CellProblem, { readonly first: number; count: number }>();
  for (const row of rows) {
    const problem = problemOf(cells[row] ?? '');
    if (problem === undefined) continue;
    const known = found.get(problem);
    if (known === undefined) found.set(problem, { first: row, count: 1 });
    else known.count += 1;
  }
  return [...found].map(([kind, { first, count }]) => ({
    kind,
    facts: { ...placeOf(table, first), column, role, count, found: clipped(cells[first] ?? '') },
  }));
}

const longestFound = 40;
const clipped = (cell: string) => (cell.length > longestFound ? `${cell.slice(0, longestFound)}…` : cell);

/** The column as it would be suggested, or left out where it would not; an experiment needs a feature, so the last one stays. */
function fixOf(table: Table, { features = [] }: Experiment, column: string): { readonly fix?: Fix } {
  const suggested = suggestedFor(table, column);
  const value = features.flatMap((feature) => (feature.column === column ? (suggested ?? []) : [feature]));
  return value.length === 0 ? {} : { fix: { path: ['features'], value } };
}

/** Undefined where it would be no feature, or a number whose cells are not all numbers or missing. */
function suggestedFor(table: Table, column: string): Feature | undefined {
  const index = table.columns.indexOf(column);
  const [facts] = columnFactsOf({
    ...table,
    columns: [column],
    types: table.types.slice(index, index + 1),
    rows: table.rows.map((cells) => [cells[index] ?? '']),
  });
  return facts === undefined ? undefined : suggestFeature(facts);
}
