import { serialize } from 'node:v8';
import { gridColumns } from '../grid/gridColumns.ts';
import { columnIndex } from '../preparation/columnIndex.ts';
import { openLeaks } from '../profile/leaks.ts';
import { profilePage } from '../profile/profile.ts';
import type { ProfilePage } from '../profile/profile.ts';
import { correlationsBetween, aboutTarget, figuresOf, mostRelatedColumns } from '../profile/tableFigures.ts';
import type { TableFigures } from '../profile/tableFigures.ts';
import { keepFigures, keptFigures } from '../profile/keptFigures.ts';
import type { FigureThreads } from '../profile/figureThreads.ts';
import { rankedRelations } from '../profile/associations.ts';
import { relatePair } from '../profile/pairs.ts';
import { linearRegression } from '../profile/regression.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { Leak } from '../shapes/findings.ts';
import type { GridColumns } from '../shapes/gridView.ts';
import type { PairRelation, TargetRanking } from '../shapes/pairs.ts';
import type {
  ColumnOutline,
  CorrelationMatrix,
  FoundColumns,
  Profile,
  RegressionFit,
} from '../shapes/profile.ts';
import type { ReadOptions, WholeReadOptions } from '../shapes/read.ts';
import { openPace } from '../shapes/work.ts';
import type { PartialWork, Work } from '../shapes/work.ts';
import type { ReadHead } from '../store/readAnyHead.ts';
import { saveWrongRows } from '../store/saveWrongRows.ts';
import type { Table } from '../table/table.ts';
import type { Tables } from './tables.ts';

/** Reading options that are absent are worked out from the file, and so is what a column is. */
export interface AtTable {
  readonly path: string;
  readonly read?: ReadOptions | undefined;
  readonly columns?: ColumnsOptions | undefined;
}

/** What relations and findings are about. */
export interface ForTarget {
  /** By default the likeliest target. */
  readonly target?: string | undefined;
}

export interface ColumnOutlines {
  readonly rowCount: number;
  readonly columnCount: number;
  /** How the file was read. */
  readonly read: WholeReadOptions;
  /** Columns from `firstColumn` on, as many as fit into a message. */
  readonly columns: readonly ColumnOutline[];
}

type Leaks = ReadonlyMap<number, Leak>;

const mostFound = 20;
/** Together with its envelope, a response stays below 1 MB. */
const mostBytes = 900_000;

