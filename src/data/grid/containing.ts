import { blockRows, inBlocks } from '../figures/blocks.ts';
import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import type { Pace, Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { openDateTexts } from './dateTexts.ts';
import { numbersContaining } from './numberTexts.ts';

export interface Wanted {
  readonly columns: readonly number[];
  /** In whatever case. */
  readonly wanted: string;
  /** No other rows than those marked there. */
  readonly within?: Uint8Array | undefined;
}

/** Marks the rows with a cell in one of the columns that contains the text. */
export async function rowsContaining(
  table: Table,
  { columns, wanted, within }: Wanted,
  { signal, onProgress }: Work = {},
): Promise<Uint8Array> {
  const pace = openPace({ signal });
  const marked = new Uint8Array(table.rowCount);
  for (const [done, column] of columns.entries()) {
    onProgress?.({ phase: 'searching', done, total: columns.length, unit: 'columns' });
    const cells = await table.cells(column, signal);
    if (cells.kind !== 'numbers' || mayBeInNumbers.test(wanted))
      await markContaining(cells, matcher(table, column, wanted), { marked, within, pace });
  }
  return marked;
}

/** The characters that occur in the texts of numbers (Infinity too) and dates. */
const mayBeInNumbers = /^[-+.:\dtzeinfy]*$/i;

interface Marking {
  readonly marked: Uint8Array;
  readonly within: Uint8Array | undefined;
  readonly pace: Pace;
}

type Matches = (cell: string | number | undefined) => boolean;

/** Whether a cell's text contains the search text, ignoring case. */
export function matcher({ types }: Pick<Table, 'types'>, column: number, wanted: string): Matches {
  const lower = wanted.toLowerCase();
  // The letters of dates.
  const upper = wanted.toUpperCase();
  const { date, decimals = 0 } = types[column] ?? {};
  const ofNumbers = numbersContaining(wanted, decimals);
  const textOf = openDateTexts();
  return (cell) => {
    if (typeof cell === 'string') return cell.toLowerCase().includes(lower);
    if (cell === undefined) return false;
    return date === undefined ? ofNumbers(cell) : textOf(cell).includes(upper);
  };
}

async function markContaining(
  cells: Cells,
  matches: Matches,
  { marked, within, pace }: Marking,
): Promise<void> {
  if (cells.kind !== 'words') {
    await inShortBlocks(marked.length, pace, (row) => {
      if (marked[row] === 0 && within?.[row] !== 0 && matches(cellAt(cells, row))) marked[row] = 1;
    });
    return;
  }
  const { codes, levels } = cells;
  const ofLevels = new Uint8Array(levels.length);
  await inShortBlocks(levels.length, pace, (level) => {
    ofLevels[level] = Number(matches(levels[level]));
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
