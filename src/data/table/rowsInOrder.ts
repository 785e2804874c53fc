import { gathered, sliced } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import { mostChunkRows } from './table.ts';
import type { Table } from './table.ts';

/** Rows and columns of a table by their indices, in the order given and each at most once; absent for all of them. */
export interface TablePart {
  readonly rows?: Int32Array | undefined;
  readonly columns?: readonly number[] | undefined;
}

/** Consecutive rows in the requested order; valid until the next batch. */
export interface RowsInOrder {
  readonly rowCount: number;
  /** In the order of the columns wanted. */
  readonly cells: readonly Cells[];
}

/** Rows that are held in memory at once. */
const mostHeldBytes = 128 * 1024 * 1024;
/** Of a text, beside its characters. */
const bytesOfText = 40;

export const columnsOf = (table: Pick<Table, 'columns'>, { columns }: TablePart): readonly number[] =>
  columns ?? [...table.columns.keys()];

/**
 * Cells of some rows of a table. Rows in ascending order take one pass over the table; in any other order, one pass for every part
 * that fits into memory.
 */
export async function* rowsInOrder(
  table: Table,
  part: TablePart,
  { signal, onProgress }: Work = {},
  heldBytes = mostHeldBytes,
): AsyncGenerator<RowsInOrder> {
  const { rows } = part;
  const columns = columnsOf(table, part);
  const total = rows?.length ?? table.rowCount;
  let done = 0;
  const report = (rowCount: number) => {
    done += rowCount;
    onProgress?.({ phase: 'writing', done, total, unit: 'rows' });
  };
  const found =
    rows === undefined || isAscending(rows)
      ? inOneReading(table, rows, columns, signal)
      : inParts(table, rows, columns, signal, heldBytes);
  for await (const one of found) {
    yield one;
    report(one.rowCount);
  }
}

export const isAscending = (rows: Int32Array): boolean =>
  rows.every((row, place) => place === 0 || row > (rows[place - 1] ?? 0));

async function* inOneReading(
  table: Table,
  rows: Int32Array | undefined,
  columns: readonly number[],
  signal: AbortSignal | undefined,
): AsyncGenerator<RowsInOrder> {
  let at = 0;
  for await (const { from, rowCount, cells } of table.chunks(columns, signal)) {
    if (rows === undefined) {
      yield { rowCount, cells };
      continue;
    }
    const first = at;
    while (at < rows.length && (rows[at] ?? 0) < from + rowCount) at += 1;
    if (at === first) continue;
    const picked = rows.subarray(first, at).map((row) => row - from);
    yield { rowCount: picked.length, cells: cells.map((column) => gathered(column, picked)) };
    if (at === rows.length) return;
  }
}

async function* inParts(
  table: Table,
  rows: Int32Array,
  columns: readonly number[],
  signal: AbortSignal | undefined,
  heldBytes: number,
): AsyncGenerator<RowsInOrder> {
  const pace = openPace({ signal });
  // Texts are as long as in the file; numbers and codes take 8 bytes at most.
  const textBytes = table.file.sizeBytes / Math.max(1, table.rowCount) + bytesOfText;
  const most = Math.max(1, Math.floor(heldBytes / Math.max(textBytes, 8 * columns.length)));
  for (let first = 0; first < rows.length; first += most) {
    const part = rows.subarray(first, first + most);
    const places = new Int32Array(table.rowCount).fill(-1);
    for (let place = 0; place < part.length; place += 1) places[part[place] ?? 0] = place;
    let held: readonly Held[] | undefined;
    for await (const { from, rowCount, cells } of table.chunks(columns, signal)) {
      held ??= cells.map((column) => emptyLike(column, part.length));
      for (const [index, column] of cells.entries()) {
        const into = held[index];
        if (into !== undefined) place(column, into, places.subarray(from, from + rowCount));
        await pace();
      }
    }
    for (let from = 0; from < part.length; from += mostChunkRows) {
      const to = Math.min(from + mostChunkRows, part.length);
      yield { rowCount: to - from, cells: (held ?? []).map((column) => sliced(column, from, to)) };
    }
  }
}

type Held = Exclude<Cells, { kind: 'texts' }> | { readonly kind: 'texts'; readonly texts: string[] };

function emptyLike(cells: Cells, rowCount: number): Held {
  switch (cells.kind) {
    case 'numbers':
      return { kind: 'numbers', values: new Float64Array(rowCount) };
    case 'words':
      return { kind: 'words', codes: new Int32Array(rowCount), levels: cells.levels };
    case 'texts':
      return { kind: 'texts', texts: new Array<string>(rowCount).fill('') };
  }
}

/** Copies each cell to its place; -1 for nowhere. */
function place(cells: Cells, into: Held, places: Int32Array): void {
  for (const [row, at] of places.entries()) {
    if (at < 0) continue;
    if (cells.kind === 'numbers' && into.kind === 'numbers')
      into.values[at] = cells.values[row] ?? Number.NaN;
    else if (cells.kind === 'words' && into.kind === 'words') into.codes[at] = cells.codes[row] ?? -1;
    else if (cells.kind === 'texts' && into.kind === 'texts') into.texts[at] = cells.texts[row] ?? '';
  }
}
