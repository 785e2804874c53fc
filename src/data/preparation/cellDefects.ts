import type { Defect } from '../findings/experimentKind.ts';
import { suggestFeature } from '../experiment/suggestFeatures.ts';
import { cellAt, countOf } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { CellFacts, Fix } from '../shapes/findings.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { numberOf } from '../table/cells.ts';
import { placeOf } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';
import type { OpenFeatures } from './encodeTable.ts';
import type { Cell, CellProblem } from './encoders/encoder.ts';

export interface FeatureLook {
  /** One for each column and what is wrong with it. */
  readonly defects: readonly Defect[];
  /** Output columns, counted over all of the features, with one value in all training rows. */
  readonly constantOutputs: readonly number[];
}

/** Looks at the features' cells of the rows that are used: those that cannot be trained on, and outputs that never change. */
export async function lookAtFeatures(
  table: Table,
  experiment: Experiment,
  { features }: OpenFeatures,
  { used, train }: { readonly used: Int32Array; readonly train: Int32Array },
  signal?: AbortSignal,
): Promise<FeatureLook> {
  const isTraining = new Uint8Array(table.rowCount);
  for (const row of train) isTraining[row] = 1;
  const defects: Defect[] = [];
  const constantOutputs: number[] = [];
  for (const { column, at, encoder } of features) {
    const cells = await table.cells(columnIndex(table, column), signal);
    const outputs = new Float32Array(encoder.names.length);
    const constancy = watchOutputs(outputs);
    const found = await columnDefects(table, used, cells, { column, role: 'feature' }, (cell, row) => {
      const problem = encoder.write(cell, outputs, 0);
      if (problem === undefined && isTraining[row] === 1) constancy.add();
      return problem;
    });
    if (found.length > 0) {
      const fix = await fixOf(table, experiment, column);
      defects.push(...found.map((defect) => ({ ...defect, ...fix })));
    } else constantOutputs.push(...constancy.constant().map((output) => at + output));
  }
  return { defects, constantOutputs };
}

/** Notes which of the outputs differ from the first row's. */
function watchOutputs(outputs: Float32Array) {
  let first: Float32Array | undefined;
  const varies = new Uint8Array(outputs.length);
  return {
    add: () => {
      first ??= outputs.slice();
      for (const [output, value] of outputs.entries()) if (value !== first[output]) varies[output] = 1;
    },
    constant: () => [...varies.keys()].filter((output) => varies[output] === 0),
  };
}

/** Cells of a regressor's target that are no numbers. */
export async function targetDefects(
  table: Table,
  { target, predictorType }: Experiment,
  used: Int32Array,
): Promise<readonly Defect[]> {
  if (predictorType !== 'regressor') return [];
  const cells = await table.cells(columnIndex(table, target));
  return columnDefects(table, used, cells, { column: target, role: 'target' }, (cell) =>
    cell === undefined || typeof cell === 'number' || numberOf(cell) !== undefined
      ? undefined
      : 'value-not-numeric',
  );
}

async function columnDefects(
  table: Table,
  rows: Int32Array,
  cells: Cells,
  what: Pick<CellFacts, 'column' | 'role'>,
  problemOf: (cell: Cell, row: number) => CellProblem | undefined,
): Promise<readonly Defect[]> {
  if (countOf(cells) === 0) return [];
  const found = new Map<CellProblem, { readonly first: number; count: number }>();
  for (const row of rows) {
    const problem = problemOf(cellAt(cells, row), row);
    if (problem === undefined) continue;
    const known = found.get(problem);
    if (known === undefined) found.set(problem, { first: row, count: 1 });
    else known.count += 1;
  }
  return Promise.all(
    [...found].map(async ([kind, { first, count }]) => ({
      kind,
      facts: {
        ...(await placeOf(table, first)),
        ...what,
        count,
        found: clipped(String(cellAt(cells, first) ?? '')),
      },
    })),
  );
}

const longestFound = 40;
const clipped = (cell: string) => (cell.length > longestFound ? `${cell.slice(0, longestFound)}…` : cell);

/** The column as it would be suggested, or left out where it would not; an experiment needs a feature, so the last one stays. */
async function fixOf(
  table: Table,
  { features = [] }: Experiment,
  column: string,
): Promise<{ readonly fix?: Fix }> {
  const facts = (await table.facts()).find(({ name }) => name === column);
  const suggested = facts === undefined ? undefined : suggestFeature(facts);
  const value = features.flatMap((feature) => (feature.column === column ? (suggested ?? []) : [feature]));
  return value.length === 0 ? {} : { fix: { path: ['features'], value } };
}
