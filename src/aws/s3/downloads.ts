import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { besideFile } from '../../files/besideFile.ts';
import { createFolder } from '../../files/createFolder.ts';
import { isMissing } from '../../files/errors.ts';
import { appendPieces, partialPath, placePartial } from '../../files/partialFile.ts';
import { removeFile } from '../../files/writeFiles.ts';
import type { AwsClients } from '../connections/clients.ts';
import { required } from '../failures/call.ts';
import { hasCode } from '../failures/errors.ts';
import { downloadIncomplete } from '../failures/s3Failures.ts';
import { objectBytes } from './downloadObject.ts';
import { eachOf } from './eachOf.ts';
import { objectPages } from './listing.ts';
import { headObject } from './properties.ts';
import { createRecord, isDownload, ownRecord, placeOf, reopenRecord } from './records.ts';
import type { DownloadHeader, Recorded, Started, TransferRecord } from './records.ts';
import { withRetries } from './retries.ts';
import { filesOf, namesHere, safeName } from './safeNames.ts';
import type { NameRules } from './safeNames.ts';
import { s3Uri } from './s3Uri.ts';
import { openFailures, openTally } from './tally.ts';
import type { Tally } from './tally.ts';
import type {
  DownloadManyOptions,
  DownloadOutcome,
  DownloadPlan,
  ListedObject,
  PlannedDownload,
  S3Target,
  TransferOptions,
} from './types.ts';

const filesAtOnce = 6;

/** Finds what a download gets, and how its files are called on this system. Throws 'resource-not-found' for an object that is not there. */
export async function planDownload(
  clients: AwsClients,
  target: S3Target,
  signal?: AbortSignal,
  rules: NameRules = namesHere,
): Promise<DownloadPlan> {
  const { bucket, key, kind } = target;
  const files =
    kind === 'object'
      ? [await singleFile(clients, target, { signal, rules })]
      : await filesOf(key, await listed(clients, target, signal), rules);
  const natural = (one: string) =>
    kind === 'object' ? one.slice(one.lastIndexOf('/') + 1) : one.slice(key.length);
  return {
    bucket,
    target,
    files,
    totalBytes: files.reduce((sum, { size }) => sum + size, 0),
    renamed: files.filter((one) => one.file !== natural(one.key)).map((one) => one.key),
  };
}

async function singleFile(
  clients: AwsClients,
  target: S3Target,
  { signal, rules }: { readonly signal: AbortSignal | undefined; readonly rules: NameRules },
): Promise<PlannedDownload> {
  const head = await headObject(clients, target, signal);
  const { key } = target;
  return {
    key,
    size: required(head.ContentLength, 'HeadObject', 'ContentLength'),
    etag: required(head.ETag, 'HeadObject', 'ETag'),
    file: safeName(key.slice(key.lastIndexOf('/') + 1), rules),
  };
}

async function listed(clients: AwsClients, target: S3Target, signal: AbortSignal | undefined) {
  const found: ListedObject[] = [];
  for await (const page of objectPages(clients, target, { signal })) for (const one of page) found.push(one);
  return found;
}

export interface ResumeDownloadOptions
  extends TransferOptions, Pick<DownloadManyOptions, 'keepsWhenCancelled'> {
  /** Waits before failed requests are repeated. */
  readonly waitsMs?: readonly number[];
}

/**
 * Downloads the files of a plan: an object into the folder, a prefix into a new folder in it. Nothing is overwritten: what exists makes
 * the new one end in '-2'. What fails for all, a lost network for instance, is thrown, and the download stays on record.
 */
export async function startDownload(
  clients: AwsClients,
  plan: DownloadPlan,
  { folder, recordsFolder, onRecord, ...options }: DownloadManyOptions & ResumeDownloadOptions,
): Promise<DownloadOutcome> {
  const { target, bucket, files } = plan;
  const isFolder = target.kind === 'prefix';
  const name = safeName(target.key.replace(/\/+$/, '').split('/').at(-1) || bucket, namesHere);
  await mkdir(folder, { recursive: true });
  const header: DownloadHeader = {
    version: 1,
    kind: 'download',
    place: placeOf(clients),
    bucket,
    folder: isFolder ? await createFolder((ending) => join(folder, `${name}${ending}`)) : folder,
    isFolder,
    files: [...files],
  };
  const record = await createRecord(recordsFolder, header);
  onRecord?.(record.path);
  const recorded = { header, done: new Map(), started: new Map(), parts: new Map() };
  return run(clients, { record, recorded }, options);
}

/** Goes on with a download where its record ends; objects that have changed since are downloaded anew. */
export async function resumeDownload(
  clients: AwsClients,
  recordPath: string,
  options: ResumeDownloadOptions = {},
): Promise<DownloadOutcome> {
  const recorded = await ownRecord(clients, recordPath, isDownload);
  return run(clients, { record: await reopenRecord(recordPath), recorded }, options);
}

/** Removes the partial files of a download, and its record; whole files stay. */
export async function discardDownload(clients: AwsClients, recordPath: string): Promise<void> {
  const { started } = await ownRecord(clients, recordPath, isDownload);
  for (const { id } of started.values()) await rm(id, { force: true });
  await removeFile(recordPath);
}

