import type { Defect } from '../findings/experimentKind.ts';
import { suggestFeature } from '../experiment/suggestFeatures.ts';
import { cellAt } from '../shapes/cells.ts';
import type { Cells, WordCells } from '../shapes/cells.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import type { CellFacts, Fix } from '../shapes/findings.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { maskOf } from '../split/rowMask.ts';
import { placeOf } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';
import type { Cell, CellProblem } from './encoders/encoder.ts';
import { isStorable } from './encoders/numbers.ts';
import { plannedBy } from './encoders/registry.ts';
import type { Labels } from './labels.ts';
import { faultOf } from './openFeatures.ts';
import type { OpenFeature, OpenFeatures } from './openFeatures.ts';
import { openRowWriter } from './rowWriter.ts';

export interface FeatureLook {
  /** One for each column and what is wrong with it. */
  readonly defects: readonly Defect[];
  /** Output columns, counted over all of the features, with one value in all training rows. */
  readonly constantOutputs: readonly number[];
}

/** Rows of the table by their index. */
interface LookedAt {
  readonly used: Int32Array;
  readonly train: Int32Array;
  /** The features as the experiment has them, in the same order. */
  readonly planned: readonly Feature[];
}

/** Looks at the features' cells of the rows that are used: those that cannot be trained on, and outputs that never change. */
export async function lookAtFeatures(
  table: Table,
  experiment: Experiment,
  { features }: OpenFeatures,
  { used, train, planned }: LookedAt,
  signal?: AbortSignal,
): Promise<FeatureLook> {
  const isTraining = maskOf(train, table.rowCount);
  const defects: Defect[] = [];
  const constantOutputs: number[] = [];
  for (const [number, feature] of features.entries()) {
    const plan = planned[number];
    const { found, constant } = await lookAtFeature(table, feature, { used, isTraining }, signal);
    for (const output of constant) constantOutputs.push(feature.at + output);
    for (const one of found) {
      const isKnown = defects.some(
        ({ kind, facts }) => kind === one.problem && facts.column === one.column && facts.role === 'feature',
      );
      if (isKnown) continue;
      const defect = await defectOf(table, one, 'feature');
      const fix = plan === undefined ? {} : await fixOf(table, experiment, plan, one);
      defects.push({ ...defect, ...fix });
    }
  }
  return { defects, constantOutputs };
}

/** Cells with one problem in one column. */
interface FoundCells {
  readonly problem: CellProblem;
  readonly column: string;
  /** The first of them. */
  readonly row: number;
  readonly cell: Cell;
  count: number;
}

/** What one feature makes of the rows. */
interface Looked {
  readonly found: readonly FoundCells[];
  /** Its output columns with one value in all training rows. */
  readonly constant: readonly number[];
}

interface Rows {
  readonly used: Int32Array;
  readonly isTraining: Uint8Array;
}

async function lookAtFeature(
  table: Table,
  feature: OpenFeature,
  rows: Rows,
  signal: AbortSignal | undefined,
): Promise<Looked> {
  const { column, second, encoder } = feature;
  const cells = await table.cells(columnIndex(table, column), signal);
  const others = second === undefined ? undefined : await table.cells(columnIndex(table, second), signal);
  const looked =
    others !== undefined
      ? undefined
      : cells.kind === 'words'
        ? lookAtLevels(feature, cells, rows)
        : lookAtPlainNumbers(feature, cells, rows);
  const { found, constant } = looked ?? lookAtRows(feature, cells, others, rows);
  return { found, constant: found.length > 0 || encoder.hasIdleOutputs === true ? [] : constant };
}

function lookAtRows(
  feature: OpenFeature,
  cells: Cells,
  others: Cells | undefined,
  { used, isTraining }: Rows,
): Looked {
  const { encoder } = feature;
  const write = openRowWriter({ encoder })(cells, others);
  const outputs = new Float32Array(encoder.names.length);
  const constancy = watchOutputs(outputs);
  const found = openFound();
  for (let at = 0; at < used.length; at += 1) {
    const row = used[at] ?? 0;
    const problem = write(row, row, outputs, 0);
    if (problem === undefined) {
      if (isTraining[row] === 1) constancy.add();
      continue;
    }
    const other = others === undefined ? undefined : cellAt(others, row);
    found.add({ problem, row, count: 1, ...faultOf(feature, cellAt(cells, row), other) });
  }
  return { found: found.all(), constant: constancy.constant() };
}

