import { join } from 'node:path';
import * as z from 'zod/mini';
import { openBoundedCache } from '../store/boundedCache.ts';
import { keyedQueue } from '../store/inOrder.ts';
import type { Database, Row } from '../store/database.ts';
import { importFolder } from '../store/importFolder.ts';
import type { ImportOptions } from '../store/importFolder.ts';
import type { Step } from '../store/statements.ts';
import { unreadableReason } from '../store/unreadable.ts';
import type { Blobs } from './blobs.ts';
import { extraAlgorithms } from './checksums.ts';

/** What a client says about an object. */
export const describedSchema = z.object({
  contentType: z.string(),
  /** Other headers stored with the object, such as Cache-Control. */
  headers: z.optional(z.record(z.string(), z.string())),
  metadata: z.record(z.string(), z.string()),
  tags: z.optional(z.record(z.string(), z.string())),
  /** What the client had checked, in base64, to be returned on request. */
  checksum: z.optional(
    z.object({
      algorithm: z.enum(['crc32', ...extraAlgorithms]),
      value: z.string(),
      type: z.enum(['FULL_OBJECT', 'COMPOSITE']),
    }),
  ),
  /** Of a multipart upload: runs of parts of equal size, `[size, count]`. */
  parts: z.optional(z.array(z.tuple([z.number(), z.number()]))),
  /** Of an upload whose parts were checked: their checksums in the algorithm of the object's. */
  partChecksums: z.optional(z.array(z.string())),
});
const columnsSchema = z.object({
  bucket: z.string(),
  key: z.string(),
  /** The file that holds the bytes. */
  blob: z.string(),
  size: z.number(),
  /** Quoted, as in the header. */
  etag: z.string(),
  lastModified: z.string(),
});

/** What a list says of an object. */
const listedSchema = z.object({
  key: z.string(),
  size: z.number(),
  etag: z.string(),
  lastModified: z.string(),
});
const listedBodySchema = z.pick(describedSchema, { headers: true, checksum: true });
export type ListedObject = z.infer<typeof listedSchema> & z.infer<typeof listedBodySchema>;

export type Described = z.infer<typeof describedSchema>;
export type StoredObject = z.infer<typeof columnsSchema> & Described;

/** Throws when the existing object must not be replaced or removed; no other write of the key happens in between. */
export type Admit = (existing: StoredObject | undefined) => void;

interface PutOptions {
  readonly admit?: Admit;
  /** Steps that belong to the same change. */
  readonly steps?: readonly Step[];
}

export interface ObjectStore {
  get(bucket: string, key: string): StoredObject | undefined;
  /** At most `limit` objects from the key on, in key order, by bytes. */
  from(bucket: string, key: string, limit: number): readonly ListedObject[];
  /** The objects whose keys begin with the prefix, in key order; reads some at a time. */
  underPrefix(bucket: string, prefix: string): Iterable<StoredObject>;
  isEmpty(bucket: string): boolean;
  /** Makes the object visible and durable; removes the bytes it replaces. */
  put(object: Omit<StoredObject, 'lastModified'>, options?: PutOptions): Promise<StoredObject>;
  /** Describes an object anew; its bytes and its time stay. No effect when there is none. */
  redescribe(bucket: string, key: string, edit: (object: StoredObject) => Described): Promise<void>;
  remove(bucket: string, key: string, admit?: Admit): Promise<void>;
}

export interface ObjectStoreOptions {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly clock: () => Date;
  /** Gets what could not be read or removed. */
  readonly onError: (error: unknown) => void;
}

const selectListed = 'SELECT bucket, key, size, etag, last_modified AS lastModified, body FROM objects';
const select = 'SELECT bucket, key, blob, size, etag, last_modified AS lastModified, body FROM objects';
/** Objects that `underPrefix` reads at a time. */
const pageSize = 1000;
/** Of the rows that are kept parsed. */
const cachedCharacters = 512 * 1024;

