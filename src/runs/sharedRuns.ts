import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { EndpointDetails } from '../aws/endpoints.ts';
import { unlessMissing } from '../aws/failures/call.ts';
import { hasCode } from '../aws/failures/errors.ts';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import { fingerprintFile, heldOutRowsFile } from '../data/shapes/fingerprint.ts';
import { experimentSchema } from '../data/shapes/experiment.ts';
import { preparationSchema } from '../data/shapes/preparation.ts';
import { exists } from '../files/exists.ts';
import { fileNameOf } from '../files/fileName.ts';
import { replaceFile } from '../files/writeFiles.ts';
import type { Evaluation } from '../learner/metrics/evaluation.ts';
import { runFailure } from './errors.ts';
import { evaluationSchema } from './evaluationSchema.ts';
import { madeFields } from './recordSchema.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';
import type { Session } from './session.ts';

/** experiment.json beside the artifact: how the run was made, and the S3 URIs of its channels. */
const sharedSchema = z.object({
  ...madeFields,
  experiment: experimentSchema,
  trainS3Uri: z.string(),
  testS3Uri: z.optional(z.string()),
});

const besideArtifact = (modelS3Uri: string, name: string) =>
  `${modelS3Uri.slice(0, modelS3Uri.lastIndexOf('/') + 1)}${name}`;

/** Files of a run's folder that are shared as they are; runs of earlier versions have none. */
const sharedFiles = [fingerprintFile, heldOutRowsFile];

/**
 * Writes experiment.json, preparation.json and the fingerprint in the run's folder beside the future artifact, so that any machine can
 * evaluate, query and compare the model.
 */
