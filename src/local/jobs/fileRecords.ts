import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { inFile, otherWidth, readPart } from '../../learner/formats/channelFiles.ts';
import type { ChannelFormat, FileRows } from '../../learner/formats/channelFiles.ts';
import { countFramed, frameLike } from '../../learner/formats/recordFrame.ts';
import type { RecordFrame } from '../../learner/formats/recordFrame.ts';
import {
  recordEnds,
  recordGroups,
  recordPayloads,
  wholeRecordBytes,
  writeRecordIO,
} from '../../learner/formats/recordio.ts';
import { readRecord } from '../../learner/formats/record.ts';
import type { LinearRecord } from '../../learner/formats/record.ts';
import type { Records } from '../../learner/parallel/records.ts';
import { wholeParts } from './fileParts.ts';

/** A file on disk; `name` is what failures call it. */
export interface StoredFile {
  readonly path: string;
  readonly name: string;
}

/** A file whose records all have the same frame. */
interface Segment {
  readonly handle: FileHandle;
  readonly rowCount: number;
  readonly frame: RecordFrame;
}

interface OpenRecords {
  readonly records: Records;
  readonly files: readonly FileRows[];
  close(): Promise<void>;
}

/**
 * A channel's files as records to be read by position. Dense RecordIO whose records differ only in their floats is read in
 * place; any other file is first converted to that form in `scratch`. Only part of a file is in memory at a time. Undefined when
 * there are no rows. Throws FormatFailure.
 */
export async function openFileRecords(
  files: readonly StoredFile[],
  format: ChannelFormat,
  scratch: string,
): Promise<OpenRecords | undefined> {
  const segments: Segment[] = [];
  const read: FileRows[] = [];
  try {
    for (const [index, file] of files.entries()) {
      const width = segments[0]?.frame.columnCount;
      const copy = join(scratch, `${format.channel}-records-${index}`);
      const segment = (await openInPlace(file, format)) ?? (await openCopied(file, format, copy, width));
      if (segment === undefined) continue;
      segments.push(segment);
      read.push({ name: file.name, rowCount: segment.rowCount });
      const found = segment.frame.columnCount;
      if (width !== undefined && found !== width)
        inFile(file.name, format, () => {
          throw otherWidth(format, 1, width, found);
        });
    }
  } catch (error) {
    await Promise.all(segments.map(({ handle }) => handle.close()));
    throw error;
  }
  const [first] = segments;
  return first && joined(first, segments, read);
}

function joined(first: Segment, segments: readonly Segment[], files: readonly FileRows[]): OpenRecords {
  const { template, featuresAt, labelAt, columnCount } = first.frame;
  const parts: Records['parts'][number][] = [];
  let rowCount = 0;
  for (const { handle, rowCount: own } of segments) {
    parts.push({ kind: 'file', fd: handle.fd, firstRow: rowCount, rowCount: own });
    rowCount += own;
  }
  const layout = { recordBytes: template.length, featuresAt, labelAt };
  const records: Records = { rowCount, featureCount: columnCount, layout, parts };
  return {
    records,
    files,
    close: async () => {
      await Promise.all(segments.map(({ handle }) => handle.close()));
    },
  };
}

async function readFully(handle: FileHandle, into: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw new Error('A training file became shorter while it was read.');
    done += bytesRead;
  }
}

const scanBytes = 4 * 1024 * 1024;

