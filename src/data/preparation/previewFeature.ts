import { cellAt, gathered } from '../shapes/cells.ts';
import type { Cells, WordCells } from '../shapes/cells.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { FeaturePreview, PreviewRow } from '../shapes/featurePreview.ts';
import type { Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';
import { fitFeatures } from './fitFeatures.ts';
import { openTrained, outputNames } from './openFeatures.ts';
import type { OpenFeatures } from './openFeatures.ts';
import { openRowWriter } from './rowWriter.ts';
import { trainingRows } from './trainingRows.ts';

/** Columns of 0 and 1 beyond these say nothing new in a few rows. */
const mostNames = 12;
const plainRows = 4;
/** Rows that are looked at: an answer within a tenth of a second. */
const mostRows = 20_000;

/**
 * What a feature makes of some rows: the first ones, and one each with a missing, a rare, the least and the greatest value. Of a long
 * table the first rows stand for all, so that the answer keeps up with typing.
 */
export async function previewFeature(
  table: Table,
  experiment: Experiment,
  feature: Feature,
  { signal }: Work = {},
): Promise<FeaturePreview> {
  const head = table.rowCount > mostRows ? headOf(table, mostRows) : table;
  const { used, split, target } = await trainingRows(head, experiment, signal);
  const opened = openTrained(await fitFeatures(head, [feature], split.train, target, signal));
  const names = outputNames(opened);
  const columns = columnsOf(feature);
  const cells = await Promise.all(columns.map((name) => head.cells(columnIndex(head, name), signal)));
  const rows = await encodedRows(head, opened, { columns, cells }, chosenRows(cells[0], used));
  const shown =
    names.length <= mostNames ? [...names.keys()] : varying(rows, names.length).slice(0, mostNames);
  return {
    columns,
    names: shown.map((index) => names[index] ?? ''),
    outputCount: names.length,
    rows: rows.map(({ values, ...row }) => ({
      ...row,
      values: typeof values === 'string' ? values : shown.map((index) => values[index] ?? Number.NaN),
    })),
    fittedCount: split.train.length,
    trainCount: Math.round((split.train.length * table.rowCount) / Math.max(1, head.rowCount)),
  };
}

/** The first rows of a table as a table. */
function headOf(table: Table, rowCount: number): Table {
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  async function* chunks(columns: readonly number[], signal?: AbortSignal) {
    for await (const { cells } of table.chunks(columns, signal)) {
      // A chunk is valid until the next one.
      yield { from: 0, rowCount, cells: cells.map((one) => gathered(one, rows)) };
      return;
    }
  }
  return {
    ...table,
    rowCount,
    chunks,
    async cells(column, signal) {
      for await (const { cells } of chunks([column], signal)) if (cells[0] !== undefined) return cells[0];
      return { kind: 'texts', texts: [] };
    },
  };
}

type ChosenRow = Pick<PreviewRow, 'why'> & { readonly index: number };

/** Rows worth seeing, in the table's order. */
function chosenRows(cells: Cells | undefined, used: Int32Array): readonly ChosenRow[] {
  if (cells === undefined) return [];
  const special = new Map<number, NonNullable<PreviewRow['why']>>();
  const mark = (why: NonNullable<PreviewRow['why']>, index: number | undefined) => {
    if (index !== undefined && !special.has(index)) special.set(index, why);
  };
  mark(
    'missing',
    used.find((row) => cellAt(cells, row) === undefined),
  );
  if (cells.kind === 'words') mark('rare', rarestRow(cells, used));
  if (cells.kind === 'numbers') {
    mark(
      'least',
      bestRow(cells.values, used, (a, b) => a < b),
    );
    mark(
      'greatest',
      bestRow(cells.values, used, (a, b) => a > b),
    );
  }
  const plain = firstDifferent(cells, used).filter((index) => !special.has(index));
  const rows: ChosenRow[] = [
    ...plain.slice(0, plainRows).map((index) => ({ index })),
    ...[...special].map(([index, why]) => ({ index, why })),
  ];
  return rows.toSorted((a, b) => a.index - b.index);
}

/** The first rows with different values; of equal ones the first. */
function firstDifferent(cells: Cells, used: Int32Array): readonly number[] {
  const found = new Map<unknown, number>();
  for (const row of used) {
    const value = cellAt(cells, row);
    if (value !== undefined && !found.has(value)) found.set(value, row);
    if (found.size === 2 * plainRows) break;
  }
  return [...found.values()];
}

/** The first row of the least frequent value; undefined where all are as frequent. */
function rarestRow(cells: WordCells, used: Int32Array): number | undefined {
  const counts = new Int32Array(cells.levels.length);
  for (const row of used) {
    const code = cells.codes[row] ?? -1;
    if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  }
  let rarest: number | undefined;
  let most = 0;
  for (const [level, count] of counts.entries()) {
    most = Math.max(most, count);
    if (count > 0 && (rarest === undefined || count < (counts[rarest] ?? 0))) rarest = level;
  }
  if (rarest === undefined || counts[rarest] === most) return undefined;
  return used.find((row) => cells.codes[row] === rarest);
}

function bestRow(
  values: Float64Array,
  used: Int32Array,
  isBetter: (a: number, b: number) => boolean,
): number | undefined {
  let best: number | undefined;
  for (const row of used) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (best === undefined || isBetter(value, values[best] ?? Number.NaN)) best = row;
  }
  return best;
}

interface FeatureCells {
  readonly columns: readonly string[];
  readonly cells: readonly Cells[];
}

/** The rows as the file has them, and as the model is trained on them. */
async function encodedRows(
  table: Table,
  { features: [feature], width }: OpenFeatures,
  { columns, cells: [first, second] }: FeatureCells,
  rows: readonly ChosenRow[],
): Promise<readonly PreviewRow[]> {
  if (feature === undefined || first === undefined) return [];
  const at = columns.map((name) => columnIndex(table, name));
  const write = openRowWriter(feature)(first, second);
  const encoded = (row: number): PreviewRow['values'] => {
    const values = new Float32Array(width);
    return write(row, row, values, 0) ?? Array.from(values);
  };
  return Promise.all(
    rows.map(async ({ index, ...why }) => {
      const [written = []] = await table.written(index, index + 1);
      return {
        row: index + 1,
        ...why,
        cells: at.map((column) => clipped(written[column] ?? '')),
        values: encoded(index),
      };
    }),
  );
}

const longestCell = 60;
const clipped = (cell: string) => (cell.length > longestCell ? `${cell.slice(0, longestCell)}…` : cell);

/** Output columns that are not 0 in all rows. */
function varying(rows: readonly PreviewRow[], width: number): readonly number[] {
  return Array.from({ length: width }, (_, index) => index).filter((index) =>
    rows.some(({ values }) => typeof values !== 'string' && values[index] !== 0),
  );
}
