import { openCorrelations, pearson } from '../figures/correlations.ts';
import { openRowHashes } from '../figures/rowHashes.ts';
import type { Cells } from '../shapes/cells.ts';
import { findTableFindings } from '../findings/tableFindings.ts';
import type { Finding } from '../shapes/findings.ts';
import type { Association, ColumnProfile, CorrelationMatrix } from '../shapes/profile.ts';
import { openPace } from '../shapes/work.ts';
import type { Pace, Work } from '../shapes/work.ts';
import { isNumeric } from '../table/cells.ts';
import type { Table } from '../table/table.ts';
import type { LeakColumn } from '../findings/leakage.ts';
import { associationsWith } from './associations.ts';
import { columnFigures } from './columnFigures.ts';
import type { ColumnFigures, Pass } from './columnFigures.ts';
import type { FigureThreads } from './figureThreads.ts';
import { readColumns } from './readColumns.ts';
import { guessTargets } from './targets.ts';
import { evidenceOf } from './targetEvidence.ts';

/** Above this, columns are related to the target alone; pairs of some of them on demand. */
export const mostRelatedColumns = 60;
const mostPoints = 2000;
/** Of points that are kept for all columns together. */
const mostPointCells = 4_000_000;
/** Of columns that are kept in memory from one pass to the next. */
const mostKeptBytes = 256 * 2 ** 20;

/** All figures of a table, over all its rows. */
export interface TableFigures {
  readonly columns: readonly ColumnProfile[];
  /** Indices of the numeric columns. */
  readonly numeric: readonly number[];
  readonly duplicateRowCount: number;
  /** Pearson's r of all pairs of numeric columns; undefined where there are too many. */
  readonly pearson: readonly (readonly (number | null)[])[] | undefined;
  /** Every `step`-th row of the numeric columns. */
  readonly points: { readonly step: number; readonly values: readonly Float64Array[] };
  /** Most likely target first. */
  readonly targetCandidates: readonly string[];
  /** What `withTarget` and `findings` are about: the likeliest target, unless another one was chosen. */
  readonly target: string | undefined;
  /** Pearson's r of each column with the target; null where it is undefined, as for columns that are not numbers. */
  readonly withTarget: readonly (number | null)[];
  /** Of each column with the target, in the measure that suits both. */
  readonly associations: readonly (Association | null)[];
  readonly findings: readonly Finding[];
  /** Evenly spaced rows of the columns that can be compared with others, by index. */
  readonly samples: ReadonlyMap<number, LeakColumn>;
}

/** Reads each column once, and numeric ones twice where all of them do not fit into memory. Threads serve a table that shares its columns. */
export async function figuresOf(
  table: Table,
  { signal, onProgress }: Work = {},
  threads?: FigureThreads,
): Promise<TableFigures> {
  const pace = openPace({ signal });
  const { rowCount } = table;
  const scratch = new Float64Array(rowCount);
  const kept = openKept(table);
  const step = pointStep(rowCount, table.types.filter(({ type }) => isNumeric(type)).length);
  const total = table.columns.length + 1;
  const found = new Map<number, ColumnFigures>();
  const take = (column: number, figures: ColumnFigures) => {
    found.set(column, figures);
    onProgress?.({ phase: 'profiling', done: found.size, total, unit: 'columns' });
  };
  onProgress?.({ phase: 'profiling', done: 0, total, unit: 'columns' });
  if (threads !== undefined && table.share !== undefined && rowCount >= fewestRowsOfThreads) {
    const { columns, types, reading } = table;
    const described = { columns, types, reading, rowCount };
    await table.share((shared) => threads({ columns: shared, table: described, step }, take, signal));
  } else
    for await (const { column, cells } of readColumns(table, signal)) {
      await pace();
      const figures = await columnFigures(table, column, cells, { pace, signal, scratch, step });
      take(column, figures);
      if (cells.kind === 'numbers' && figures.profile.numeric !== undefined) kept.add(column, cells.values);
    }
  const figures = table.columns.flatMap((_, column) => found.get(column) ?? []);
  const columns = figures.map(({ profile }) => profile);
  const samples = new Map(
    figures.flatMap(({ sample }, column) => (sample === undefined ? [] : [[column, sample] as const])),
  );
  const numeric = columns.flatMap(({ numeric: of }, column) => (of === undefined ? [] : [column]));
  const points = numeric.flatMap((column) => {
    const sample = samples.get(column);
    return sample instanceof Float64Array ? [sample] : [];
  });
  const read = async (column: number) => kept.at(column) ?? table.cells(column, signal);
  const duplicateRowCount = await duplicatesIn(table, columns, read, { pace, signal, scratch });
  const matrix =
    numeric.length > mostRelatedColumns
      ? undefined
      : await correlationsBetween(table, columns, numeric, { kept: kept.whole(numeric), pace, signal });
  const targetCandidates = guessTargets(columns);
  const known = { columns, numeric, pearson: matrix, duplicateRowCount, targetCandidates, samples };
  const about = await aboutTarget(table, known, targetCandidates[0], { signal });
  return { ...known, points: { step, values: points }, ...about };
}

