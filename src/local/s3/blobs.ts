import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeUnknownFile } from '../../files/writeFiles.ts';
import type { FileSystem } from '../../files/writeFiles.ts';
import { isMissing } from '../../files/errors.ts';
import { openBoundedCache } from '../store/boundedCache.ts';
import { fileBytes } from '../store/fileBytes.ts';
import { ownFile } from '../store/ownFile.ts';
import type { ExtraAlgorithm } from './checksums.ts';
import { openChecksums, openDigests } from './digests.ts';
import type { Checksums, Digests, Running } from './digests.ts';

/** Bytes on disk, which belong to an object or a part once a row names them. */
export type Blob = Named<Digests>;
type Named<T> = T & { readonly name: string };

/** A byte range with both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Files of bytes that never change. A name is the path of its file in the folder. */
export interface Blobs {
  /** Resolves once the bytes are durable. */
  write(body: AsyncIterable<Uint8Array>, algorithms?: readonly ExtraAlgorithm[]): Promise<Blob>;
  /** As write, without computing an MD5. */
  join(body: AsyncIterable<Uint8Array>, algorithms?: readonly ExtraAlgorithm[]): Promise<Named<Checksums>>;
  /** Bytes up to 64 KB, otherwise a stream of them that opens the file when it is read. Rejects with DamagedBlob. */
  read(name: string, size: number, range?: ByteRange): Promise<Uint8Array | AsyncIterable<Uint8Array>>;
  /** The path of the file. Rejects with DamagedBlob unless it has `size` bytes. */
  checkedPath(name: string, size: number): Promise<string>;
  remove(name: string): Promise<void>;
}

/** The file is missing, or has another size than it was written with. */
export class DamagedBlob extends Error {
  override readonly name = 'DamagedBlob';
}

/** Read at once, and on this thread: it takes less than handing it to another. */
const smallBytes = 64 * 1024;
/** Bytes of small blobs cached in memory. */
const cachedBytes = 4 * 1024 * 1024;

export const blobsFolder = (s3Folder: string) => join(s3Folder, 'blobs');

/**
 * Blobs of the store with this id: each store writes to a folder of its own, so that a database that was set aside, or is an older
 * copy, never decides about files that it does not know.
 */
export function openBlobs(fs: FileSystem, s3Folder: string, storeId: string): Blobs {
  const folder = blobsFolder(s3Folder);
  const cache = openBoundedCache<Uint8Array>(cachedBytes);
  const pathOf = (name: string) => join(folder, name);
  const checkedPath = async (name: string, size: number) => {
    const path = pathOf(name);
    const found = await stat(path).catch(missingAsUndefined);
    checkSize(path, size, found?.size);
    return path;
  };
  const write = async <T>(body: AsyncIterable<Uint8Array>, running: Running<T>): Promise<Named<T>> => {
    const name = newName(storeId, Date.now());
    await writeUnknownFile(pathOf(name), measured(body, running), { ...ownFile, fs });
    return { name, ...running.digests() };
  };
  return {
    write: (body, algorithms) => write(body, openDigests(algorithms)),
    join: (body, algorithms) => write(body, openChecksums(algorithms)),
    async read(name, size, range = { start: 0, end: size - 1 }) {
      const length = range.end - range.start + 1;
      if (length > smallBytes) return fileBytes(await checkedPath(name, size), range);
      if (size > smallBytes) return readSmall(pathOf(name), size, { start: range.start, length });
      let whole = cache.get(name);
      if (whole === undefined) {
        whole = readSmall(pathOf(name), size, { start: 0, length: size });
        cache.set(name, whole, size);
      }
      return length === size ? whole : whole.subarray(range.start, range.end + 1);
    },
    checkedPath,
    remove(name) {
      cache.delete(name);
      return rm(pathOf(name), { force: true });
    },
  };
}

function readSmall(
  path: string,
  size: number,
  { start, length }: { readonly start: number; readonly length: number },
): Uint8Array {
  const file = openIfPresent(path);
  if (file === undefined) return checkSize(path, size, undefined);
  try {
    checkSize(path, size, fstatSync(file).size);
    // A copy: a slice of Node's pool would keep all of it in memory.
    const bytes = Buffer.allocUnsafeSlow(length);
    checkSize(path, length, readSync(file, bytes, 0, length, start));
    return bytes;
  } finally {
    closeSync(file);
  }
}

function openIfPresent(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    return missingAsUndefined(error);
  }
}

function missingAsUndefined(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

function checkSize(path: string, size: number, found: number | undefined): Uint8Array {
  if (found === size) return new Uint8Array();
  throw new DamagedBlob(
    found === undefined ? `${path} is missing` : `${path} has ${found} bytes, but ${size} were stored`,
  );
}

const shardCount = 256;

/** Folders in which a store's blobs are. */
export const shards = Array.from({ length: shardCount }, (_, index) => index.toString(16).padStart(2, '0'));

/** Names of one store sort by their time, so that the index of them grows at its end. */
function newName(storeId: string, timeMs: number): string {
  const random = randomBytes(8).toString('hex');
  return `${storeId}/${random.slice(0, 2)}/${timeOfName(timeMs)}${random.slice(2)}`;
}

const timeDigits = 9;
/** The part of a blob's file name that says when it was written. */
export const timeOfName = (timeMs: number) => timeMs.toString(36).padStart(timeDigits, '0');

/** A socket gives 64 KB at a time; the disk takes more at once. */
const writtenBytes = 512 * 1024;

/** Parts are not used again: one is written while the next is gathered. */
async function* measured(
  body: AsyncIterable<Uint8Array>,
  running: Running<unknown>,
): AsyncGenerator<Uint8Array> {
  let gathered = Buffer.allocUnsafe(writtenBytes);
  let filled = 0;
  for await (const chunk of body) {
    running.update(chunk);
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + writtenBytes - filled);
      gathered.set(part, filled);
      [from, filled] = [from + part.length, filled + part.length];
      if (filled < writtenBytes) continue;
      yield gathered;
      gathered = Buffer.allocUnsafe(writtenBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield gathered.subarray(0, filled);
}
