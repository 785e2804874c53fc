import type { SizedObject } from '../aws/objectsBelow.ts';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import type { RunRecord } from './runRecords.ts';
import type { Session } from './session.ts';

/** What a run alone has in S3: its artifact and the records beside it, and its validation and test data. */
export interface RunArtifacts {
  readonly bucket: string;
  readonly objects: readonly SizedObject[];
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
  for (const part of ['output', 'validation', 'test'])
    for (const object of await aws.objectsBelow(
      { bucket, key: `${prefix}${part}/${trainingJobName}/` },
      signal,
    ))
      objects.push(object);
  return { bucket, objects, bytes: objects.reduce((total, { size }) => total + size, 0) };
}