/** Objects as a row each, and their bytes as a blob. Keys never become paths. */
export function openObjectStore({ database, blobs, clock, onError }: ObjectStoreOptions): ObjectStore {
  const inOrder = keyedQueue();
  const damaged = new Set<string>();
  const setAside = ({ bucket, key }: Row, error: unknown) => {
    const name = `${String(bucket)}/${String(key)}`;
    if (damaged.has(name)) return;
    damaged.add(name);
    const reason = unreadableReason(error);
    onError(new Error(`object s3://${name} cannot be read and was set aside: ${reason}`));
    const place = [String(bucket), String(key)] as const;
    database
      .write([
        ['setObjectAside', reason, new Date().toISOString(), ...place],
        ['removeObject', ...place],
      ])
      .catch(onError)
      .finally(() => damaged.delete(name));
  };
  const parse = (row: Row): readonly StoredObject[] => {
    try {
      const columns = columnsSchema.parse(row);
      return [{ ...describedSchema.parse(JSON.parse(String(row['body']))), ...columns }];
    } catch (error) {
      setAside(row, error);
      return [];
    }
  };
  const cache = openBoundedCache<StoredObject>(cachedCharacters);
  const get = (bucket: string, key: string) => {
    const name = nameOf(bucket, key);
    const cached = cache.get(name);
    if (cached !== undefined) return cached;
    const row = database.get(`${select} WHERE bucket = ? AND key = ?`, bucket, key);
    const found = row === undefined ? undefined : parse(row)[0];
    if (found !== undefined) cache.set(name, found, name.length + String(row?.['body']).length);
    return found;
  };
  /** Writes the row of one object; the object before it is what is read until then. */
  const writeRow = (bucket: string, key: string, steps: readonly Step[]) =>
    database.write(steps).finally(() => cache.delete(nameOf(bucket, key)));
  const parseListed = (row: Row): readonly ListedObject[] => {
    try {
      const body = listedBodySchema.parse(JSON.parse(String(row['body'])));
      return [{ ...body, ...listedSchema.parse(row) }];
    } catch (error) {
      setAside(row, error);
      return [];
    }
  };
  /** Pages of what `parseRow` makes of rows: as many as there should be, without those that are damaged. */
  const pagesOf =
    <T>(columns: string, parseRow: (row: Row) => readonly T[]) =>
    (bucket: string, key: string, limit: number): readonly T[] => {
      const sql = `${columns} WHERE bucket = ? AND key >= ? ORDER BY key LIMIT ?`;
      for (let damagedCount = 0; ;) {
        const wanted = limit + damagedCount;
        const rows = database.map(parseRow, sql, bucket, key, wanted);
        const found = rows.flat();
        if (found.length >= limit || rows.length < wanted) return found.slice(0, limit);
        damagedCount = rows.length - found.length;
      }
    };
  const wholeFrom = pagesOf(select, parse);
  /** The row that named the bytes is gone: should this fail, they are collected as an orphan. */
  const discard = (object: StoredObject | undefined) =>
    object === undefined ? Promise.resolve() : blobs.remove(object.blob).catch(onError);
  return {
    get,
    from: pagesOf(selectListed, parseListed),
    *underPrefix(bucket, prefix) {
      for (let start = prefix; ;) {
        const page = wholeFrom(bucket, start, pageSize);
        for (const object of page) {
          if (!object.key.startsWith(prefix)) return;
          yield object;
        }
        const last = page.at(-1);
        if (last === undefined || page.length < pageSize) return;
        start = `${last.key}\0`;
      }
    },
    isEmpty: (bucket) => database.get('SELECT 1 FROM objects WHERE bucket = ? LIMIT 1', bucket) === undefined,
    put: (given, { admit, steps = [] } = {}) =>
      inOrder(nameOf(given.bucket, given.key), async () => {
        const replaced = get(given.bucket, given.key);
        admit?.(replaced);
        const object = { ...given, lastModified: clock().toISOString() };
        await writeRow(given.bucket, given.key, [['putObject', ...rowOf(object)], ...steps]);
        await discard(replaced);
        return object;
      }),
    redescribe: (bucket, key, edit) =>
      inOrder(nameOf(bucket, key), async () => {
        const object = get(bucket, key);
        if (object !== undefined)
          await writeRow(bucket, key, [['putObject', ...rowOf({ ...object, ...edit(object) })]]);
      }),
    remove: (bucket, key, admit) =>
      inOrder(nameOf(bucket, key), async () => {
        const object = get(bucket, key);
        admit?.(object);
        if (object === undefined) return;
        await writeRow(bucket, key, [['removeObject', bucket, key]]);
        await discard(object);
      }),
  };
}

const nameOf = (bucket: string, key: string) => `${bucket}/${key}`;

function rowOf({ bucket, key, blob, size, etag, lastModified, ...described }: StoredObject) {
  return [bucket, key, blob, size, etag, lastModified, JSON.stringify(described)] as const;
}

/** Takes over the objects that a build before the database kept as JSON files; their bytes stay where they are. */
export const importObjects = (
  s3Folder: string,
  options: Omit<ImportOptions, 'stepsOf' | 'folder'>,
): Promise<void> =>
  importFolder({
    ...options,
    folder: join(s3Folder, 'objects'),
    stepsOf: (content) => {
      const object = { ...describedSchema.parse(content), ...columnsSchema.parse(content) };
      return [['importObject', ...rowOf(object)]];
    },
  });
