import { open } from 'node:fs/promises';
import { readTrainingCsv } from '../../learner/formats/csv.ts';
import { csvWidth, recordWidth } from '../../learner/formats/errors.ts';
import { readRecordIO, recordGroups, wholeRecordBytes } from '../../learner/formats/recordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { fileFailure } from '../../files/errors.ts';

type Format = 'recordio' | 'csv';

/** Rows of a channel in file order, from the start at every call. */
export type ChannelRows = () => AsyncIterable<LabeledRows>;

const pieceBytes = 4 * 1024 * 1024;
/** Of one block: sparse records are expanded to all of their columns. */
const mostValues = 2 * 1024 * 1024;

interface Reading {
  readonly signal?: AbortSignal | undefined;
  /** Called with each piece of the file. */
  readonly onBytes?: ((count: number) => void) | undefined;
}

/** A channel as the learner got it, in blocks of bounded size. Throws FormatFailure, and FileFailure when it cannot be read. */
export const openChannel =
  (path: string, format: Format, reading: Reading = {}): ChannelRows =>
  () =>
    format === 'csv'
      ? sameWidth(csvRows(path, reading), otherCsvWidth)
      : sameWidth(recordRows(path, reading), recordWidth);

/** The label is a cell too. */
const otherCsvWidth = (row: number, expected: number, found: number) =>
  csvWidth(row, expected + 1, found + 1);

/** Throws the failure for a block that has another number of columns than the first; within a block, its reader does. */
async function* sameWidth(
  blocks: AsyncIterable<LabeledRows>,
  failure: (record: number, expected: number, found: number) => Error,
): AsyncGenerator<LabeledRows> {
  let expected: number | undefined;
  let before = 0;
  for await (const block of blocks) {
    const { columnCount, rowCount } = block.features;
    expected ??= columnCount;
    if (columnCount !== expected) throw failure(before + 1, expected, columnCount);
    before += rowCount;
    yield block;
  }
}

async function* csvRows(path: string, reading: Reading): AsyncGenerator<LabeledRows> {
  let before = 0;
  for await (const lines of wholeParts(path, reading, (bytes) => bytes.lastIndexOf(lineFeed) + 1)) {
    const rows = readTrainingCsv(lines, before);
    before += rows.features.rowCount;
    if (rows.features.rowCount > 0) yield rows;
  }
}

const lineFeed = 10;

async function* recordRows(path: string, reading: Reading): AsyncGenerator<LabeledRows> {
  let [before, rowsAtOnce] = [0, 0];
  for await (const records of wholeParts(path, reading, wholeRecordBytes)) {
    if (rowsAtOnce === 0) rowsAtOnce = rowsOfBlock(records);
    for (const group of recordGroups(records, rowsAtOnce)) {
      const read = readRecordIO(group, { recordsBefore: before });
      const { features, labels = new Float32Array(features.rowCount) } = read;
      before += features.rowCount;
      yield { features, labels };
    }
  }
}

/** All records of a channel are as wide as its first. */
function rowsOfBlock(records: Uint8Array): number {
  const [first = records] = recordGroups(records, 1);
  return Math.max(1, Math.floor(mostValues / Math.max(1, readRecordIO(first).features.columnCount)));
}

/** The file in pieces that end where `wholeBytes` says; the last piece is what is left. A piece is valid until the next one. */
async function* wholeParts(
  path: string,
  { signal, onBytes }: Reading,
  wholeBytes: (bytes: Buffer) => number,
): AsyncGenerator<Buffer> {
  const file = await open(path).catch((error: unknown) => {
    throw fileFailure(path, error);
  });
  try {
    let buffer = Buffer.allocUnsafe(pieceBytes);
    let filled = 0;
    for (;;) {
      // A row that is longer than a piece.
      if (filled > buffer.length / 2) buffer = Buffer.concat([buffer], 2 * buffer.length);
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
      if (bytesRead === 0) break;
      signal?.throwIfAborted();
      onBytes?.(bytesRead);
      filled += bytesRead;
      const end = wholeBytes(buffer.subarray(0, filled));
      if (end > 0) yield buffer.subarray(0, end);
      buffer.copyWithin(0, end, filled);
      filled -= end;
    }
    if (filled > 0) yield buffer.subarray(0, filled);
  } finally {
    await file.close();
  }
}
