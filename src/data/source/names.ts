import type { WholeReadOptions } from '../shapes/read.ts';
import type { ChangedName, DroppedColumn } from '../shapes/reading.ts';

export interface Columns {
  /** Names of the table's columns, unique and not blank. */
  readonly names: readonly string[];
  /** 0-based indices of the file's columns that the table has not. */
  readonly droppedIndices: readonly number[];
  readonly dropped: readonly DroppedColumn[];
  readonly changed: readonly ChangedName[];
}

type Rows = readonly (readonly string[])[];

/** What all rows say of the columns. */
export interface WatchedColumns {
  readonly rowCount: () => number;
  readonly isEmpty: (index: number) => boolean;
  /** Whether the first cells count the rows from 0 or 1. */
  readonly countsRows: () => boolean;
}

/** Watches rows of `width` cells as they come. */
export function watchColumns(
  width: number,
): WatchedColumns & { readonly add: (cells: readonly string[]) => void } {
  const empty = new Set(Array.from({ length: width }, (_, index) => index));
  let rowCount = 0;
  let start: number | undefined;
  const isBlank = (cell = '') => cell === '' || cell.trim() === '';
  return {
    add: (cells) => {
      if (rowCount === 0) start = [0, 1].find((first) => cells[0]?.trim() === String(first));
      else if (start !== undefined && cells[0]?.trim() !== String(start + rowCount)) start = undefined;
      rowCount += 1;
      for (const index of empty) if (!isBlank(cells[index])) empty.delete(index);
    },
    rowCount: () => rowCount,
    isEmpty: (index) => empty.has(index),
    countsRows: () => start !== undefined,
  };
}

/** Names in a comment: "# time volt" has a mark before the first name. */
export const withoutMark = (header: readonly string[], width: number): readonly string[] =>
  header[0]?.trim() === '#' && header.length === width + 1 ? header.slice(1) : header;

/** Names the columns of rows that have `width` cells each. `header` is undefined for a file without one. */
export function nameColumns(
  header: readonly string[] | undefined,
  width: number,
  rows: WatchedColumns,
  ofIndex: WholeReadOptions['index'] = 'leaveOut',
): Columns {
  if (header === undefined) {
    const names = Array.from({ length: width }, (_, index) => `column${index + 1}`);
    return withoutTrailing({ names, droppedIndices: [], dropped: [], changed: [] }, width, rows);
  }
  const aligned = keepingNames(align(header, width, rows), ofIndex);
  const first = aligned.cells[0];
  const isIndex =
    ofIndex === 'leaveOut' &&
    aligned.dropped === undefined &&
    first !== undefined &&
    width > 1 &&
    isIndexName(first) &&
    rows.countsRows();
  const droppedAll: readonly Dropped[] = [
    ...(aligned.dropped === undefined ? [] : [aligned.dropped]),
    ...(isIndex ? [{ index: 0, why: 'index' as const }] : []),
    ...trailingOf(aligned, rows),
  ];
  const indices = new Set(droppedAll.map(({ index }) => index));
  const { names, changed } = uniqueNames(aligned.cells, indices);
  return {
    names,
    changed,
    // From the last one, so that the indices of the others stay.
    droppedIndices: [...indices].toSorted((a, b) => b - a),
    dropped: droppedAll.map(({ index, why }) => ({
      number: index + 1,
      name: aligned.cells[index]?.trim() ?? '',
      why,
    })),
  };
}

interface Dropped {
  readonly index: number;
  readonly why: DroppedColumn['why'];
}

/** Nameless empty columns at the end, but the one that `align` found. */
function trailingOf({ cells, dropped }: Aligned, rows: WatchedColumns): readonly Dropped[] {
  const trailing: Dropped[] = [];
  for (let index = cells.length - 1; index > 0; index -= 1) {
    if (index === dropped?.index) continue;
    if (!isBlankName(cells[index]) || !rows.isEmpty(index)) break;
    trailing.push({ index, why: 'trailing' });
  }
  return trailing;
}

interface Aligned {
  readonly cells: readonly string[];
  readonly dropped?: Dropped;
}

/** One name for each cell: a header one shorter lacks the name of an empty last column or of the row names. */
function align(header: readonly string[], width: number, rows: WatchedColumns): Aligned {
  if (header.length !== width - 1) return { cells: header.slice(0, width) };
  return rows.isEmpty(width - 1)
    ? { cells: [...header, ''], dropped: { index: width - 1, why: 'trailing' } }
    : { cells: ['', ...header], dropped: { index: 0, why: 'row-names' } };
}

/** Row names that are kept are a column without a name. */
const keepingNames = ({ cells, dropped }: Aligned, ofIndex: WholeReadOptions['index']): Aligned =>
  dropped === undefined || (ofIndex === 'keep' && dropped.why === 'row-names')
    ? { cells }
    : { cells, dropped };

/**
 * The number of cells that a row must have: that of the header, or one more or less where all rows agree on it: for row names, an
 * empty last column, or a delimiter at the end of the header.
 */
export function expectedWidth(header: readonly string[] | undefined, usual: number, rows: Rows): number {
  if (header === undefined || usual === header.length) return usual;
  if (usual === header.length - 1 && isBlankName(header.at(-1))) return usual;
  if (usual !== header.length + 1 || rows.length < 2) return header.length;
  const ofUsual = rows.filter((row) => row.length === usual);
  const isAll = ofUsual.length >= rows.length * 0.99;
  return isAll && (isEmptyColumn(usual - 1, ofUsual) || isDistinct(0, ofUsual)) ? usual : header.length;
}

const isEmptyColumn = (index: number, rows: Rows) => rows.every((row) => (row[index] ?? '').trim() === '');

const isDistinct = (index: number, rows: Rows) => new Set(rows.map((row) => row[index])).size === rows.length;

const isBlankName = (name: string | undefined) => name === undefined || name.trim() === '';

/** No name, or the one that pandas gives to a row index. */
const isIndexName = (name: string) => isBlankName(name) || name.trim() === 'Unnamed: 0';

function uniqueNames(cells: readonly string[], dropped: ReadonlySet<number>) {
  const names: string[] = [];
  const changed: ChangedName[] = [];
  const taken = new Set<string>();
  const written = new Set(cells.map((cell) => cell.trim()));
  const last = new Map<string, number>();
  const free = (stem: string, from: number) => {
    for (let number = Math.max(from, (last.get(stem) ?? 0) + 1); ; number += 1) {
      const name = `${stem}${number}`;
      if (taken.has(name) || written.has(name)) continue;
      last.set(stem, number);
      return name;
    }
  };
  for (const [index, from] of cells.entries()) {
    if (dropped.has(index)) continue;
    const trimmed = from.trim();
    const bare = index === 0 ? trimmed.replace(/^#\s*(?=\S)/, '') : trimmed;
    const why =
      bare === '' ? 'nameless' : taken.has(bare) ? 'duplicate' : bare !== trimmed ? 'comment' : 'blanks';
    const to =
      why === 'nameless' ? free('column', index + 1) : why === 'duplicate' ? free(`${bare}_`, 2) : bare;
    taken.add(to);
    names.push(to);
    if (to !== from) changed.push({ number: index + 1, from, to, why });
  }
  return { names, changed };
}

/** A delimiter at the end of every line makes an empty last column. */
function withoutTrailing(columns: Columns, width: number, rows: WatchedColumns): Columns {
  if (width < 2 || !rows.isEmpty(width - 1)) return columns;
  return {
    ...columns,
    names: columns.names.slice(0, -1),
    droppedIndices: [width - 1],
    dropped: [{ number: width, name: '', why: 'trailing' }],
  };
}