async function run(
  clients: AwsClients,
  { record, recorded }: { readonly record: TransferRecord; readonly recorded: Recorded<DownloadHeader> },
  { signal, onProgress, keepsWhenCancelled = false, waitsMs }: ResumeDownloadOptions,
): Promise<DownloadOutcome> {
  const { files, bucket, folder, isFolder } = recorded.header;
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  const tally = openTally(onProgress, { files: files.length, bytes: totalBytes });
  const failures = openFailures();
  const context = { record, signal, waitsMs, tally, bucket, folder };
  let path = folder;
  try {
    await eachOf(files.entries(), { atOnce: filesAtOnce, signal }, async ([index, file]) => {
      try {
        const started = recorded.started.get(index);
        if (recorded.done.has(index)) tally.bytes(file.size, file.key);
        else {
          const placed = await downloadFile(clients, { ...file, index, started }, context);
          if (!isFolder) path = placed;
        }
        tally.file(file.key);
      } catch (error) {
        signal?.throwIfAborted();
        failures.add(file.key, error);
      }
    });
  } catch (error) {
    // Rethrow the original error even if cleanup fails: the record then stays.
    if (signal?.aborted === true && !keepsWhenCancelled)
      await discardDownload(clients, record.path).catch(() => undefined);
    throw error;
  }
  await discardDownload(clients, record.path);
  const { failed } = failures;
  const [only] = failed;
  if (only !== undefined && !isFolder) throw only.error;
  return { path, files: tally.done.files, bytes: tally.done.bytes, failed };
}

interface Context {
  readonly record: TransferRecord;
  readonly signal: AbortSignal | undefined;
  readonly waitsMs: readonly number[] | undefined;
  readonly tally: Tally;
  readonly bucket: string;
  readonly folder: string;
}

interface DownloadedFile extends PlannedDownload {
  readonly index: number;
  readonly started: Started | undefined;
}

/** Returns where the file is. */
async function downloadFile(clients: AwsClients, file: DownloadedFile, context: Context): Promise<string> {
  const { index, key } = file;
  const final = join(context.folder, ...file.file.split('/'));
  const known = file.started?.etag === file.etag ? await sizeOf(file.started.id) : undefined;
  const isKnown = known !== undefined && known <= file.size;
  const partial = isKnown && file.started !== undefined ? file.started.id : partialPath(final);
  if (!isKnown) {
    if (file.started !== undefined) await rm(file.started.id, { force: true });
    const { size, etag } = file;
    const event = {
      event: 'started',
      index,
      id: partial,
      partBytes: 0,
      etag,
      size,
      mtimeMs: 0,
      ino: 0,
    } as const;
    await context.record.append(event);
  }
  let received = 0;
  const count = (bytes: number) => {
    context.tally.bytes(bytes - received, key);
    received = bytes;
  };
  await fetchWhole(clients, { ...file, partial }, { ...context, count });
  const placed = await placePartial(partial, besideFile(final, ''));
  await context.record.append({ event: 'done', index, size: file.size, mtimeMs: 0, ino: 0 });
  return placed;
}

interface Fetching extends Context {
  /** Takes the bytes that are there so far. */
  readonly count: (bytes: number) => void;
}

/** Fetches what the partial file lacks, and checks it: what was put together from several attempts also by its ETag. */
async function fetchWhole(
  clients: AwsClients,
  file: DownloadedFile & { readonly partial: string },
  context: Fetching,
): Promise<void> {
  const { bucket, signal, waitsMs } = context;
  const object = { bucket, key: file.key };
  const before = (await sizeOf(file.partial)) ?? 0;
  let etag = file.etag;
  let size = file.size;
  const fetchRest = () =>
    withRetries({ signal, waitsMs }, async () => {
      const from = (await sizeOf(file.partial)) ?? 0;
      context.count(from);
      if (from === size && size > 0) return;
      const options = { signal, from, onReceived: context.count };
      await appendPieces(file.partial, objectBytes(clients, { ...object, etag }, options), signal);
    });
  const startAnew = async () => {
    await rm(file.partial, { force: true });
    const head = await headObject(clients, object, signal);
    etag = head.ETag ?? etag;
    size = head.ContentLength ?? size;
    await fetchRest();
  };
  try {
    await fetchRest();
    if (before > 0 && !(await matchesEtag(clients, { ...object, path: file.partial }, signal)))
      await startAnew();
  } catch (error) {
    if (!hasCode(error, 'object-changed')) throw error;
    await startAnew();
  }
  const found = (await sizeOf(file.partial)) ?? 0;
  if (found !== size) throw downloadIncomplete(s3Uri(object), basename(file.partial), size, found);
}

/** Whether a file has the MD5 that is the ETag of its object; true where the ETag is none. */
async function matchesEtag(
  clients: AwsClients,
  { path, ...object }: { readonly path: string; readonly bucket: string; readonly key: string },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { ETag = '', ServerSideEncryption = 'AES256' } = await headObject(clients, object, signal);
  const expected = /^"?([0-9a-f]{32})"?$/.exec(ETag)?.[1];
  if (expected === undefined || ServerSideEncryption !== 'AES256') return true;
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path, signal === undefined ? {} : { signal }))
    hash.update(chunk);
  return hash.digest('hex') === expected;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
