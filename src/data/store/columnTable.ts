import type { FileHandle } from 'node:fs/promises';
import { openColumns } from '../columnFiles/columnFile.ts';
import { openRowHashes } from '../figures/rowHashes.ts';
import { cellAt, countOf } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import { countOnce } from '../table/columnFacts.ts';
import type { Table, ValueCounts } from '../table/table.ts';
import type { ColumnTable } from './columnPath.ts';
import { countNumbers } from './countNumbers.ts';
import type { Description } from './description.ts';
import { lineInFiles, rowsInFiles } from './rowsInFiles.ts';
import type { Unpacking } from './sources.ts';

/** The table in a file of columns. */
export function columnTable(
  file: FileHandle,
  path: string,
  { description, layout }: ColumnTable,
  unpacking: Unpacking,
): Table {
  const { columns, rowCount, types, reading } = description;
  const reader = openColumns(file, layout);
  return {
    path,
    file: description.file,
    reading,
    columns,
    types,
    rowCount,
    headerText: description.headerText,
    facts: countOnce({ columns, types, reading }, reader.cells),
    cells: reader.cells,
    chunks: reader.chunks,
    async counts(column, limit, signal): Promise<ValueCounts> {
      if (layout.columns[column]?.kind === 'words') return countLevels(await reader.levels(column), limit);
      const cells = await reader.cells(column, signal);
      const values = cells.kind === 'numbers' ? cells.values : new Float64Array();
      return countNumbers(values, limit, openPace({ signal }));
    },
    async duplicateRowCount(signal) {
      const pace = openPace({ signal });
      const hashes = openRowHashes(rowCount, pace);
      for (const column of columns.keys()) await hashes.add(await reader.cells(column, signal));
      return rowCount - (await hashes.distinctCount());
    },
    written: async (from, to) => {
      const rows = endRows(description, from, Math.min(to, rowCount));
      const first = rows.indexOf(undefined);
      if (first < 0) return known(rows);
      const last = rows.lastIndexOf(undefined);
      let row = from + first;
      for await (const { cells } of reader.chunks([...columns.keys()], undefined, row)) {
        const count = Math.min(from + last + 1 - row, cells[0] === undefined ? 0 : countOf(cells[0]));
        for (let at = 0; at < count; at += 1)
          rows[row + at - from] ??= cells.map((column) => String(cellAt(column, at) ?? ''));
        row += count;
        if (row > from + last) break;
      }
      return known(rows);
    },
    lineOf: (row) => lineInFiles(path, description, unpacking, row),
    async *texts(signal) {
      for await (const batch of rowsInFiles(path, description, unpacking, signal))
        yield batch.map(({ text }) => text);
    },
  };
}

const known = (rows: readonly (readonly string[] | undefined)[]): (readonly string[])[] =>
  rows.flatMap((row) => (row === undefined ? [] : [row]));

/** Rows near both ends as the file has them; undefined between. */
function endRows(
  { head, tail, rowCount }: Description,
  from: number,
  to: number,
): (readonly string[] | undefined)[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => {
    const row = from + index;
    return row < head.length ? head[row] : tail[row - rowCount + tail.length];
  });
}

function countLevels(
  { texts, counts }: { readonly texts: readonly string[]; readonly counts: readonly number[] },
  limit: number,
): ValueCounts {
  const order = [...texts.keys()].toSorted((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
  const top = order.slice(0, limit).map((code) => ({ value: texts[code] ?? '', count: counts[code] ?? 0 }));
  return { distinctCount: texts.length, top };
}
