import type { FileHandle } from 'node:fs/promises';
import { openColumns, readerOf } from '../columnFiles/columnFile.ts';
import type { ColumnReader } from '../columnFiles/columnFile.ts';
import { openRowHashes } from '../figures/rowHashes.ts';
import { cellAt } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import { countOnce } from '../table/columnFacts.ts';
import type { Table, ValueCounts } from '../table/table.ts';
import type { ColumnTable } from './columnPath.ts';
import { countUses } from './countUses.ts';
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
): Table & { readonly close: () => Promise<void> } {
  const { columns, rowCount, types, reading } = description;
  const use = countUses(() => file.close());
  const reader = openColumns(readerOf(file), layout);
  const cells: Table['cells'] = (column, signal) => use.during(() => reader.cells(column, signal));
  return {
    path,
    file: description.file,
    reading,
    columns,
    types,
    rowCount,
    headerText: description.headerText,
    facts: countOnce({ columns, types, reading }, cells),
    cells,
    chunks: (wanted, signal) => use.whileRead(reader.chunks(wanted, signal)),
    cellsAt: (rows, wanted, signal) => use.during(() => reader.cellsAt(rows, wanted, signal)),
    counts: (column, limit, signal): Promise<ValueCounts> =>
      use.during(async () => {
        if (layout.columns[column]?.kind === 'words') return countLevels(await reader.levels(column), limit);
        const found = await reader.cells(column, signal);
        const values = found.kind === 'numbers' ? found.values : new Float64Array();
        return countNumbers(values, limit, openPace({ signal }));
      }),
    async duplicateRowCount(signal) {
      const hashes = openRowHashes(rowCount, openPace({ signal }));
      for (const column of columns.keys()) await hashes.add(await cells(column, signal));
      return rowCount - (await hashes.distinctCount());
    },
    written: (from, to) => use.during(() => writtenRows(reader, description, [from, Math.min(to, rowCount)])),
    lineOf: (row) => lineInFiles(path, description, unpacking, row),
    share: (work) => use.during(() => work({ file: file.fd, layout })),
    async *texts(signal) {
      for await (const batch of rowsInFiles(path, description, unpacking, signal))
        yield batch.map(({ text }) => text);
    },
    close: () => use.close(),
  };
}

/** Rows near both ends as the file has them, others as they are stored. */
async function writtenRows(
  reader: ColumnReader,
  description: Description,
  [from, to]: readonly [number, number],
): Promise<readonly (readonly string[])[]> {
  const rows = endRows(description, from, to);
  const first = rows.indexOf(undefined);
  if (first < 0) return known(rows);
  const last = rows.lastIndexOf(undefined);
  let row = from + first;
  for await (const { cells, rowCount } of reader.chunks([...description.columns.keys()], undefined, row)) {
    const count = Math.min(from + last + 1 - row, rowCount);
    for (let at = 0; at < count; at += 1)
      rows[row + at - from] ??= cells.map((column) => String(cellAt(column, at) ?? ''));
    row += count;
    if (row > from + last) break;
  }
  return known(rows);
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
