import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import type { Database, Row } from '../store/database.ts';
import { keyedQueue } from '../store/inOrder.ts';
import type { Blob, Blobs } from './blobs.ts';
import { extraAlgorithms } from './checksums.ts';
import type { ChecksumPlan } from './objectChecksums.ts';
import { describedSchema } from './objects.ts';
import type { Admit, Described, ObjectStore, StoredObject } from './objects.ts';

/** A multipart upload. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly createdAt: string;
  /** Of the object that it has become. */
  readonly completedEtag?: string;
  readonly described: Described;
  /** How the object is to be checked. */
  readonly plan?: ChecksumPlan | undefined;
}

export interface Part {
  readonly number: number;
  readonly blob: string;
  readonly size: number;
  readonly lastModified: string;
  /** By algorithm, in base64. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly md5: Buffer;
}

export interface Uploads {
  create(upload: Pick<Upload, 'bucket' | 'key' | 'described' | 'plan'>): Promise<string>;
  /** Those of a bucket that are neither completed nor aborted, by key and start. */
  pending(bucket: string): readonly Upload[];
  get(id: string): Upload | undefined;
  /** In the order of their numbers. */
  parts(id: string): readonly Part[];
  /** Resolves once the part is durable; removes the bytes of the one it replaces. False when the upload has ended. */
  putPart(id: string, number: number, blob: Blob): Promise<boolean>;
  /** Puts the object in the place of the upload and its parts, both or neither. */
  complete(id: string, object: Omit<StoredObject, 'lastModified'>, admit: Admit): Promise<StoredObject>;
  abort(id: string): Promise<void>;
  /** Runs the work after all earlier work on this upload. */
  inOrder<T>(id: string, work: () => Promise<T>): Promise<T>;
}

export interface UploadsOptions {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly objects: ObjectStore;
  readonly clock: () => Date;
  readonly onError: (error: unknown) => void;
}

const uploadSchema = z.object({
  id: z.string(),
  bucket: z.string(),
  key: z.string(),
  createdAt: z.string(),
  completedEtag: z.nullable(z.string()),
  body: z.string(),
});
const partSchema = z.object({
  number: z.number(),
  blob: z.string(),
  size: z.number(),
  lastModified: z.string(),
  body: z.string(),
});
const uploadDescribed = z.extend(describedSchema, {
  plan: z.optional(
    z.object({
      algorithm: z.enum(['crc32', ...extraAlgorithms]),
      type: z.enum(['FULL_OBJECT', 'COMPOSITE']),
    }),
  ),
});
const checksumsSchema = z.record(z.string(), z.string());

const keptCompletedMs = 24 * 3_600_000;

const selectUpload = `SELECT id, bucket, key, created_at AS createdAt, completed_etag AS completedEtag, body FROM uploads`;
const selectParts = `SELECT number, blob, size, last_modified AS lastModified, body FROM parts WHERE upload = ?`;

/** Uploads and their parts, each a row; the bytes of a part are a blob. */
export function openUploads({ database, blobs, objects, clock, onError }: UploadsOptions): Uploads {
  const now = () => clock().toISOString();
  /** Undefined for a row that cannot be read: the upload counts as unknown, and its client begins anew. */
  const readable = <T>(what: string, parse: () => T): T | undefined => {
    try {
      return parse();
    } catch (error) {
      onError(new Error(`${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`));
      return undefined;
    }
  };
  const parts = (id: string) =>
    database
      .all(`${selectParts} ORDER BY number`, id)
      .flatMap((row) => readable(`a part of upload ${id}`, () => partOf(row)) ?? []);
  // A client may ask again for the answer to its last call, but not for ever.
  const forgotten = new Date(clock().getTime() - keptCompletedMs).toISOString();
  void database.write([['forgetCompletedUploads', forgotten]]).catch(onError);
  const removeBlobs = async (names: readonly string[]) => {
    for (const name of names) await blobs.remove(name).catch(onError);
  };
  return {
    inOrder: keyedQueue(),
    async create({ bucket, key, described, plan }) {
      const id = randomBytes(24).toString('base64url');
      await database.write([['putUpload', id, bucket, key, now(), JSON.stringify({ ...described, plan })]]);
      return id;
    },
    pending: (bucket) =>
      database
        .all(
          `${selectUpload} WHERE bucket = ? AND completed_etag IS NULL ORDER BY key, created_at, id`,
          bucket,
        )
        .flatMap((row) => readable(`upload ${String(row['id'])}`, () => uploadOf(row)) ?? []),
    get(id) {
      const row = database.get(`${selectUpload} WHERE id = ?`, id);
      return row === undefined ? undefined : readable(`upload ${id}`, () => uploadOf(row));
    },
    parts,
    async putPart(id, number, blob) {
      const replaced = database.get(`${selectParts} AND number = ?`, id, number);
      const body = JSON.stringify(checksumsOf(blob));
      await database.write([['putPart', number, blob.name, blob.size, now(), body, id]]);
      const kept = database.get(`${selectParts} AND number = ?`, id, number);
      if (kept === undefined) return false;
      if (replaced !== undefined) await removeBlobs([String(replaced['blob'])]);
      return true;
    },
    async complete(id, object, admit) {
      const names = parts(id).map(({ blob }) => blob);
      const put = await objects.put(object, {
        admit,
        steps: [
          ['completeUpload', object.etag, now(), id],
          ['removeParts', id],
        ],
      });
      await removeBlobs(names);
      return put;
    },
    async abort(id) {
      const names = parts(id).map(({ blob }) => blob);
      await database.write([
        ['removeUpload', id],
        ['removeParts', id],
      ]);
      await removeBlobs(names);
    },
  };
}

function uploadOf(row: Row): Upload {
  const { body, completedEtag, ...upload } = uploadSchema.parse(row);
  const { plan, ...described } = uploadDescribed.parse(JSON.parse(body));
  return { ...upload, described, plan, ...(completedEtag === null ? {} : { completedEtag }) };
}

function partOf(row: Row): Part {
  const { body, ...part } = partSchema.parse(row);
  const checksums = checksumsSchema.parse(JSON.parse(body));
  return { ...part, checksums, md5: Buffer.from(checksums['md5'] ?? '', 'base64') };
}

function checksumsOf({ md5, crc32, extra }: Blob): Readonly<Record<string, string>> {
  const all = Object.entries({ md5, crc32, ...extra });
  return Object.fromEntries(all.map(([name, digest]) => [name, digest.toString('base64')]));
}
