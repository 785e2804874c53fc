import { sliced } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { mostChunkRows } from '../table/table.ts';
import type { Table, TableChunk } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';

const mostHeldBytes = 256 * 1024 * 1024;
const bytesOfCell = 8;

/** The table with these columns read once each, if they fit into memory together; texts are read each time. */
export function holdColumns(table: Table, names: Iterable<string>, heldBytes = mostHeldBytes): Table {
  const columns = new Set(Array.from(names, (name) => columnIndex(table, name)));
  if (columns.size * table.rowCount * bytesOfCell > heldBytes) return table;
  const held = new Map<number, Cells>();
  async function* chunks(indices: readonly number[], signal?: AbortSignal): AsyncGenerator<TableChunk> {
    const all = indices.flatMap((index) => held.get(index) ?? []);
    if (all.length < indices.length) {
      yield* table.chunks(indices, signal);
      return;
    }
    for (let from = 0; from < table.rowCount; from += mostChunkRows) {
      signal?.throwIfAborted();
      const to = Math.min(from + mostChunkRows, table.rowCount);
      yield { from, rowCount: to - from, cells: all.map((cells) => sliced(cells, from, to)) };
    }
  }
  return {
    ...table,
    chunks,
    async cells(column, signal) {
      const known = held.get(column);
      if (known !== undefined) return known;
      const cells = await table.cells(column, signal);
      if (columns.has(column) && cells.kind !== 'texts') held.set(column, cells);
      return cells;
    },
  };
}
