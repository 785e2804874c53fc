import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unlessMissing } from '../aws/failures/call.ts';
import { hasCode } from '../aws/failures/errors.ts';
import { isPrefix, parseS3Uri } from '../aws/s3/s3Uri.ts';
import type { S3Location } from '../aws/s3/s3Uri.ts';
import type { TableObject } from '../aws/tableObjects.ts';
import { isInS3 } from '../data/experiment/datasetPath.ts';
import { untilAborted } from '../data/shapes/work.ts';
import type { Work } from '../data/shapes/work.ts';
import { keyOf, openFolder } from '../data/store/storeFolder.ts';
import type { StoreFolder } from '../data/store/storeFolder.ts';
import { isMissing, systemCode } from '../files/errors.ts';
import { fileNameOf } from '../files/fileName.ts';
import type { OpenSession, Session } from './session.ts';

export interface FetchOptions extends Work {
  /** Names of companion objects to download next to the copy, if they exist. */
  readonly beside?: readonly string[];
}

type From = Pick<Session, 'aws' | 'connectionId'>;

/** Local copies of tables in S3. */
export interface S3Tables {
  /**
   * Path of a current copy of an object, or of a folder with copies of the tables directly under a prefix: what is cached
   * under its ETag is not downloaded again. Throws 'object-changed' if an object is replaced meanwhile.
   */
  fetch(from: From, s3Uri: string, options?: FetchOptions): Promise<string>;
}

/** Locates the bytes of an experiment's table. */
export interface TableFinder {
  readonly openSession: OpenSession;
  readonly s3Tables: S3Tables;
}

/** Local path of a table given by path, or by S3 URI on the current connection. */
export async function pathOnThisMachine(
  { openSession, s3Tables }: TableFinder,
  table: string,
  work: Work = {},
): Promise<string> {
  return isInS3(table) ? s3Tables.fetch(await openSession(work.signal), table, work) : table;
}

interface S3TablesOptions {
  readonly folder: string;
  /** Size limit of the cache, including that of tables read from files. */
  readonly limitBytes: () => number;
}

export function openS3Tables({ folder, limitBytes }: S3TablesOptions): S3Tables {
  /** Downloads in progress. */
  const fetching = new Map<string, Promise<unknown>>();
  return {
    async fetch(from, s3Uri, { signal, onProgress, beside = [] } = {}) {
      const location = parseS3Uri(s3Uri);
      const objects = [
        ...(await from.aws.tableObjects(location, signal)),
        ...(await objectsBeside(from, location, beside, signal)),
      ];
      const versions = objects.map(({ key, etag, size }) => [key, etag, size]);
      const key = keyOf({ connection: from.connectionId, s3Uri, versions });
      const name = nameOf(location.key) ?? location.bucket;
      // The caller that started this download may cancel it; then start over.
      for (let other = fetching.get(key); other !== undefined; other = fetching.get(key))
        await untilAborted(
          other.catch(() => undefined),
          signal,
        );
      const { downloads, work } = await openFolder(folder, limitBytes());
      const path = join(downloads.pathOf(key), name);
      if (await downloads.has(key)) {
        await downloads.touch(key);
        return path;
      }
      const copying = copy(
        from,
        objects,
        { downloads, work, key, s3Uri, folder: isPrefix(location) ? name : '' },
        { signal, onProgress },
      );
      fetching.set(key, copying);
      try {
        await copying;
      } finally {
        fetching.delete(key);
      }
      return path;
    },
  };
}

/** Name of the file beside a copy that says what it is a copy of. */
const originName = '.s3-uri';

/** The S3 URI of an object whose copy is at a path; undefined for any other file. */
export async function originOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(join(dirname(path), originName), 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

interface Place extends Pick<StoreFolder, 'downloads' | 'work'> {
  readonly key: string;
  readonly s3Uri: string;
  /** Of the copies, in the folder that is kept; '': that folder itself. */
  readonly folder: string;
}

async function objectsBeside(
  { aws }: From,
  { bucket, key }: S3Location,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly TableObject[]> {
  const keyOfName = (name: string) => key.slice(0, key.lastIndexOf('/') + 1) + name;
  const found: TableObject[] = [];
  for (const name of names) {
    const objects = await unlessUnseen(() => aws.tableObjects({ bucket, key: keyOfName(name) }, signal));
    for (const object of objects ?? []) found.push(object);
  }
  return found;
}

/** Undefined for an object that does not exist: S3 denies access to it where the objects of the bucket may not be listed. */
async function unlessUnseen<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await unlessMissing(run);
  } catch (error) {
    if (hasCode(error, 'access-denied')) return undefined;
    throw error;
  }
}

/** Downloads all objects to a temporary folder, then renames it into the cache. */
async function copy(
  { aws }: From,
  objects: readonly TableObject[],
  { downloads, key, s3Uri, folder }: Place,
  { signal, onProgress }: Work,
): Promise<void> {
  const total = objects.reduce((sum, { size }) => sum + size, 0);
  const building = downloads.begin();
  try {
    await mkdir(building, { recursive: true });
    let before = 0;
    const names = ownNames(objects);
    for (const [at, object] of objects.entries()) {
      const path = join(building, folder, names[at] ?? '');
      const onReceived = (bytes: number) =>
        onProgress?.({ phase: 'downloading', done: before + bytes, total, unit: 'bytes' });
      onReceived(0);
      await aws.downloadObject(object, path, { signal, onReceived });
      before += object.size;
    }
    await writeFile(join(building, originName), s3Uri);
    await downloads.keep(building, key);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    // Another window has downloaded the same version.
    if (!(isTaken(error) && (await downloads.has(key)))) throw error;
  }
}

const isTaken = (error: unknown) =>
  isMissing(error) || ['ENOTEMPTY', 'EEXIST', 'EPERM'].some((code) => code === systemCode(error));

const digits = 5;

/** A file name for each object, in key order, distinct on every file system. */
function ownNames(objects: readonly TableObject[]): readonly string[] {
  const taken = new Set<string>();
  return objects.map(({ key }, at) => {
    const name = nameOf(key) ?? '';
    const { stem, ending } = partsOf(name);
    // Truncated names, and keys that differ only in case, would collide.
    const own = taken.has(sameName(name)) ? `${stem}_${String(at).padStart(digits, '0')}${ending}` : name;
    taken.add(sameName(own));
    return own;
  });
}

const sameName = (name: string) => name.normalize('NFC').toLowerCase();

/** The last part of a key, as a file's name; undefined for the whole bucket. */
function nameOf(key: string): string | undefined {
  const name = basename(key);
  return name === '' ? undefined : withEnding(name);
}

/** Keeps the extension, however long the name. */
function withEnding(name: string): string {
  const { stem, ending } = partsOf(name);
  return `${fileNameOf(stem)}${ending}`;
}

function partsOf(name: string): { readonly stem: string; readonly ending: string } {
  const ending = /(?:\.[A-Za-z\d]{1,10}){0,2}$/.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - ending.length), ending };
}