/** The file in place, if all of its records have the same frame; otherwise undefined. */
async function openInPlace(
  { path }: StoredFile,
  { contentType }: ChannelFormat,
): Promise<Segment | undefined> {
  if (contentType === 'text/csv') return undefined;
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const frame = await firstFrame(handle, size);
    if (frame !== undefined && frame.hasLabel && (await isFramedWhole(handle, size, frame)))
      return { handle, frame, rowCount: size / frame.template.length };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

async function isFramedWhole(handle: FileHandle, size: number, frame: RecordFrame): Promise<boolean> {
  const recordBytes = frame.template.length;
  if (size % recordBytes !== 0) return false;
  const part = new Uint8Array(Math.min(size, Math.max(1, Math.floor(scanBytes / recordBytes)) * recordBytes));
  for (let at = 0; at < size; at += part.length) {
    const own = part.subarray(0, Math.min(part.length, size - at));
    await readFully(handle, own, at);
    if (countFramed(frame, own) * recordBytes !== own.length) return false;
  }
  return true;
}

interface MeasuredFile {
  readonly writtenOutBytes: number;
  /** Its content, if that was read. */
  readonly bytes?: Uint8Array;
}

/** Size of a file with its rows written out dense, each as wide as the first; the file's own size above `limit` or when unreadable. */
export async function measureFile(
  { path }: StoredFile,
  { contentType }: Pick<ChannelFormat, 'contentType'>,
  limit: number,
): Promise<MeasuredFile> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    if (contentType === 'text/csv' || size > limit) return { writtenOutBytes: size };
    const frame = await firstFrame(handle, size);
    if (frame === undefined) return { writtenOutBytes: size };
    const bytes = new Uint8Array(size);
    await readFully(handle, bytes, 0);
    let rowCount = 0;
    for (const _ of recordEnds(bytes)) rowCount += 1;
    return { writtenOutBytes: rowCount * frame.template.length, bytes };
  } finally {
    await handle.close();
  }
}

/** Frame of the first record; undefined when it is invalid or incomplete. */
async function firstFrame(handle: FileHandle, size: number): Promise<RecordFrame | undefined> {
  if (size < 8) return undefined;
  const header = new Uint8Array(8);
  await readFully(handle, header, 0);
  const padded = 8 + Math.ceil((new DataView(header.buffer).getUint32(4, true) & 0x1fffffff) / 4) * 4;
  if (padded > size) return undefined;
  const bytes = new Uint8Array(padded);
  await readFully(handle, bytes, 0);
  const record = firstRecord(bytes);
  return record && frameLike(record);
}

/** The first record; undefined when it is invalid. */
function firstRecord(bytes: Uint8Array): LinearRecord | undefined {
  try {
    const [payload] = recordPayloads(bytes);
    return payload && readRecord(payload, 1);
  } catch {
    return undefined; // Reading the file from its start reports what is wrong, and where.
  }
}

/** Converts the rows of a training file to records of one frame; undefined when it has none. */
async function openCopied(
  file: StoredFile,
  format: ChannelFormat,
  copy: string,
  width: number | undefined,
): Promise<Segment | undefined> {
  const handle = await open(copy, 'w+');
  let rowCount = 0;
  let frame: RecordFrame | undefined;
  try {
    for await (const bytes of rowsOf(file, format)) {
      const { features, labels } = inFile(file.name, format, () => {
        const rows = readPart(bytes, format, rowCount);
        const expected = frame?.columnCount ?? width;
        const found = rows.features.columnCount;
        if (expected !== undefined && rows.features.rowCount > 0 && found !== expected)
          throw otherWidth(format, rowCount + 1, expected, found);
        return rows;
      });
      if (features.rowCount === 0) continue;
      frame ??= frameLike({ features: features.values.subarray(0, features.columnCount), label: 0 });
      await handle.writeFile(writeRecordIO(features, labels));
      rowCount += features.rowCount;
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  if (frame !== undefined) return { handle, frame, rowCount };
  await handle.close();
  return undefined;
}

/** Parts of whole rows, each small enough for memory when written out dense. */
async function* rowsOf({ path }: StoredFile, { contentType }: ChannelFormat): AsyncGenerator<Uint8Array> {
  if (contentType === 'text/csv') return yield* wholeParts(path, wholeLineBytes);
  for await (const bytes of wholeParts(path, wholeRecordBytes)) {
    const rowBytes = Math.max(1, firstRecord(bytes)?.features.length ?? 0) * 4;
    yield* recordGroups(bytes, Math.max(1, Math.floor(writtenOutAtOnceBytes / rowBytes)));
  }
}

const writtenOutAtOnceBytes = 16 * 1024 * 1024;

const wholeLineBytes = (bytes: Uint8Array) => bytes.lastIndexOf(0x0a) + 1;
