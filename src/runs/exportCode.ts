import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { unlessMissing } from '../aws/failures/call.ts';
import type { TrainingJobDetails } from '../aws/trainingJobs.ts';
import { sdkAccessOf } from '../aws/connections/otherTools.ts';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import type { Engine } from '../data/engine/calls.ts';
import { isInS3 } from '../data/experiment/datasetPath.ts';
import type { CodeClient, CodeFormat, CodePlace } from '../data/shapes/codeExport.ts';
import { fileNameOf } from '../files/fileName.ts';
import { createFiles } from '../files/writeFiles.ts';
import type { RunRecord } from './runRecords.ts';
import type { Session } from './session.ts';
import { imageOf } from './trainingImage.ts';

interface ExportRequest {
  readonly record: RunRecord;
  readonly client: CodeClient;
  readonly as: CodeFormat;
  /** Where the file goes; beside the experiment when left out. */
  readonly folder?: string | undefined;
  /** As the experiment names it: an absolute path, or an S3 URI. */
  readonly table: string;
  /** The table, or a copy of it on this machine. */
  readonly datasetPath: string;
}

/** Writes a run as Python to a new file: NAME-CLIENT.py, or NAME-CLIENT-2.py and so on. Returns its path. */
export async function exportCode(
  session: Session,
  engine: Pick<Engine, 'runAsPython'>,
  { record, client, as, table, datasetPath, folder = dirname(record.experimentPath) }: ExportRequest,
  signal?: AbortSignal,
): Promise<string> {
  const { trainingJobName, title, experiment, preparation, datasetSha256 } = record;
  const job = await unlessMissing(() => session.aws.describeTrainingJob(trainingJobName, signal));
  const place = await placeOf(session, record, client, job, signal);
  const text = await engine.runAsPython(
    {
      client,
      as,
      trainingJobName,
      title,
      experiment,
      preparation,
      datasetSha256,
      datasetPath,
      place,
      dataset: isInS3(table) ? table : pathFrom(folder, table),
      hyperparameters: job?.hyperparameters,
    },
    signal === undefined ? {} : { signal },
  );
  const name = `${fileNameOf(title)}-${client}`;
  const pathOf = (ending: string) => join(folder, `${name}${ending}.${as}`);
  const [path = ''] = await createFiles([{ pathOf, data: text }], { signal });
  return path;
}

/** A path relative to a folder, as Python writes it on every system; absolute on another drive. */
function pathFrom(folder: string, path: string): string {
  const found = relative(folder, path);
  return (isAbsolute(found) ? path : found).split(sep).join('/');
}

/** The job's own role and image; those of the connection for a job that is no longer known. */
async function placeOf(
  session: Session,
  { modelS3Uri, experiment }: RunRecord,
  client: CodeClient,
  job: TrainingJobDetails | undefined,
  signal: AbortSignal | undefined,
): Promise<CodePlace> {
  const access = sdkAccessOf(session.connection);
  const usesAws = client !== 'scikit-learn';
  return {
    ...access,
    bucket: experiment.output.bucket ?? parseS3Uri(modelS3Uri).bucket,
    roleArn: job?.roleArn ?? (usesAws ? (await session.destination(signal)).roleArn : ''),
    imageUri: job?.imageUri ?? (usesAws ? imageOf(access.region) : ''),
  };
}
