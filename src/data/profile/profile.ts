import { serialize } from 'node:v8';
import type { Profile, ShownRows, TableRow } from '../shapes/profile.ts';
import type { Work } from '../shapes/work.ts';
import { openPace } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { clippedText } from './columnFigures.ts';
import { correlationsBetween, figuresOf, mostRelatedColumns } from './tableFigures.ts';
import type { TableFigures } from './tableFigures.ts';

const wholeTableRows = 30;
const edgeRows = 10;
/** Of a page's points. */
const mostPointCells = 30_000;
/** Pairs of a wide table's page are related where that takes well under a second. */
const mostPairCells = 200_000_000;
/** With its envelope it stays below 1 MB. */
const mostBytes = 900_000;

/** Which part of a profile is wanted. */
export interface ProfilePage {
  /** 0 by default. */
  readonly firstColumn?: number | undefined;
}

/** The profile of a table: everything that the Data page shows, of its first columns where there are many. */
export const profileTable = async (table: Table, work: Work = {}): Promise<Profile> =>
  profilePage(table, await figuresOf(table, work), {}, work);

/** The page of a profile, of at most 60 columns and fewer where they would not fit into a message. */
export async function profilePage(
  table: Table,
  figures: TableFigures,
  { firstColumn = 0 }: ProfilePage,
  work: Work,
  shown: ShownRows = { kind: 'exact' },
): Promise<Profile> {
  const { columns, duplicateRowCount, targetCandidates, findings } = figures;
  const { file, reading, rowCount } = table;
  const known = { file, reading, rowCount, duplicateRowCount, targetCandidates, findings, shown };
  for (let count = mostRelatedColumns; ; count >>= 1) {
    const indices = [...columns.keys()].slice(firstColumn, firstColumn + count);
    const page: Profile = {
      ...known,
      columnCount: columns.length,
      firstColumn,
      columns: columns.slice(firstColumn, firstColumn + count),
      ...(await edgesOf(table, indices)),
      correlation: await pageCorrelations(table, figures, indices, work),
      targetRelation: targetRelation(figures, indices),
      points: pagePoints(figures, indices, rowCount),
    };
    if (count <= 1 || serialize(page).length <= mostBytes) return page;
  }
}

async function edgesOf(table: Table, columns: readonly number[]): Promise<Pick<Profile, 'head' | 'tail'>> {
  const { rowCount } = table;
  const rowsOf = async (from: number, to: number): Promise<TableRow[]> => {
    const written = await table.written(from, to);
    return written.map((cells, index) => ({
      row: from + index + 1,
      cells: columns.map((column) => clippedText(cells[column] ?? '')),
    }));
  };
  if (rowCount <= wholeTableRows) return { head: await rowsOf(0, rowCount), tail: [] };
  return { head: await rowsOf(0, edgeRows), tail: await rowsOf(rowCount - edgeRows, rowCount) };
}

async function pageCorrelations(
  table: Table,
  figures: TableFigures,
  indices: readonly number[],
  { signal }: Work,
): Promise<Profile['correlation']> {
  const { columns, numeric, pearson } = figures;
  const onPage = numeric.filter((column) => indices.includes(column));
  const names = onPage.map((column) => columns[column]?.name ?? '');
  if (pearson !== undefined) {
    const places = onPage.map((column) => numeric.indexOf(column));
    return { columns: names, pearson: places.map((i) => places.map((j) => pearson[i]?.[j] ?? null)) };
  }
  if (onPage.length * onPage.length * table.rowCount > mostPairCells) return { columns: [], pearson: [] };
  const pace = openPace({ signal });
  return { columns: names, pearson: await correlationsBetween(table, columns, onPage, { pace, signal }) };
}

function targetRelation(
  { target, withTarget, associations }: TableFigures,
  indices: readonly number[],
): Profile['targetRelation'] {
  return target === undefined
    ? undefined
    : {
        target,
        pearson: indices.map((column) => withTarget[column] ?? null),
        associations: indices.map((column) => associations[column] ?? null),
      };
}

function pagePoints(
  { columns, numeric, points }: TableFigures,
  indices: readonly number[],
  totalCount: number,
): Profile['points'] {
  const places = numeric.flatMap((column, place) => (indices.includes(column) ? [place] : []));
  const kept = points.values[0]?.length ?? Math.ceil(totalCount / points.step);
  const most = Math.max(100, Math.floor(mostPointCells / Math.max(1, places.length)));
  const step = Math.max(1, Math.ceil(kept / most));
  const rows = Array.from({ length: Math.ceil(kept / step) }, (_, index) => {
    const point = index * step;
    return {
      row: point * points.step + 1,
      values: places.map((place) => finite(points.values[place]?.[point])),
    };
  });
  const names = places.map((place) => columns[numeric[place] ?? 0]?.name ?? '');
  return { columns: names, rows, shownCount: rows.length, totalCount };
}

const finite = (value = Number.NaN) => (Number.isNaN(value) ? null : value);
