import { columnIndex } from '../preparation/columnIndex.ts';
import { inBlocks } from '../figures/blocks.ts';
import { missingKey, numberKeys } from '../figures/numberKeys.ts';
import { radixSort } from '../figures/radixSort.ts';
import type { Cells, WordCells } from '../shapes/cells.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { GridSort, GridSortNote } from '../shapes/gridView.ts';
import { openPace } from '../shapes/work.ts';
import type { Pace, Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { textOrder } from './textOrder.ts';
import type { TextOrdering } from './textOrder.ts';

export interface SortedRows {
  readonly order: Int32Array;
  readonly notes: readonly GridSortNote[];
}

/**
 * Rows in the order of columns: numbers by value, dates by time, no before yes, words by code point after numbers among them. Missing
 * values come last in both directions, and the sort is stable, as pandas' `sort_values(kind="stable")`.
 * Overwrites `rows`. Throws 'column-unknown', and 'store-memory' when sorting would exceed the memory limit.
 */
export async function sortRows(
  table: Table,
  rows: Int32Array,
  { sort, memoryBytes }: { readonly sort: readonly GridSort[]; readonly memoryBytes: number },
  { signal, onProgress }: Work = {},
): Promise<SortedRows> {
  requireMemory(table, rows.length, memoryBytes);
  const pace = openPace({ signal });
  const columns = sort.map(({ column }) => columnIndex(table, column));
  let order = rows;
  const notes: GridSortNote[] = [];
  for (const [step, { column, descending }] of [...sort.entries()].toReversed()) {
    const onShare = (share: number) => {
      const done = (sort.length - 1 - step + share) * order.length;
      onProgress?.({ phase: 'sorting', done, total: sort.length * order.length, unit: 'rows' });
    };
    onShare(0);
    const index = columns[step] ?? -1;
    const cells = await table.cells(index, signal);
    const isBoolean = table.types[index]?.type === 'boolean';
    const sorted = await sortBy(cells, order, { descending, isBoolean, onShare }, pace);
    order = sorted.order;
    const note = noteOf(table, index, sorted.wordCount);
    if (note !== undefined) notes.unshift({ column, ...note });
  }
  return { order, notes };
}

/** Bytes per row: its index and double key, twice, and the column being read. */
const bytesOfSortedRow = 24;
const bytesOfRow = 8;

function requireMemory({ path, rowCount }: Table, count: number, limitBytes: number): void {
  const bytes = count * bytesOfSortedRow + rowCount * bytesOfRow;
  if (bytes > limitBytes)
    throw dataFailure('store-memory', { limitBytes }, `To sort ${path} takes ${bytes} bytes`);
}

interface Direction extends TextOrdering {
  readonly descending: boolean;
}

interface SortedOnce {
  readonly order: Int32Array;
  /** Rows of words, in a column that has numbers too. */
  readonly wordCount: number;
}

async function sortBy(cells: Cells, rows: Int32Array, direction: Direction, pace: Pace): Promise<SortedOnce> {
  switch (cells.kind) {
    case 'numbers':
      return {
        order: await radixSort(rows, await numberKeys(cells.values, rows, direction.descending, pace), pace),
        wordCount: 0,
      };
    case 'words':
      return sortWords(cells, rows, direction, pace);
    case 'texts':
      return sortWords(await coded(cells.texts, pace), rows, direction, pace);
  }
}

/** Mostly distinct texts. */
async function coded(texts: readonly string[], pace: Pace): Promise<WordCells> {
  const codes = new Int32Array(texts.length);
  await inBlocks(texts.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) codes[row] = texts[row] === '' ? -1 : row;
  });
  return { kind: 'words', codes, levels: texts };
}

async function sortWords(
  cells: WordCells,
  rows: Int32Array,
  { descending, ...ordering }: Direction,
  pace: Pace,
): Promise<SortedOnce> {
  const { sorted, ranks, numberCount } = await textOrder(cells.levels, ordering, pace);
  const ofLevels = new Uint32Array(sorted.length);
  const last = ranks.at(-1) ?? 0;
  await inBlocks(sorted.length, pace, (from, to) => {
    for (let at = from; at < to; at += 1)
      ofLevels[sorted[at] ?? 0] = descending ? last - (ranks[at] ?? 0) : (ranks[at] ?? 0);
  });
  const keys = new Uint32Array(rows.length);
  await inBlocks(rows.length, pace, (from, to) =>
    gatherRanks(cells.codes, ofLevels, { rows, keys }, from, to),
  );
  const isMixed = !ordering.isBoolean && numberCount > 0 && numberCount < sorted.length;
  return {
    order: await radixSort(rows, [keys], pace),
    wordCount: isMixed ? await countRows(cells, sorted.subarray(numberCount), pace) : 0,
  };
}

interface Gathering {
  readonly rows: Int32Array;
  readonly keys: Uint32Array;
}

function gatherRanks(
  codes: Int32Array,
  ofLevels: Uint32Array,
  { rows, keys }: Gathering,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at += 1) keys[at] = ofLevels[codes[rows[at] ?? -1] ?? -1] ?? missingKey;
}

async function countRows({ codes, levels }: WordCells, wanted: Int32Array, pace: Pace): Promise<number> {
  const isWanted = new Uint8Array(levels.length);
  for (const level of wanted) isWanted[level] = 1;
  let count = 0;
  await inBlocks(codes.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) count += isWanted[codes[row] ?? -1] ?? 0;
  });
  return count;
}

function noteOf(
  table: Table,
  column: number,
  wordCount: number,
): Pick<GridSortNote, 'kind' | 'wordCount'> | undefined {
  if (wordCount > 0) return { kind: 'numbersFirst', wordCount };
  const missing = table.types[column]?.words?.cellCount ?? 0;
  return missing > 0 ? { kind: 'wordsMissing', wordCount: missing } : undefined;
}