/** Fewer are done before a thread has started. */
const fewestRowsOfThreads = 100_000;

type AboutTarget = Pick<TableFigures, 'target' | 'withTarget' | 'associations' | 'findings'>;

/** What is found with this column as target. */
export async function aboutTarget(
  table: Table,
  known: Omit<TableFigures, 'points' | keyof AboutTarget>,
  target: string | undefined,
  work: Work,
): Promise<AboutTarget> {
  const { columns, samples } = known;
  const { reading, rowCount } = table;
  const index = table.columns.indexOf(target ?? '');
  const withTarget = await correlationsWith(table, known, index, [...columns.keys()], work);
  const evidence = await evidenceOf(table, columns, index, samples, work);
  const correlation = matrixOf(known);
  return {
    target,
    withTarget,
    associations: await associationsWith(table, columns, index, withTarget, work),
    findings: findTableFindings({ ...known, reading, rowCount, correlation, withTarget, evidence }),
  };
}

/** Of all numeric columns; empty where there are too many. */
function matrixOf({
  columns,
  numeric,
  pearson: matrix,
}: Pick<TableFigures, 'columns' | 'numeric' | 'pearson'>): CorrelationMatrix {
  if (matrix === undefined) return { columns: [], pearson: [] };
  return { columns: numeric.map((column) => columns[column]?.name ?? ''), pearson: matrix };
}

/** Numeric columns that are read already, as long as all of them fit. */
function openKept({ rowCount }: Pick<Table, 'rowCount'>) {
  const arrays = new Map<number, Float64Array>();
  let isFull = false;
  return {
    add(column: number, values: Float64Array): void {
      isFull ||= (arrays.size + 1) * rowCount * Float64Array.BYTES_PER_ELEMENT > mostKeptBytes;
      if (isFull) arrays.clear();
      else arrays.set(column, values);
    },
    at: (column: number): Cells | undefined => {
      const values = arrays.get(column);
      return values && { kind: 'numbers', values };
    },
    /** undefined unless all of them are there. */
    whole(columns: readonly number[]): readonly Float64Array[] | undefined {
      const found = columns.flatMap((column) => arrays.get(column) ?? []);
      return found.length === columns.length ? found : undefined;
    },
  };
}

/** So many columns tell nearly all rows apart, if they are the most varied ones. */
const fewColumns = 3;

