import { linesLike } from './linesLike.ts';
import type { Table } from './table.ts';

/** Rows that are held in memory at once. */
const mostHeldBytes = 128 * 1024 * 1024;

/** The bytes of a file like the table's with some of its rows, byte for byte, in the order given. */
export const linesInOrder = (table: Table, rows: Int32Array, signal?: AbortSignal) =>
  linesLike(table, table.headerText, () => textsInOrder(table, rows, signal));

/** Reads the table once for every part of the rows that fits into memory. */
async function* textsInOrder(
  table: Table,
  rows: Int32Array,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly string[]> {
  const bytesOfRow = Math.max(1, table.file.sizeBytes / Math.max(1, table.rowCount));
  const most = Math.max(1, Math.floor(mostHeldBytes / bytesOfRow));
  for (let first = 0; first < rows.length; first += most) {
    const part = rows.subarray(first, first + most);
    const places = new Map(Array.from(part, (row, place) => [row, place]));
    const texts = new Array<string>(part.length).fill('');
    let row = 0;
    for await (const batch of table.texts(signal))
      for (const text of batch) {
        const place = places.get(row);
        if (place !== undefined) texts[place] = text;
        row += 1;
      }
    for (let from = 0; from < texts.length; from += linesAtOnce) yield texts.slice(from, from + linesAtOnce);
  }
}

const linesAtOnce = 10_000;
