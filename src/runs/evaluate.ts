import { join } from 'node:path';
import type { Engine } from '../data/engine/engine.ts';
import { dataFailure } from '../data/errors.ts';
import type { Evaluation } from '../learner/evaluation.ts';
import type { RunRecords } from './runRecords.ts';
import type { Session } from './session.ts';

/** Fetches a finished job's artifact and judges it here on the held-out rows; no endpoint is needed. */
export async function evaluateRun(
  session: Session,
  engine: Engine,
  records: RunRecords,
  trainingJobName: string,
  signal: AbortSignal,
): Promise<Evaluation> {
  const { aws, clients, connectionId } = session;
  const record = await records.find(connectionId, trainingJobName);
  if (record?.testPath === undefined) {
    const file = trainingJobName;
    throw dataFailure(
      'file-missing',
      { file },
      `The held-out rows of ${file} are not on this machine, or the run held none out`,
    );
  }
  const modelPath = join(records.folderOf(connectionId, trainingJobName), 'model.tar.gz');
  await aws.downloadObject(clients, aws.parseS3Uri(record.modelS3Uri), modelPath, signal);
  const { trainPath, testPath, preparation, experiment } = record;
  return engine.evaluate(
    { modelPath, trainPath, testPath, format: experiment.format, preparation },
    { signal },
  );
}

/** `Salary = 24,267 + 9,632 × YearsExperience`, in the user's units, numbers as `locale` (BCP 47) writes them. */
export function equationOf({ target, featureNames, coefficients }: Evaluation, locale: string): string {
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
  return `${target} = ${bias < 0 ? '\u2212' : ''}${number(bias)} ${terms.join(' ')}`;
}
