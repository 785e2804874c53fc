import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { removeFile, replaceFile } from '../../files/writeFiles.ts';
import type { FileSystem } from '../../files/writeFiles.ts';
import { fileBytes } from '../store/fileBytes.ts';
import { readJsonFolder } from '../store/jsonFolder.ts';
import { ownFile } from '../store/ownFile.ts';
import { keyedQueue } from '../store/inOrder.ts';
import type { ExtraAlgorithm } from './checksums.ts';
import { openDigests } from './digests.ts';
import { compareKeys, placeOfKey } from './keyOrder.ts';
import type { Digests, RunningDigests } from './digests.ts';

const objectSchema = z.object({
  bucket: z.string(),
  key: z.string(),
  /** The file that holds the bytes. */
  blob: z.string(),
  size: z.number(),
  /** Quoted, as in the header. */
  etag: z.string(),
  lastModified: z.string(),
  contentType: z.string(),
  /** Other headers stored with the object, such as Cache-Control. */
  headers: z.optional(z.record(z.string(), z.string())),
  metadata: z.record(z.string(), z.string()),
});

export type StoredObject = z.infer<typeof objectSchema>;

/** Bytes on disk that do not belong to an object yet. */
export interface Blob extends Digests {
  readonly name: string;
}

/** Throws when the existing object must not be replaced; no other write of the key happens in between. */
type Admit = (existing: StoredObject | undefined) => void;

export interface ObjectStore {
  get(bucket: string, key: string): StoredObject | undefined;
  /** In key order, by bytes; the list changes with the bucket. */
  list(bucket: string): readonly StoredObject[];
  writeBlob(body: AsyncIterable<Uint8Array>, algorithms?: readonly ExtraAlgorithm[]): Promise<Blob>;
  discardBlob(name: string): Promise<void>;
  /** Makes the object visible and durable; removes the bytes it replaces. */
  put(object: Omit<StoredObject, 'lastModified'>, admit?: Admit): Promise<StoredObject>;
  remove(bucket: string, key: string): Promise<void>;
  read(
    object: StoredObject,
    range?: { readonly start: number; readonly end: number },
  ): AsyncIterable<Uint8Array>;
  blobPath(name: string): string;
}

/** Objects as one blob and one JSON file each. Keys never become paths: a file is named by the key's hash. */
export async function openObjectStore(
  fs: FileSystem,
  folder: string,
  clock: () => Date,
): Promise<ObjectStore> {
  const blobs = join(folder, 'blobs');
  const objects = new Map<string, StoredObject>();
  /** The objects of each bucket in key order. */
  const sorted = new Map<string, StoredObject[]>();
  const sortedOf = (bucket: string) => {
    const known = sorted.get(bucket);
    if (known !== undefined) return known;
    const made: StoredObject[] = [];
    sorted.set(bucket, made);
    return made;
  };
  await mkdir(blobs, { recursive: true });
  for (const raw of await readJsonFolder(join(folder, 'objects'))) {
    const object = objectSchema.parse(raw);
    objects.set(nameOf(object.bucket, object.key), object);
    sortedOf(object.bucket).push(object);
  }
  for (const inBucket of sorted.values()) inBucket.sort((a, b) => compareKeys(a.key, b.key));
  const used = new Set([...objects.values()].map(({ blob }) => blob));
  for (const name of await readdir(blobs)) if (!used.has(name)) await rm(join(blobs, name), { force: true });

  const metadataPath = (bucket: string, key: string) =>
    join(folder, 'objects', `${createHash('sha256').update(nameOf(bucket, key)).digest('hex')}.json`);
  const inOrder = keyedQueue();
  const discardBlob = (name: string) => rm(join(blobs, name), { force: true });
  return {
    get: (bucket, key) => objects.get(nameOf(bucket, key)),
    list: (bucket) => sorted.get(bucket) ?? [],
    writeBlob: (body, algorithms) => writeBlob(fs, blobs, body, algorithms),
    discardBlob,
    put: (given, admit) =>
      inOrder(nameOf(given.bucket, given.key), async () => {
        const replaced = objects.get(nameOf(given.bucket, given.key));
        admit?.(replaced);
        const object = { ...given, lastModified: clock().toISOString() };
        await replaceFile(metadataPath(object.bucket, object.key), JSON.stringify(object), {
          ...ownFile,
          fs,
        });
        objects.set(nameOf(object.bucket, object.key), object);
        const inBucket = sortedOf(object.bucket);
        inBucket.splice(placeOfKey(inBucket, object.key), replaced === undefined ? 0 : 1, object);
        if (replaced !== undefined) await discardBlob(replaced.blob);
        return object;
      }),
    remove: (bucket, key) =>
      inOrder(nameOf(bucket, key), async () => {
        const object = objects.get(nameOf(bucket, key));
        if (object === undefined) return;
        await removeFile(metadataPath(bucket, key), { fs });
        objects.delete(nameOf(bucket, key));
        const inBucket = sortedOf(bucket);
        inBucket.splice(placeOfKey(inBucket, key), 1);
        await discardBlob(object.blob);
      }),
    read: (object, range) => fileBytes(join(blobs, object.blob), range),
    blobPath: (name) => join(blobs, name),
  };
}

const nameOf = (bucket: string, key: string) => `${bucket}/${key}`;

async function writeBlob(
  fs: FileSystem,
  folder: string,
  body: AsyncIterable<Uint8Array>,
  algorithms?: readonly ExtraAlgorithm[],
): Promise<Blob> {
  const name = randomBytes(16).toString('hex');
  const running = openDigests(algorithms);
  await replaceFile(join(folder, name), measured(body, running), { ...ownFile, fs });
  return { name, ...running.digests() };
}

/** A socket gives 64 KB at a time; the disk takes more at once. */
const writtenBytes = 512 * 1024;

/** Parts are not used again: one is written while the next is gathered. */
async function* measured(
  body: AsyncIterable<Uint8Array>,
  running: RunningDigests,
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
