import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { call, pause, required, unlessMissing } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';
import { uploadFiles } from './datasets.ts';
import type { FileUpload, UploadProgress } from './datasets.ts';
import { hasCode, trainingDataReplaced } from './failures/errors.ts';
import type { S3Location } from './s3/s3Uri.ts';
import { describeTrainingJob, stopTrainingJob } from './trainingJobs.ts';
import type { TrainingJobDetails } from './trainingJobs.ts';

/** Metadata key that holds the training job the object was uploaded for. */
const ownerKey = 'training-job';
/** A job is requested as soon as its data is uploaded: one that does not exist after this long never will. */
const abandonedAfterMs = 900_000;
/** A job requested within this time cannot have been considered abandoned. */
const promptMs = 60_000;

interface Found {
  readonly etag: string;
  /** bytes */
  readonly size: number;
  readonly trainingJobName: string | undefined;
  readonly modifiedAt: number;
}

export interface ClaimOptions {
  readonly trainingJobName: string;
  readonly pollIntervalMs: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: UploadProgress) => void;
  /** Called while another job has yet to read the object. */
  readonly onWaiting?: (otherJobName: string) => void;
}

/**
 * Uploads a job's training data to a key that other jobs use too. Data that another job has yet to read is never overwritten: the
 * object's metadata names its job, and once that job has read it, the object is claimed with If-Match. Returns the time of the
 * upload, in milliseconds since 1970.
 */
export async function uploadTrainingData(
  clients: AwsClients,
  file: FileUpload,
  { trainingJobName, pollIntervalMs, signal, onProgress, onWaiting }: ClaimOptions,
): Promise<number> {
  for (;;) {
    const found = await head(clients, file, signal);
    // The key may hold our own claim if its response was lost.
    const isOthers = found !== undefined && found.trainingJobName !== trainingJobName;
    if (isOthers && (await isAwaited(clients, found, signal))) {
      onWaiting?.(found.trainingJobName ?? '');
      await pause(pollIntervalMs, signal);
      continue;
    }
    const condition = found === undefined ? { IfNoneMatch: '*' } : { IfMatch: found.etag };
    const metadata = { [ownerKey]: trainingJobName };
    try {
      // Equal data has equal ETags, whoever uploaded it; the claim's ETag is unique.
      const claim = await putClaim(clients, file, { ...condition, Metadata: metadata }, signal);
      const params = { IfMatch: claim, Metadata: metadata };
      await uploadFiles(clients, [{ ...file, params }], {
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      return Date.now();
    } catch (error) {
      // Another writer was faster: read the object again.
      if (hasCode(error, 'object-changed')) continue;
      await removeDataOfRefusedJob(clients, file, trainingJobName).catch(() => undefined); // report the original failure
      throw error;
    }
  }
}

/** Claims the key for a job before its data is sent, which may take long. Returns the ETag. */
async function putClaim(
  clients: AwsClients,
  { bucket, key }: S3Location,
  params: NonNullable<FileUpload['params']>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const Body = JSON.stringify(params.Metadata);
  const command = new PutObjectCommand({ ...params, Bucket: bucket, Key: key, Body });
  const { ETag } = await call('PutObject', signal, (options) => clients.s3.send(command, options));
  return required(ETag, 'PutObject', 'ETag');
}

/** The version of the object that holds the data uploaded for this job; undefined when it holds other data, or none. */
export async function trainDataOf(
  clients: AwsClients,
  location: S3Location,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<(S3Location & { readonly etag: string; readonly size: number }) | undefined> {
  const found = await head(clients, location, signal);
  if (found?.trainingJobName !== trainingJobName) return undefined;
  return { ...location, etag: found.etag, size: found.size };
}

/** Whether the object holds the data uploaded for this job. */
export async function holdsDataOf(
  clients: AwsClients,
  location: S3Location,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<boolean> {
  return (await trainDataOf(clients, location, trainingJobName, signal)) !== undefined;
}

/**
 * Call right after the job was requested. Stops the job and throws 'training-data-replaced' if it may read data that is not its own:
 * written by a tool that does not know the rule above, or by a run that considered this one abandoned while the machine slept.
 */
export async function stopUnlessDataIsOwn(
  clients: AwsClients,
  location: S3Location,
  { trainingJobName, uploadedAt }: { readonly trainingJobName: string; readonly uploadedAt: number },
  signal?: AbortSignal,
): Promise<void> {
  const found = await head(clients, location, signal);
  if (found?.trainingJobName === trainingJobName) return;
  const otherJobName = found?.trainingJobName ?? '';
  const waitedForUs = otherJobName !== '' && Date.now() - uploadedAt < promptMs;
  if (waitedForUs && !hasYetToRead(await describeTrainingJob(clients, trainingJobName, signal))) return;
  await stopTrainingJob(clients, trainingJobName, signal);
  throw trainingDataReplaced(location, trainingJobName, otherJobName);
}

/** Removes the data of a job that was refused, so that no other job waits for it. */
export async function removeDataOfRefusedJob(
  clients: AwsClients,
  location: S3Location,
  trainingJobName: string,
): Promise<void> {
  const found = await head(clients, location, undefined);
  if (found?.trainingJobName !== trainingJobName || (await isThere(clients, trainingJobName))) return;
  const command = new DeleteObjectCommand({ Bucket: location.bucket, Key: location.key });
  await call('DeleteObject', undefined, (options) => clients.s3.send(command, options));
}

const isThere = async (clients: AwsClients, trainingJobName: string): Promise<boolean> =>
  (await unlessMissing(() => describeTrainingJob(clients, trainingJobName))) !== undefined;

async function isAwaited(
  clients: AwsClients,
  { trainingJobName, modifiedAt }: Found,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (trainingJobName === undefined) return false;
  const job = await unlessMissing(() => describeTrainingJob(clients, trainingJobName, signal));
  return job === undefined ? Date.now() - modifiedAt < abandonedAfterMs : hasYetToRead(job);
}

const beforeTraining =
  /^(Starting|Pending|LaunchingMLInstances|PreparingTrainingStack|Downloading|DownloadingTrainingImage|Restarting)$/;

const hasYetToRead = ({ status, secondaryStatus }: TrainingJobDetails) =>
  status === 'InProgress' && beforeTraining.test(secondaryStatus);

function head(
  clients: AwsClients,
  { bucket, key }: S3Location,
  signal: AbortSignal | undefined,
): Promise<Found | undefined> {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
  return unlessMissing(() =>
    call('HeadObject', signal, async (options) => {
      const answer = await clients.s3.send(command, options);
      return {
        etag: answer.ETag ?? '',
        size: answer.ContentLength ?? 0,
        trainingJobName: answer.Metadata?.[ownerKey],
        modifiedAt: answer.LastModified?.getTime() ?? 0,
      };
    }),
  );
}
