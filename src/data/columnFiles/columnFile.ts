import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { sliced } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { ColumnLayout, StoredColumn } from '../shapes/columnLayout.ts';
import { mostChunkRows } from '../table/table.ts';
import type { TableChunk } from '../table/table.ts';
import { readRuns, runsOf } from './scatteredRows.ts';

export interface Levels {
  readonly texts: readonly string[];
  /** Rows that have each. */
  readonly counts: readonly number[];
}

/** Reads the columns of a file; not while they are written. */
export interface ColumnReader {
  /** `into` is memory of as many cells that may be used again. */
  readonly cells: (column: number, signal?: AbortSignal, into?: ArrayBuffer) => Promise<Cells>;
  readonly levels: (column: number) => Promise<Levels>;
  /** The cells of some rows, in the order given, of each of the columns. */
  readonly cellsAt: (
    rows: Int32Array,
    columns: readonly number[],
    signal?: AbortSignal,
  ) => Promise<readonly Cells[]>;
  /** At most `mostChunkRows` rows at a time; a chunk is valid until the next one. */
  readonly chunks: (
    columns: readonly number[],
    signal?: AbortSignal,
    from?: number,
  ) => AsyncGenerator<TableChunk>;
}

const magic = 'columns1';
const trailerBytes = 24;

/** Ends a file of columns: with what is known of it as JSON, and where that is. */
export async function endColumnFile(file: FileHandle, at: number, description: object): Promise<void> {
  const json = Buffer.from(JSON.stringify(description));
  const trailer = Buffer.alloc(trailerBytes);
  trailer.writeDoubleLE(at);
  trailer.writeDoubleLE(json.length, 8);
  trailer.write(magic, 16, 'latin1');
  await writeAll(file, Buffer.concat([json, trailer]), at);
}

/** What `endColumnFile` wrote. Throws where the file is none of columns. */
export async function describedBy(file: FileHandle): Promise<unknown> {
  const { size } = await file.stat();
  const trailer = await readAll(file, Buffer.alloc(trailerBytes), Math.max(0, size - trailerBytes));
  const [at, length] = [trailer.readDoubleLE(), trailer.readDoubleLE(8)];
  if (trailer.toString('latin1', 16) !== magic || at + length + trailerBytes !== size)
    throw new Error('It is no file of columns');
  return JSON.parse((await readAll(file, Buffer.alloc(length), at)).toString());
}

export const openForReading = (path: string): Promise<FileHandle> => open(path, 'r');

/** Fills memory with the bytes of a file from `at` on. */
export type ReadAt = (into: Uint8Array, at: number) => Promise<unknown>;

export const readerOf =
  (file: FileHandle): ReadAt =>
  (into, at) =>
    readAll(file, into, at);

export function openColumns(readAt: ReadAt, { parts, columns }: ColumnLayout): ColumnReader {
  const known = new Map<number, Promise<Levels>>();
  const levelsOf = (column: number): Promise<Levels> => {
    const levels = known.get(column) ?? readLevels(readAt, columns[column]?.levels);
    known.set(column, levels);
    return levels;
  };
  const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const empty = async (column: number, rows: number, into?: ArrayBuffer): Promise<NumberOrWords> =>
    columns[column]?.kind === 'words'
      ? {
          kind: 'words',
          codes: into === undefined ? new Int32Array(rows) : new Int32Array(into, 0, rows),
          levels: (await levelsOf(column)).texts,
        }
      : {
          kind: 'numbers',
          values: into === undefined ? new Float64Array(rows) : new Float64Array(into, 0, rows),
        };
  const placeAt = (column: number, part: number): number => {
    const place = columns[column]?.place;
    if (place === undefined) return 0;
    if ('at' in place) return place.at[part] ?? 0;
    const { at = 0, rowCount: rows = 0 } = parts[part] ?? {};
    return at + rows * place.offset;
  };
  const fill = async (column: number, part: number, cells: NumberOrWords, [from, to]: Range, at: number) => {
    const array = cells.kind === 'numbers' ? cells.values : cells.codes;
    const each = array.BYTES_PER_ELEMENT;
    const bytes = new Uint8Array(array.buffer, array.byteOffset + at * each, (to - from) * each);
    await readAt(bytes, placeAt(column, part) + from * each);
  };
  return {
    levels: levelsOf,
    async cells(column, signal, into) {
      const cells = await empty(column, rowCount, into);
      let row = 0;
      for (const [part, { rowCount: rows }] of parts.entries()) {
        signal?.throwIfAborted();
        await fill(column, part, cells, [0, rows], row);
        row += rows;
      }
      return cells;
    },
    async cellsAt(rows, wanted, signal) {
      const runs = runsOf(rows, parts);
      const found: Cells[] = [];
      for (const column of wanted) {
        const cells = await empty(column, rows.length);
        const into = cells.kind === 'numbers' ? cells.values : cells.codes;
        await readRuns(runs, into, async ({ part, from }, run) => {
          signal?.throwIfAborted();
          await readAt(run, placeAt(column, part) + from * into.BYTES_PER_ELEMENT);
        });
        found.push(cells);
      }
      return found;
    },
    async *chunks(wanted, signal, from = 0) {
      const most = Math.min(mostChunkRows, rowCount);
      const cells = await Promise.all(wanted.map((column) => empty(column, most)));
      let [first, count] = [from, 0];
      const taken = () => ({
        from: first,
        rowCount: count,
        cells: cells.map((each) => sliced(each, 0, count)),
      });
      let row = 0;
      for (const [part, { rowCount: rows }] of parts.entries()) {
        let at = Math.min(rows, Math.max(0, from - row));
        row += rows;
        while (at < rows) {
          signal?.throwIfAborted();
          const to = Math.min(rows, at + most - count);
          for (const [index, column] of wanted.entries()) {
            const into = cells[index];
            if (into !== undefined) await fill(column, part, into, [at, to], count);
          }
          count += to - at;
          at = to;
          if (count < most) continue;
          yield taken();
          [first, count] = [first + count, 0];
        }
      }
      if (count > 0) yield taken();
    },
  };
}

type NumberOrWords = Exclude<Cells, { kind: 'texts' }>;
type Range = readonly [from: number, to: number];

const noLevels: Levels = { texts: [], counts: [] };

async function readLevels(readAt: ReadAt, place: StoredColumn['levels']): Promise<Levels> {
  if (place === undefined) return noLevels;
  const json = Buffer.alloc(place.length);
  await readAt(json, place.at);
  // SAFETY: `writeLevels` wrote it.
  return JSON.parse(json.toString()) as Levels;
}

/** Writes the words of a column; answers where. */
export async function writeLevels(
  file: FileHandle,
  at: number,
  levels: Levels,
): Promise<NonNullable<StoredColumn['levels']>> {
  const json = Buffer.from(JSON.stringify(levels));
  await writeAll(file, json, at);
  return { at, length: json.length };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let written = 0;
  while (written < bytes.length)
    written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
}

async function readAll<T extends Uint8Array>(file: FileHandle, into: T, at: number): Promise<T> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await file.read(into, done, into.length - done, at + done);
    if (bytesRead === 0) throw new Error('A file of columns is shorter than it was written');
    done += bytesRead;
  }
  return into;
}