/** Rows that repeat an earlier one; counted exactly only where hashes of the rows are not all different. */
async function duplicatesIn(
  table: Table,
  columns: readonly ColumnProfile[],
  read: (column: number) => Promise<Cells>,
  { pace, signal, scratch }: Pass,
): Promise<number> {
  const { rowCount } = table;
  if (columns.some(({ distinctCount }) => distinctCount === rowCount)) return 0;
  const distinctIn = (column: number) => columns[column]?.distinctCount ?? 0;
  const varied = [...columns.keys()].toSorted((a, b) => distinctIn(b) - distinctIn(a));
  const hashes = openRowHashes(rowCount, pace);
  for (const [index, column] of varied.entries()) {
    await hashes.add(await read(column));
    const isLast = index === varied.length - 1;
    if (index !== fewColumns - 1 && !isLast) continue;
    if ((await hashes.distinctCount(scratch)) === rowCount) return 0;
  }
  return table.duplicateRowCount(signal);
}

interface Held {
  /** The columns, where they are in memory already. */
  readonly kept?: readonly Float64Array[] | undefined;
  readonly pace: Pace;
  readonly signal?: AbortSignal | undefined;
}

/** Pearson's r of all pairs of these numeric columns, in their order. */
export async function correlationsBetween(
  table: Table,
  profiles: readonly ColumnProfile[],
  columns: readonly number[],
  { kept, pace, signal }: Held,
): Promise<(number | null)[][]> {
  const open = openCorrelations(
    columns.map((column) => {
      const { missingCount = 0, numeric } = profiles[column] ?? {};
      return { mean: numeric?.mean ?? 0, std: numeric?.std ?? null, isComplete: missingCount === 0 };
    }),
  );
  if (kept === undefined)
    for await (const { rowCount, cells } of table.chunks(columns, signal)) {
      open.add(cells.map(numbersOf), 0, rowCount);
      await pace();
    }
  else
    for (let from = 0; from < table.rowCount; from += rowsAtOnce) {
      open.add(kept, from, Math.min(table.rowCount, from + rowsAtOnce));
      await pace();
    }
  const { pearson: found, inexact } = open.result();
  for (const [i, j] of inexact) {
    const r = await pearsonBetween(table, columns[i] ?? 0, columns[j] ?? 0, signal);
    for (const [row, other] of [
      [found[i], j],
      [found[j], i],
    ] as const)
      if (row !== undefined) row[other] = r;
  }
  return found;
}

/** Of 60 columns this takes less than a cancel may. */
const rowsAtOnce = 8192;

const numbersOf = (cells: Cells): Float64Array =>
  cells.kind === 'numbers' ? cells.values : new Float64Array();

async function pearsonBetween(table: Table, a: number, b: number, signal: AbortSignal | undefined) {
  return pearson(numbersOf(await table.cells(a, signal)), numbersOf(await table.cells(b, signal)));
}

/** Pearson's r of each of the columns with one of them; null where it is undefined, as for columns that are not numbers. */
async function correlationsWith(
  table: Table,
  { columns: profiles, numeric, pearson: matrix }: Pick<TableFigures, 'columns' | 'numeric' | 'pearson'>,
  target: number,
  columns: readonly number[],
  { signal }: Work,
): Promise<(number | null)[]> {
  const pace = openPace({ signal });
  if (matrix !== undefined)
    return columns.map((column) => matrix[numeric.indexOf(column)]?.[numeric.indexOf(target)] ?? null);
  if (profiles[target]?.numeric === undefined) return columns.map(() => null);
  const labels = numbersOf(await table.cells(target, signal));
  const found: (number | null)[] = [];
  for (const column of columns) {
    await pace();
    const isNumber = profiles[column]?.numeric !== undefined;
    found.push(isNumber ? pearson(numbersOf(await table.cells(column, signal)), labels) : null);
  }
  return found;
}

/** Every so many rows make a point: a person sees no more, and wide tables keep fewer. */
function pointStep(rowCount: number, columnCount: number): number {
  const most = Math.min(mostPoints, Math.max(100, Math.floor(mostPointCells / Math.max(1, columnCount))));
  return Math.max(1, Math.ceil(rowCount / most));
}