/** Numbers that are written as they are, if the learner can hold them all; undefined otherwise. */
function lookAtPlainNumbers(
  { encoder }: OpenFeature,
  cells: Cells,
  { used, isTraining }: Rows,
): Looked | undefined {
  if (cells.kind !== 'numbers' || encoder.isPlain !== true) return undefined;
  const { values } = cells;
  let first: number | undefined;
  let isConstant = true;
  for (let at = 0; at < used.length; at += 1) {
    const row = used[at] ?? 0;
    const value = values[row] ?? Number.NaN;
    if (!isStorable(value)) return undefined;
    if (!isConstant || isTraining[row] === 0) continue;
    first ??= Math.fround(value);
    isConstant = Math.fround(value) === first;
  }
  // The columns after the first one mark gaps, of which there are none.
  return { found: [], constant: [...encoder.names.keys()].slice(isConstant ? 0 : 1) };
}

/** Each level is encoded once, however many rows have it. */
function lookAtLevels(
  feature: OpenFeature,
  { codes, levels }: WordCells,
  { used, isTraining }: Rows,
): Looked {
  const { encoder } = feature;
  // Of no level first, for missing values.
  const counts = new Int32Array(levels.length + 1);
  const firstRows = new Int32Array(levels.length + 1);
  const inTraining = new Uint8Array(levels.length + 1);
  const places: number[] = [];
  for (let at = 0; at < used.length; at += 1) {
    const row = used[at] ?? 0;
    const place = 1 + (codes[row] ?? -1);
    const count = counts[place] ?? 0;
    if (count === 0) {
      firstRows[place] = row;
      places.push(place);
    }
    counts[place] = count + 1;
    if (isTraining[row] === 1) inTraining[place] = 1;
  }
  const outputs = new Float32Array(encoder.names.length);
  const constancy = watchOutputs(outputs);
  const found = openFound();
  for (const place of places) {
    const cell = levels[place - 1];
    const problem = encoder.write(cell, outputs, 0);
    if (problem === undefined) {
      if (inTraining[place] === 1) constancy.add();
      continue;
    }
    const [row = 0, count = 0] = [firstRows[place], counts[place]];
    found.add({ problem, row, count, ...faultOf(feature, cell, undefined) });
  }
  return { found: found.all(), constant: constancy.constant() };
}

function openFound() {
  const found = new Map<string, FoundCells>();
  return {
    /** In the order of their rows. */
    add: (cells: FoundCells) => {
      const key = `${cells.problem} ${cells.column}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, cells);
      else known.count += cells.count;
    },
    all: () => [...found.values()],
  };
}

/** Notes which of the outputs differ from the first row's. */
function watchOutputs(outputs: Float32Array) {
  let first: Float32Array | undefined;
  const varies = new Uint8Array(outputs.length);
  return {
    add: () => {
      first ??= outputs.slice();
      for (let output = 0; output < outputs.length; output += 1)
        if (outputs[output] !== first[output]) varies[output] = 1;
    },
    constant: () => [...varies.keys()].filter((output) => varies[output] === 0),
  };
}

/** Cells of a regressor's target that are no numbers, or that its transform is not defined for. */
export async function targetDefects(
  table: Table,
  { predictorType }: Experiment,
  labels: Labels,
  used: Int32Array,
): Promise<readonly Defect[]> {
  if (predictorType !== 'regressor') return [];
  const found = openFound();
  for (let at = 0; at < used.length; at += 1) {
    const row = used[at] ?? 0;
    if (!Number.isNaN(labels.values[row] ?? Number.NaN)) continue;
    found.add({ column: labels.target, row, count: 1, ...labels.problemAt(row) });
  }
  return Promise.all(found.all().map((one) => defectOf(table, one, 'target')));
}

async function defectOf(
  table: Table,
  { problem, column, row, cell, count }: FoundCells,
  role: CellFacts['role'],
): Promise<Defect> {
  const found = clipped(String(cell ?? ''));
  return { kind: problem, facts: { ...(await placeOf(table, row)), column, role, count, found } };
}

const longestFound = 40;
const clipped = (cell: string) => (cell.length > longestFound ? `${cell.slice(0, longestFound)}…` : cell);

/**
 * The feature as it would be suggested, with its gaps filled, or left out where neither helps; an experiment needs a feature, so the
 * last one stays.
 */
async function fixOf(
  table: Table,
  { features = [] }: Experiment,
  planned: Feature,
  { problem, column }: FoundCells,
): Promise<{ readonly fix?: Fix }> {
  const index = features.indexOf(planned);
  if (index < 0) return {};
  const path = ['features', index];
  const { encode } = plannedBy(planned);
  const isUsual = encode === 'number' || encode === 'one-hot';
  const facts = isUsual ? (await table.facts()).find(({ name }) => name === column) : undefined;
  const suggested = facts === undefined ? undefined : suggestFeature(facts);
  if (suggested !== undefined) return { fix: { path, value: suggested } };
  if (!isUsual && problem === 'value-missing')
    return { fix: { path, value: { ...planned, missing: 'median' } } };
  return features.length === 1 ? {} : { fix: { path } };
}
