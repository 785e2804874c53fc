import { createHash } from 'node:crypto';
import { plainReadOptions } from '../shapes/read.ts';
import type { DroppedColumn } from '../shapes/reading.ts';
import { cellOf, jsonLines } from '../source/jsonLines.ts';
import { nameColumns } from '../source/names.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { Description } from './description.ts';
import type { PlainFile } from './plainFile.ts';
import type { FilesRequest, TextRequest } from './request.ts';
import { storeSlowly } from './slowPath.ts';
import type { PlainRows } from './slowPath.ts';
import { textFile } from './sourceRows.ts';

/** Reads files in JSON Lines: the keys of all objects are the columns, in the order in which they first appear. */
export const storeJson = (request: FilesRequest): Promise<Description> =>
  storeSlowly(
    {
      ...request,
      encoding: { encoding: 'utf-8', isSure: true },
      sample: { head: '', blocks: [], tail: '' },
      sniffed: {
        options: {
          ...plainReadOptions,
          format: 'jsonl',
          missing: request.read.missing ?? [],
          values: request.read.values ?? [],
        },
        unsure: [],
        headerRule: 'given',
        skipped: [],
      },
    },
    writeObjects,
  );

async function writeObjects(request: TextRequest, plain: PlainFile): Promise<PlainRows> {
  const keys = openKeys();
  let read = await readObjects(request, plain, keys);
  // The rows before a key appeared have no cell for it.
  if (keys.hasGrown()) {
    plain.restart();
    read = await readObjects(request, plain, keys);
  }
  const names = keys.names();
  const columns = nameColumns(names, names.length, {
    rowCount: () => read.rowCount,
    isEmpty: () => false,
    countsRows: () => false,
  });
  const nested = names.flatMap((name, index) => (keys.isNested(name) ? [index] : []));
  const [first] = nested;
  if (nested.length === names.length && first !== undefined)
    throw dataFailure(
      'table-nested',
      { file: request.path, column: names[first] ?? '' },
      `${request.path} has no column of plain values`,
    );
  return {
    found: {
      names: columns.names.filter((_, index) => !nested.includes(index)),
      width: names.length,
      usual: names.length,
      rowCount: read.rowCount,
      lineCount: read.rowCount,
      headerText: undefined,
      skipped: [],
      skippedCount: 0,
      wrong: { first: [], count: 0, firstIndex: -1, lineCount: 0 },
      droppedIndices: nested.toReversed(),
      dropped: nested.map((index): DroppedColumn => ({
        number: index + 1,
        name: names[index] ?? '',
        why: 'nested',
      })),
      changedNames: columns.changed.filter(({ number }) => !nested.includes(number - 1)),
    },
    sha256: read.sha256,
    newline: 'LF',
    encodings: request.sources.files.map(() => 'utf-8'),
    skipped: [],
  };
}

/** The keys of objects as they appear, and which have values that are no cells. */
function openKeys() {
  const places = new Map<string, number>();
  const nested = new Set<string>();
  let [rowsBefore, isGrown] = [0, false];
  return {
    names: () => [...places.keys()],
    isNested: (name: string) => nested.has(name),
    hasGrown: () => isGrown,
    cellsOf: (object: Readonly<Record<string, unknown>>): string[] => {
      for (const key of Object.keys(object)) {
        if (places.has(key)) continue;
        places.set(key, places.size);
        isGrown ||= rowsBefore > 0;
      }
      rowsBefore += 1;
      const cells = new Array<string>(places.size).fill('');
      for (const [key, value] of Object.entries(object)) {
        const cell = cellOf(value);
        if (cell === undefined) nested.add(key);
        else cells[places.get(key) ?? 0] = cell;
      }
      return cells;
    },
  };
}

async function readObjects(
  { sources, sniffed: { options }, signal }: TextRequest,
  plain: PlainFile,
  keys: ReturnType<typeof openKeys>,
): Promise<{ readonly rowCount: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let rowCount = 0;
  for (const source of sources.files) {
    const text = await textFile(source, 'utf-8', options, true);
    for await (const batch of jsonLines(text, (bytes) => void hash.update(bytes), signal)) {
      for (const { object, text: line } of batch) plain.add(keys.cellsOf(object), line);
      rowCount += batch.length;
      await plain.flush();
    }
  }
  return { rowCount, sha256: hash.digest('hex') };
}