/** Looks at tables; what was worked out of one is kept as long as the table is. */
export function openProfiles(tables: Tables, readHead: ReadHead, threads?: FigureThreads) {
  const known = new WeakMap<Table, TableFigures>();
  /** The figures of a table for the most recent target. */
  const figuresAt = async ({ path, read, columns }: AtTable, work: Work) => {
    const table = await tables.read(path, read, columns, work);
    const figures =
      known.get(table) ?? (await keptFigures(table)) ?? (await freshFigures(table, work, threads));
    known.set(table, figures);
    return { table, figures };
  };
  const look = async (request: AtTable & ForTarget, work: Work) => {
    const { table, figures } = await figuresAt(request, work);
    const wanted = request.target ?? figures.targetCandidates[0];
    const isAbout = wanted === figures.target;
    const about = isAbout ? figures : { ...figures, ...(await aboutTarget(table, figures, wanted, work)) };
    // The next page of columns is about the same target.
    known.set(table, about);
    return { table, figures: about };
  };
  // One target at a time is looked at.
  const knownLeaks = new WeakMap<Table, { readonly target: number; readonly leaks: Leaks }>();
  const leaksOf = async (table: Table, target: number, work: Work): Promise<Leaks> => {
    const known = knownLeaks.get(table);
    if (known?.target === target) return known.leaks;
    const leaks: Leaks = target < 0 ? new Map() : await openLeaks(table, work).of(target);
    knownLeaks.set(table, { target, leaks });
    return leaks;
  };
  return {
    /** The first 60 columns, or those from `firstColumn` on; fewer where they would not fit into a message. */
    profile: async (
      request: AtTable & ForTarget & ProfilePage,
      work: PartialWork<Profile> = {},
    ): Promise<Profile> => {
      if (work.onPartial !== undefined) await answerFromHead(tables, readHead, request, work);
      const { table, figures } = await look(request, work);
      return profilePage(table, figures, request, work);
    },
    /** `folder`: in place of the table's own. */
    saveWrongRows: async (
      { folder, ...at }: AtTable & { readonly folder?: string | undefined },
      { signal }: Work = {},
    ) => saveWrongRows(await tables.read(at.path, at.read, at.columns, { signal }), folder, { signal }),
    /** The first columns whose names contain a text, in whatever case, and how many there are. */
    findColumns: async ({ text, ...at }: AtTable & { readonly text: string }): Promise<FoundColumns> => {
      const table = await tables.read(at.path, at.read, at.columns);
      const wanted = text.toLowerCase();
      const found = [...table.columns.entries()].filter(([, name]) => name.toLowerCase().includes(wanted));
      // A name that is typed in full comes first.
      const byFit = found.toSorted(([, a], [, b]) => Number(b === text) - Number(a === text));
      return {
        count: found.length,
        columns: byFit.slice(0, mostFound).map(([index, name]) => ({ index, name })),
      };
    },
    /** What the experiment form shows of columns, related to `target`. */
    describeColumns: async (
      request: AtTable & ForTarget & { readonly firstColumn: number },
      work: Work = {},
    ): Promise<ColumnOutlines> => {
      const { table, figures } = await look(request, work);
      const { columns, withTarget, target = '' } = figures;
      const { firstColumn } = request;
      const leaks = await leaksOf(table, table.columns.indexOf(target), work);
      const outlines = columns.slice(firstColumn).map((profile, at): ColumnOutline => {
        const { numeric, dates: _, topValues: __, exact: ___, ...facts } = profile;
        const range = numeric && { min: numeric.min, max: numeric.max };
        const leak = leaks.get(firstColumn + at);
        return {
          ...facts,
          ...range,
          correlation: withTarget[firstColumn + at] ?? null,
          ...(leak && { leak }),
        };
      });
      const { options } = table.reading;
      const answer = { rowCount: table.rowCount, columnCount: columns.length, read: options };
      let count = outlines.length;
      while (count > 1 && serialize(outlines.slice(0, count)).length > mostBytes) count >>= 1;
      return { ...answer, columns: outlines.slice(0, count) };
    },
    /** Column headers of the grid. */
    gridColumns: async (
      request: AtTable & { readonly firstColumn: number },
      work: Work = {},
    ): Promise<GridColumns> => {
      const { table, figures } = await look(request, work);
      return gridColumns(figures.columns, { rowCount: table.rowCount, firstColumn: request.firstColumn });
    },
    /** Pearson's r of all pairs of the columns, at most 60, for tables with too many to relate them all. */
    correlations: async (
      request: AtTable & { readonly names: readonly string[] },
      { signal }: Work = {},
    ): Promise<CorrelationMatrix> => {
      const { table, figures } = await figuresAt(request, { signal });
      const wanted = request.names.slice(0, mostRelatedColumns).map((name) => columnIndex(table, name));
      const numeric = wanted.filter((column) => figures.columns[column]?.numeric !== undefined);
      const pace = openPace({ signal });
      return {
        columns: numeric.map((column) => table.columns[column] ?? ''),
        pearson: await correlationsBetween(table, figures.columns, numeric, { pace, signal }),
      };
    },
    /** Every column related to the target, strongest first. */
    rankRelations: async (request: AtTable & ForTarget, work: Work = {}): Promise<TargetRanking> => {
      const { figures } = await look(request, work);
      const related = rankedRelations(figures.columns, figures.associations);
      let count = related.length;
      while (count > 1 && serialize(related.slice(0, count)).length > mostBytes) count >>= 1;
      return { target: figures.target ?? '', count: related.length, related: related.slice(0, count) };
    },
    /** How two columns are related, over all rows, with the data of their chart. */
    relatePair: async (
      { x, y, ...request }: AtTable & ForTarget & { readonly x: string; readonly y: string },
      work: Work = {},
    ): Promise<PairRelation> => {
      const { table, figures } = await figuresAt(request, work);
      const pair = { x: columnIndex(table, x), y: columnIndex(table, y) };
      const target = table.columns.indexOf(request.target ?? figures.targetCandidates[0] ?? '');
      return relatePair(table, figures.columns, { ...pair, target }, work);
    },
    regression: async (
      { target, feature, ...at }: AtTable & { readonly target: string; readonly feature: string },
      { signal }: Work = {},
    ): Promise<RegressionFit> => {
      const table = await tables.read(at.path, at.read, at.columns, { signal });
      const [x, y] = await pairsOf(table, feature, target, signal);
      return { target, feature, ...linearRegression(x, y) };
    },
  };
}

async function freshFigures(table: Table, work: Work, threads?: FigureThreads): Promise<TableFigures> {
  const figures = await figuresOf(table, work, threads);
  await keepFigures(table, figures);
  return figures;
}

/** Answers with the head of a large table that is not yet read. */
async function answerFromHead(
  tables: Tables,
  readHead: ReadHead,
  request: AtTable & ForTarget & ProfilePage,
  { signal, onPartial }: PartialWork<Profile>,
): Promise<void> {
  const { path, read, columns } = request;
  if (await tables.isRead(path, read, columns)) return;
  const head = await readHead(path, read, columns, { signal });
  if (head === undefined) return;
  const { table, rowCount, isEstimate } = head;
  try {
    const figures = await figuresOf(table, { signal });
    const { target = figures.target } = request;
    const about = target === figures.target ? {} : await aboutTarget(table, figures, target, { signal });
    const shown = { kind: 'sample', rows: table.rowCount, of: rowCount, isEstimate } as const;
    onPartial?.(await profilePage(table, { ...figures, ...about }, request, { signal }, shown));
  } finally {
    await head.close();
  }
}

/** The rows where both columns have a number. */
async function pairsOf(
  table: Table,
  xName: string,
  yName: string,
  signal: AbortSignal | undefined,
): Promise<[Float64Array, Float64Array]> {
  const [xs, ys] = [new Float64Array(table.rowCount), new Float64Array(table.rowCount)];
  let count = 0;
  const columns = [columnIndex(table, xName), columnIndex(table, yName)];
  for await (const { rowCount, cells } of table.chunks(columns, signal)) {
    const [x, y] = cells;
    if (x?.kind !== 'numbers' || y?.kind !== 'numbers') continue;
    for (let row = 0; row < rowCount; row += 1) {
      const left = x.values[row] ?? Number.NaN;
      const right = y.values[row] ?? Number.NaN;
      if (Number.isNaN(left + right)) continue;
      xs[count] = left;
      ys[count] = right;
      count += 1;
    }
  }
  return [xs.subarray(0, count), ys.subarray(0, count)];
}
