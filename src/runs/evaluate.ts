import { join } from 'node:path';
import * as z from 'zod/mini';
import { hasCode } from '../aws/failures/errors.ts';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import type { Engine } from '../data/engine/calls.ts';
import { hyperparameterStrings } from '../data/shapes/experiment.ts';
import type { Evaluation, RegressionEvaluation } from '../learner/metrics/evaluation.ts';
import { readJsonFile } from '../files/jsonFiles.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';
import type { Session } from './session.ts';
import { requireHeldOutRows, shareEvaluation, sharedEvaluation } from './sharedRuns.ts';

/**
 * Evaluates a finished job's model on its held-out rows, on this machine and without an endpoint. Writes the evaluation beside the
 * artifact, where other machines read it.
 */
export async function evaluateRun(
  session: Session,
  engine: Pick<Engine, 'evaluate'>,
  records: RunRecords,
  trainingJobName: string,
  signal: AbortSignal,
): Promise<Evaluation> {
  const { aws, connectionId } = session;
  const record = await requireHeldOutRows(session, records, trainingJobName, signal);
  const { testPath, trainPath, preparation, experiment } = record;
  const folder = records.folderOf(connectionId, trainingJobName);
  const modelPath = join(folder, 'model.tar.gz');
  await aws.downloadObject(parseS3Uri(record.modelS3Uri), modelPath, { signal });
  const { format } = experiment;
  const hyperparameters = hyperparameterStrings(experiment);
  const request = { modelPath, trainPath, testPath, format, preparation, hyperparameters };
  try {
    const evaluation = await engine.evaluate(request, { signal });
    await keep(session, records, record, evaluation, signal);
    return evaluation;
  } catch (error) {
    if (!isFileMissing(error)) throw error;
    // The training data of another machine's run may have been replaced by the next run's.
    const shared = await sharedEvaluation(session, record, signal);
    if (shared === undefined) throw error;
    await records.saveEvaluation(connectionId, trainingJobName, shared);
    return shared;
  }
}

const isFileMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'file-missing';

/**
 * Keeps the evaluation on this machine, and the first one beside the artifact: that this machine has one shows that it is there. A later
 * one differs where a newer version of this extension tells more.
 */
async function keep(
  session: Session,
  records: RunRecords,
  record: RunRecord,
  evaluation: Evaluation,
  signal: AbortSignal,
): Promise<void> {
  const { connectionId } = session;
  const { trainingJobName } = record;
  const path = join(records.folderOf(connectionId, trainingJobName), 'evaluation.json');
  const kept = await readJsonFile(path, z.unknown());
  if (kept !== undefined && JSON.stringify(kept) === JSON.stringify(evaluation)) return;
  try {
    if (kept === undefined) await shareEvaluation(session, record, evaluation, signal);
  } catch (error) {
    // Read-only access to the bucket is enough to evaluate.
    if (!hasCode(error, 'access-denied')) throw error;
  }
  await records.saveEvaluation(connectionId, trainingJobName, evaluation);
}

/** `Salary = 24,267 + 9,632 × YearsExperience`, in the user's units, with numbers formatted for `locale` (BCP 47). */
export function equationOf(
  { target, targetTransform, featureNames, coefficients }: RegressionEvaluation,
  locale: string,
): string {
  const number = (value: number) =>
    Math.abs(value).toLocaleString(
      locale,
      Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 },
    );
  const sign = (value: number) => (value < 0 ? '\u2212' : '+');
  const terms = featureNames.map((name, index) => {
    const weight = coefficients.weights[index] ?? 0;
    return `${sign(weight)} ${number(weight)} × ${name}`;
  });
  const { bias } = coefficients;
  return `${learnedName(target, targetTransform)} = ${bias < 0 ? '\u2212' : ''}${number(bias)} ${terms.join(' ')}`;
}

/** What the model is linear in. */
function learnedName(target: string, transform: RegressionEvaluation['targetTransform']): string {
  switch (transform) {
    case undefined:
      return target;
    case 'log1p':
      return `log(1 + ${target})`;
    case 'sqrt':
      return `√${target}`;
  }
}