export async function shareRun(
  { aws }: Session,
  record: RunRecord,
  folder: string,
  channels: { readonly trainS3Uri: string; readonly testS3Uri?: string },
  signal?: AbortSignal,
): Promise<void> {
  const { preparation, modelS3Uri, ...rest } = record;
  const {
    experimentPath: _,
    trainPath: __,
    testPath: ___,
    connectionId: ____,
    dataAt: _____,
    datasetFile: ______,
    ...made
  } = rest;
  const put = (name: string, value: unknown) =>
    aws.putJson(parseS3Uri(besideArtifact(modelS3Uri, name)), value, signal);
  await put('experiment.json', { ...made, ...channels });
  await put('preparation.json', preparation);
  const files = sharedFiles.map((name) => ({
    path: join(folder, name),
    ...parseS3Uri(besideArtifact(modelS3Uri, name)),
  }));
  const present = await Promise.all(files.map(async (file) => ((await isThere(file.path)) ? [file] : [])));
  await aws.uploadFiles(present.flat(), signal === undefined ? {} : { signal });
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Writes evaluation.json beside the artifact. */
export async function shareEvaluation(
  { aws }: Session,
  { modelS3Uri }: RunRecord,
  evaluation: Evaluation,
  signal?: AbortSignal,
): Promise<void> {
  const location = parseS3Uri(besideArtifact(modelS3Uri, 'evaluation.json'));
  await aws.putJson(location, evaluation, signal);
}

/** The run's record; for a run of another machine, built from the files beside its artifact. Undefined when neither exists. */
export async function findRun(
  session: Session,
  records: RunRecords,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<RunRecord | undefined> {
  const known = await records.find(session.connectionId, trainingJobName);
  if (known?.dataAt === undefined)
    return known ?? (await unlessMissing(() => adoptRun(session, records, trainingJobName, signal)));
  return (await unlessMissing(() => withData(session, records, known, signal))) ?? known;
}

/** As findRun, but throws 'run-of-another-machine'. */
export async function requireRun(
  session: Session,
  records: RunRecords,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<RunRecord> {
  const found = await findRun(session, records, trainingJobName, signal);
  if (found !== undefined) return found;
  const message = `${trainingJobName} was trained elsewhere and has no files beside its artifact`;
  throw runFailure('run-of-another-machine', { trainingJobName }, message);
}

/** The record of a run with held-out rows. Throws 'no-held-out-rows' or 'run-of-another-machine'. */
export async function requireHeldOutRows(
  session: Session,
  records: RunRecords,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<RunRecord & { readonly testPath: string }> {
  const record = await requireRun(session, records, trainingJobName, signal);
  const { testPath } = record;
  if (testPath !== undefined) return { ...record, testPath };
  throw runFailure('no-held-out-rows', { trainingJobName }, `${trainingJobName} held no rows out`);
}

/** The run of an endpoint's model. Throws 'endpoint-gone', 'endpoint-not-ours' or 'run-of-another-machine'. */
export async function requireRunOfEndpoint(
  session: Session,
  records: RunRecords,
  endpointName: string,
  details: EndpointDetails | undefined,
  signal?: AbortSignal,
): Promise<RunRecord> {
  if (details === undefined)
    throw runFailure('endpoint-gone', { endpointName }, `${endpointName} does not exist`);
  const { trainingJobName } = details.origin;
  if (trainingJobName !== undefined) return requireRun(session, records, trainingJobName, signal);
  throw runFailure('endpoint-not-ours', { endpointName }, `${endpointName} names no training job`);
}

async function adoptRun(
  session: Session,
  records: RunRecords,
  trainingJobName: string,
  signal: AbortSignal | undefined,
): Promise<RunRecord | undefined> {
  const record = await recordBesideArtifact(session, records, trainingJobName, signal);
  return record && withData(session, records, record, signal);
}

/** Records a run of another machine without its data, which is fetched once something needs it. Undefined when it is not one of ours. */
export async function adoptRecord(
  session: Session,
  records: RunRecords,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<RunRecord | undefined> {
  const record = await unlessMissing(() => recordBesideArtifact(session, records, trainingJobName, signal));
  if (record === undefined) return undefined;
  await saveAdopted(session, records, record);
  const evaluation = await unlessMissing(() => sharedEvaluation(session, record, signal));
  if (evaluation !== undefined)
    await records.saveEvaluation(session.connectionId, trainingJobName, evaluation);
  return record;
}

/** From the files beside the artifact; not saved yet. */
async function recordBesideArtifact(
  { aws, connectionId }: Session,
  records: RunRecords,
  trainingJobName: string,
  signal: AbortSignal | undefined,
): Promise<RunRecord | undefined> {
  const { outputS3Uri } = await aws.describeTrainingJob(trainingJobName, signal);
  const modelS3Uri = `${outputS3Uri.replace(/\/$/, '')}/${trainingJobName}/output/model.tar.gz`;
  const get = (name: string) => aws.getJson(parseS3Uri(besideArtifact(modelS3Uri, name)), signal);
  const made = sharedSchema.safeParse(await get('experiment.json'));
  const preparation = preparationSchema.safeParse(await get('preparation.json'));
  if (!made.success || !preparation.success) return undefined;
  const { trainS3Uri, testS3Uri, ...facts } = made.data;
  // It names the folder of the run, which is that of the job it is beside.
  if (facts.trainingJobName !== trainingJobName) return undefined;
  // Someone with write access beside the artifact must not make us read this user's other data and store results of it there.
  if (![trainS3Uri, testS3Uri ?? trainS3Uri].every((uri) => isOfRun(uri, outputS3Uri))) return undefined;
  const folder = records.folderOf(connectionId, trainingJobName);
  return {
    ...facts,
    experimentPath: join(folder, `${fileNameOf(facts.title)}.linear.json`),
    preparation: preparation.data,
    trainPath: join(folder, 'train'),
    ...(testS3Uri === undefined ? {} : { testPath: join(folder, 'test') }),
    modelS3Uri,
    dataAt: { trainS3Uri, ...(testS3Uri === undefined ? {} : { testS3Uri }) },
  };
}

async function saveAdopted({ connectionId }: Session, records: RunRecords, record: RunRecord): Promise<void> {
  const { experiment, experimentPath } = record;
  // It may have been changed since the run was found.
  if (!(await exists(experimentPath)))
    await replaceFile(experimentPath, `${JSON.stringify(experiment, null, 2)}\n`);
  await records.save(connectionId, record);
}

/** Fetches the data of another machine's run. */
async function withData(
  session: Session,
  records: RunRecords,
  { dataAt, ...record }: RunRecord,
  signal: AbortSignal | undefined,
): Promise<RunRecord> {
  const { aws } = session;
  const { trainingJobName, trainPath, testPath } = record;
  if (dataAt !== undefined) {
    const trainAt = parseS3Uri(dataAt.trainS3Uri);
    // The next run with the same prefix replaces the training data.
    const isTrainThere = await aws.holdsDataOf(trainAt, trainingJobName, signal);
    if (isTrainThere) await aws.downloadObject(trainAt, trainPath, { signal });
    if (dataAt.testS3Uri !== undefined && testPath !== undefined)
      await aws.downloadObject(parseS3Uri(dataAt.testS3Uri), testPath, { signal });
    const folder = records.folderOf(session.connectionId, trainingJobName);
    for (const name of sharedFiles) {
      const at = parseS3Uri(besideArtifact(record.modelS3Uri, name));
      await unlessUnreadable(() => aws.downloadObject(at, join(folder, name), { signal }));
    }
  }
  await saveAdopted(session, records, record);
  return record;
}

/** Without the right to list a bucket, a missing object counts as forbidden. */
async function unlessUnreadable<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await unlessMissing(run);
  } catch (error) {
    if (hasCode(error, 'access-denied')) return undefined;
    throw error;
  }
}

/** Whether an object is below the prefix of the run whose artifacts go to PREFIX/output. */
function isOfRun(s3Uri: string, outputS3Uri: string): boolean {
  const output = outputS3Uri.replace(/\/$/, '');
  const above = output.slice(0, output.lastIndexOf('/') + 1);
  // An output at the top of a bucket has only the bucket above it.
  return s3Uri.startsWith(above === 's3://' ? `${output}/` : above);
}

/** The evaluation beside the artifact, from any machine; undefined when missing or invalid. */
export async function sharedEvaluation(
  { aws }: Session,
  { modelS3Uri }: RunRecord,
  signal?: AbortSignal,
): Promise<Evaluation | undefined> {
  const location = parseS3Uri(besideArtifact(modelS3Uri, 'evaluation.json'));
  return evaluationSchema.safeParse(await aws.getJson(location, signal)).data;
}
