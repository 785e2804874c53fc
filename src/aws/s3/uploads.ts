import type { AwsClients } from '../connections/clients.ts';
import { unlessMissing } from '../failures/call.ts';
import { openBudget } from './budget.ts';
import { eachOf } from './eachOf.ts';
import { freeKey } from './freeName.ts';
import { headObject } from './properties.ts';
import { createRecord, isUpload, ownRecord, placeOf, reopenRecord } from './records.ts';
import type { Recorded, TransferRecord, UploadHeader } from './records.ts';
import { openFailures, openTally } from './tally.ts';
import type { PlannedUpload, TransferOptions, UploadOptions, UploadOutcome, UploadPlan } from './types.ts';
import { uploadFile } from './uploadFile.ts';
import { identityAt, isSameFile } from './uploading.ts';
import { abortUpload } from './uploadParts.ts';

const filesAtOnce = 8;
/** Of parts and small files, in memory. */
const budgetBytes = 64 * 2 ** 20;

export interface ResumeOptions extends TransferOptions, Pick<UploadOptions, 'keepsWhenCancelled'> {
  /** Waits before failed requests are repeated. */
  readonly waitsMs?: readonly number[];
}

/**
 * Uploads the files of a plan. What fails for one file leaves the others: the outcome names it. What fails for all, a lost network for
 * instance, is thrown, and the upload stays on record for `resumeUpload`, as after a reload.
 */
export async function startUpload(
  clients: AwsClients,
  plan: UploadPlan,
  { conflicts, recordsFolder, onRecord, ...options }: UploadOptions & ResumeOptions,
): Promise<UploadOutcome> {
  const taken = new Set(plan.conflicts);
  const files = conflicts === 'skip' ? plan.files.filter(({ key }) => !taken.has(key)) : plan.files;
  const named = conflicts === 'keepBoth' ? await withFreeKeys(clients, plan, options.signal) : files;
  const header: UploadHeader = {
    version: 1,
    kind: 'upload',
    place: placeOf(clients),
    bucket: plan.bucket,
    onlyNew: conflicts !== 'replace',
    files: [...named],
  };
  const record = await createRecord(recordsFolder, header);
  onRecord?.(record.path);
  const recorded = { header, done: new Map(), started: new Map(), parts: new Map() };
  const outcome = await run(clients, { record, recorded }, options);
  return { ...outcome, skipped: plan.files.length - named.length };
}

/** Keys that exist get the next free one. */
async function withFreeKeys(
  clients: AwsClients,
  { bucket, files, conflicts }: UploadPlan,
  signal: AbortSignal | undefined,
): Promise<readonly PlannedUpload[]> {
  const existing = new Set(conflicts);
  const taken = new Set([...files.map(({ key }) => key), ...conflicts]);
  const isTaken = async (key: string) =>
    taken.has(key) || (await unlessMissing(() => headObject(clients, { bucket, key }, signal))) !== undefined;
  const named: PlannedUpload[] = [];
  for (const file of files) {
    const key = existing.has(file.key) ? await freeKey(file.key, isTaken) : file.key;
    taken.add(key);
    named.push({ ...file, key });
  }
  return named;
}

/** Goes on with an upload where its record ends. Throws 'transfer-record-unreadable'. */
export async function resumeUpload(
  clients: AwsClients,
  recordPath: string,
  options: ResumeOptions = {},
): Promise<UploadOutcome> {
  const recorded = await ownRecord(clients, recordPath, isUpload);
  const outcome = await run(clients, { record: await reopenRecord(recordPath), recorded }, options);
  return { ...outcome, skipped: 0 };
}

interface Upload {
  readonly record: TransferRecord;
  readonly recorded: Recorded<UploadHeader>;
}

async function run(
  clients: AwsClients,
  { record, recorded }: Upload,
  { signal, onProgress, keepsWhenCancelled = false, waitsMs }: ResumeOptions,
): Promise<Omit<UploadOutcome, 'skipped'>> {
  const { files, bucket, onlyNew } = recorded.header;
  const tally = openTally(onProgress, {
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  });
  const failures = openFailures();
  const budget = openBudget(budgetBytes);
  try {
    await eachOf(files.entries(), { atOnce: filesAtOnce, signal }, async ([index, file]) => {
      const { key, path } = file;
      const onBytes = (bytes: number) => tally.bytes(bytes, key);
      try {
        const done = recorded.done.get(index);
        if (done !== undefined && isSameFile(done, await identityAt(path))) onBytes(done.size);
        else {
          const identity = await uploadFile(
            clients,
            {
              bucket,
              key,
              path,
              index,
              started: recorded.started.get(index),
              parts: recorded.parts.get(index) ?? [],
            },
            // What this upload wrote before is its own to replace.
            { record, budget, signal, waitsMs, onBytes, onlyNew: onlyNew && done === undefined },
          );
          await record.append({ event: 'done', index, ...identity });
        }
        tally.file(key);
      } catch (error) {
        signal?.throwIfAborted();
        failures.add(key, error);
      }
    });
  } catch (error) {
    // Rethrow the original error even if cleanup fails: the record then stays.
    if (signal?.aborted === true && !keepsWhenCancelled)
      await discardUpload(clients, record.path).catch(() => undefined);
    throw error;
  }
  await discardUpload(clients, record.path, signal);
  const { failed } = failures;
  const [only] = failed;
  if (only !== undefined && files.length === 1) throw only.error;
  return { uploaded: tally.done.files, bytes: tally.done.bytes, failed };
}

/** Removes the parts of an upload, and its record. */
export async function discardUpload(
  clients: AwsClients,
  recordPath: string,
  signal?: AbortSignal,
): Promise<void> {
  const { header, started } = await ownRecord(clients, recordPath, isUpload);
  for (const [index, { id }] of started) {
    const key = header.files[index]?.key;
    if (key !== undefined) await abortUpload(clients, { bucket: header.bucket, key }, id, signal);
  }
  await (await reopenRecord(recordPath)).remove();
}
