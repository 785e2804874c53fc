import { blockRows, inBlocks } from '../figures/blocks.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import type { Pace, Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { cellTexts } from './cellTexts.ts';

/** Whether the text of a cell contains what is searched for, in whatever case. */
export function containing(wanted: string): (text: string | undefined) => boolean {
  const lower = wanted.toLowerCase();
  return (text) => text !== undefined && text.toLowerCase().includes(lower);
}

/** Marks the rows with a cell in one of the columns that contains the text. */
export async function rowsContaining(
  table: Table,
  columns: readonly number[],
  wanted: string,
  { signal, onProgress }: Work = {},
): Promise<Uint8Array> {
  const pace = openPace({ signal });
  const marked = new Uint8Array(table.rowCount);
  for (const [done, column] of columns.entries()) {
    onProgress?.({ phase: 'searching', done, total: columns.length, unit: 'columns' });
    const cells = await table.cells(column, signal);
    if (cells.kind !== 'numbers' || mayBeInNumbers.test(wanted))
      await markContaining(cells, cellTexts(table, column), { wanted, marked, pace });
  }
  return marked;
}

/** Only of these characters are the texts of numbers, Infinity among them, and of dates. */
const mayBeInNumbers = /^[-+.:\dtzeinfy]*$/i;

async function markContaining(
  cells: Cells,
  text: ReturnType<typeof cellTexts>,
  { wanted, marked, pace }: { readonly wanted: string; readonly marked: Uint8Array; readonly pace: Pace },
): Promise<void> {
  const holds = containing(wanted);
  if (cells.kind !== 'words') {
    await inShortBlocks(marked.length, pace, (row) => {
      if (marked[row] === 0 && holds(text(cells, row))) marked[row] = 1;
    });
    return;
  }
  const { codes, levels } = cells;
  const ofLevels = new Uint8Array(levels.length);
  await inShortBlocks(levels.length, pace, (level) => {
    ofLevels[level] = Number(holds(levels[level]));
  });
  await inBlocks(marked.length, pace, (from, to) => markLevels(codes, ofLevels, marked, from, to));
}

/** For work that takes far longer than a read of memory. */
async function inShortBlocks(length: number, pace: Pace, work: (index: number) => void): Promise<void> {
  for (let from = 0; from < length; from += blockRows) {
    for (let index = from; index < Math.min(length, from + blockRows); index += 1) work(index);
    await pace();
  }
}

function markLevels(
  codes: Int32Array,
  ofLevels: Uint8Array,
  marked: Uint8Array,
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row += 1) if (ofLevels[codes[row] ?? -1] === 1) marked[row] = 1;
}
