import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { appendText } from '../../files/appendText.ts';
import { isMissing } from '../../files/errors.ts';
import { removeFile, replaceFile } from '../../files/writeFiles.ts';
import { transferRecordUnreadable } from '../failures/s3Failures.ts';
import type { UnfinishedTransfer } from './types.ts';

const identity = { size: z.number(), mtimeMs: z.number(), ino: z.number() };
const uploadedFile = z.object({ path: z.string(), key: z.string(), ...identity });
const downloadedFile = z.object({ key: z.string(), size: z.number(), etag: z.string(), file: z.string() });

const uploadHeader = z.object({
  version: z.literal(1),
  kind: z.literal('upload'),
  /** Of the connection that made it, so that no other takes it up. */
  place: z.string(),
  bucket: z.string(),
  onlyNew: z.boolean(),
  files: z.array(uploadedFile),
});
const downloadHeader = z.object({
  version: z.literal(1),
  kind: z.literal('download'),
  place: z.string(),
  bucket: z.string(),
  /** The folder that the files are below, or that gets the one file. */
  folder: z.string(),
  isFolder: z.boolean(),
  files: z.array(downloadedFile),
});
const header = z.discriminatedUnion('kind', [uploadHeader, downloadHeader]);

/** What happened since, each about the file with this index. */
const event = z.discriminatedUnion('event', [
  z.object({ event: z.literal('done'), index: z.number(), ...identity }),
  /** An upload in parts began, or a partial file, named `id`. */
  z.object({
    event: z.literal('started'),
    index: z.number(),
    id: z.string(),
    partBytes: z.number(),
    etag: z.optional(z.string()),
    ...identity,
  }),
  z.object({
    event: z.literal('part'),
    index: z.number(),
    id: z.string(),
    number: z.number(),
    etag: z.string(),
    crc32: z.optional(z.string()),
  }),
  z.object({ event: z.literal('dropped'), index: z.number() }),
]);

export type RecordHeader = z.infer<typeof header>;
export type UploadHeader = z.infer<typeof uploadHeader>;
export type DownloadHeader = z.infer<typeof downloadHeader>;
type RecordEvent = z.infer<typeof event>;
export type Started = Extract<RecordEvent, { event: 'started' }>;
type PartDone = Extract<RecordEvent, { event: 'part' }>;

/** A transfer as its record describes it. */
export interface Recorded<Header extends RecordHeader = RecordHeader> {
  readonly header: Header;
  readonly done: ReadonlyMap<number, Extract<RecordEvent, { event: 'done' }>>;
  /** Started and neither done nor dropped. */
  readonly started: ReadonlyMap<number, Started>;
  /** By the index of their file. */
  readonly parts: ReadonlyMap<number, readonly PartDone[]>;
}

export interface TransferRecord {
  readonly path: string;
  /** Survives a power cut once it resolves. */
  append(one: RecordEvent): Promise<void>;
  remove(): Promise<void>;
}

/** Writes the record of a new transfer. */
export async function createRecord(recordsFolder: string, content: RecordHeader): Promise<TransferRecord> {
  const path = join(recordsFolder, `${content.kind}-${randomBytes(8).toString('hex')}.jsonl`);
  await replaceFile(path, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  return recordAt(path);
}

/** Goes on with a record; the line that a killed process left unfinished counts for nothing. */
export async function reopenRecord(path: string): Promise<TransferRecord> {
  await appendText(path, '\n', { mode: 0o600 });
  return recordAt(path);
}

const recordAt = (path: string): TransferRecord => ({
  path,
  append: (one) => appendText(path, `${JSON.stringify(one)}\n`, { mode: 0o600, syncs: one.event !== 'done' }),
  remove: () => removeFile(path),
});

/** Throws 'transfer-record-unreadable'. */
export async function readRecord(path: string): Promise<Recorded> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw transferRecordUnreadable(path, error);
  });
  const [first = '', ...lines] = text.split('\n');
  const parsed = header.safeParse(parsedJson(first));
  if (!parsed.success) throw transferRecordUnreadable(path);
  const done = new Map<number, Extract<RecordEvent, { event: 'done' }>>();
  const started = new Map<number, Started>();
  const parts = new Map<number, PartDone[]>();
  for (const line of lines) {
    const { data } = event.safeParse(parsedJson(line));
    if (data?.event === 'part') {
      const own = parts.get(data.index) ?? [];
      own.push(data);
      parts.set(data.index, own);
    }
    if (data?.event === 'started') started.set(data.index, data);
    if (data?.event === 'done') done.set(data.index, data);
    if (data?.event === 'done' || data?.event === 'dropped') started.delete(data.index);
  }
  return { header: parsed.data, done, started, parts };
}

/** The record of an upload or a download that this connection made. Throws 'transfer-record-unreadable'. */
export async function ownRecord<Header extends RecordHeader>(
  connection: Parameters<typeof placeOf>[0],
  path: string,
  isMeant: (header: RecordHeader) => header is Header,
): Promise<Recorded<Header>> {
  const { header: found, ...rest } = await readRecord(path);
  if (!isMeant(found) || found.place !== placeOf(connection)) throw transferRecordUnreadable(path);
  return { header: found, ...rest };
}

export const isUpload = (one: RecordHeader) => one.kind === 'upload';
export const isDownload = (one: RecordHeader) => one.kind === 'download';

function parsedJson(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}

/** Transfers that a reload, a crash or a lost network interrupted, as `resumeUpload` and `resumeDownload` take them. */
export async function unfinishedTransfers(recordsFolder: string): Promise<readonly UnfinishedTransfer[]> {
  const names = await readdir(recordsFolder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const found: UnfinishedTransfer[] = [];
  for (const name of names.filter((one) => one.endsWith('.jsonl'))) {
    const record = join(recordsFolder, name);
    const recorded = await readRecord(record).catch(() => undefined);
    if (recorded === undefined) continue;
    const { kind, bucket, files } = recorded.header;
    found.push({
      kind,
      record,
      bucket,
      path:
        recorded.header.kind === 'download' ? recorded.header.folder : (recorded.header.files[0]?.path ?? ''),
      files: files.length,
      filesDone: recorded.done.size,
      totalBytes: files.reduce((sum, { size }) => sum + size, 0),
    });
  }
  return found;
}

/** Tells connections apart without naming them. */
export const placeOf = ({
  region,
  configured,
}: {
  readonly region: string;
  readonly configured: { readonly s3?: string };
}) =>
  createHash('sha256')
    .update(configured.s3 ?? region)
    .digest('hex')
    .slice(0, 16);
