import type { SizedObject } from '../aws/objectsBelow.ts';
import { hasCode } from '../aws/failures/errors.ts';
import type { PendingUpload } from '../aws/s3/listing.ts';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import type { S3Location } from '../aws/s3/s3Uri.ts';
import { isFailure } from '../learner/errors.ts';
import type { RunRecord } from './runRecords.ts';
import type { Session } from './session.ts';

/**
 * What a run alone has in S3: its artifact and the records beside it, its validation and test data, and the training data while it is
 * the run's own: all runs of a prefix share its key.
 */
export interface RunArtifacts {
  readonly bucket: string;
  /** Without the training data. */
  readonly objects: readonly SizedObject[];
  readonly trainData: (S3Location & { readonly etag: string; readonly size: number }) | undefined;
  /** Uploads in parts that were never completed: invisible, but billed. */
  readonly uploads: readonly PendingUpload[];
  /** Of all objects. */
  readonly bytes: number;
}

/** Undefined where the run's artifact has another place than we give it, so that nothing else is taken for its own. */
export async function runArtifacts(
  { aws }: Pick<Session, 'aws'>,
  { modelS3Uri, trainingJobName }: Pick<RunRecord, 'modelS3Uri' | 'trainingJobName'>,
  signal?: AbortSignal,
): Promise<RunArtifacts | undefined> {
  const { bucket, key } = parseS3Uri(modelS3Uri);
  const ending = `output/${trainingJobName}/output/model.tar.gz`;
  if (trainingJobName === '' || !`/${key}`.endsWith(`/${ending}`)) return undefined;
  const prefix = key.slice(0, key.length - ending.length);
  const objects: SizedObject[] = [];
  const uploads: PendingUpload[] = [];
  for (const part of ['output', 'validation', 'test']) {
    const below = { bucket, key: `${prefix}${part}/${trainingJobName}/` };
    for (const object of await aws.objectsBelow(below, signal)) objects.push(object);
    for (const upload of await unlessDenied(() => aws.pendingUploads(below, signal))) uploads.push(upload);
  }
  const shared = { bucket, key: `${prefix}train/linear-train-data` };
  const trainData = await aws.trainDataOf(shared, trainingJobName, signal);
  const bytes = objects.reduce((total, { size }) => total + size, trainData?.size ?? 0);
  return { bucket, objects, trainData, uploads, bytes };
}

/** Objects of the run are counted and deleted also where uploads in parts may not be listed. */
async function unlessDenied<T>(list: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list();
  } catch (error) {
    if (hasCode(error, 'access-denied')) return [];
    throw error;
  }
}

/** Objects with the training data. */
export const objectCount = ({ objects, trainData }: RunArtifacts): number =>
  objects.length + (trainData === undefined ? 0 : 1);

/** Deletes what `runArtifacts` found; training data only while it is still the run's own. Returns the count of objects. */
export async function deleteArtifacts(
  { aws }: Pick<Session, 'aws'>,
  { bucket, objects, trainData, uploads }: RunArtifacts,
  signal: AbortSignal,
): Promise<number> {
  for (const upload of uploads) await aws.abortUpload(upload, upload.uploadId, signal);
  await aws.deleteObjects(
    bucket,
    objects.map(({ key }) => key),
    signal,
  );
  if (trainData === undefined) return objects.length;
  try {
    await aws.deleteUnchanged(trainData, signal);
    return objects.length + 1;
  } catch (error) {
    // By now it is another run's.
    if (isFailure(error) && /^object-(changed|replaced)$/.test(error.code)) return objects.length;
    throw error;
  }
}
