import type { Engine } from '../data/engine/calls.ts';
import type { Answer, Evaluation } from '../learner/metrics/evaluation.ts';
import { shortest } from '../learner/formats/csv.ts';
import type { Invocation } from '../aws/invoke.ts';
import { answersOf } from './answers.ts';
import { evaluateRun } from './evaluate.ts';
import { largestDifference, withAnswers } from './heldOut.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';
import type { Session } from './session.ts';

export interface Asked {
  readonly invocation: Invocation;
  /** One per row, with the user's class names. */
  readonly answers: readonly Answer[];
}

/** Sends rows by column name to the endpoint, in one request. */
export async function askRows(
  { aws }: Session,
  engine: Engine,
  { preparation }: RunRecord,
  question: {
    readonly endpointName: string;
    readonly rows: readonly Readonly<Record<string, string | number>>[];
    readonly contentType: 'text/csv' | 'application/json';
  },
  signal?: AbortSignal,
): Promise<Asked> {
  const { endpointName, rows, contentType } = question;
  const { csvLines } = await engine.encodeRows({ preparation, rows }, signal ? { signal } : {});
  const body = contentType === 'text/csv' ? csvLines.join('\n') : jsonBody(csvLines);
  const invocation = await aws.invokeEndpoint({ endpointName, contentType, body }, signal);
  return { invocation, answers: answersOf(preparation, invocation.predictions) };
}

/** Linear Learner's application/json request for dense rows. */
function jsonBody(csvLines: readonly string[]): string {
  const instances = csvLines.map((line) => ({ features: line.split(',').map(Number) }));
  return JSON.stringify({ instances });
}

export interface HeldOutPredictions {
  /** The local evaluation with the endpoint's predictions in place of its own. */
  readonly evaluation: Evaluation;
  /** max |endpoint − local evaluation| over the rows. */
  readonly largestDifference: number;
  readonly requestCount: number;
}

/** Sends the held-out rows to the endpoint as text/csv and evaluates its predictions. */
export async function askHeldOutRows(
  session: Session,
  engine: Engine,
  records: RunRecords,
  { endpointName, trainingJobName }: { readonly endpointName: string; readonly trainingJobName: string },
  signal: AbortSignal,
): Promise<HeldOutPredictions> {
  const evaluation = await evaluateRun(session, engine, records, trainingJobName, signal);
  const csvLines = evaluation.pairs.map(({ features }) => features.map(shortest).join(','));
  const { predictions, requestCount } = await session.aws.invokeWithRows(
    { endpointName, csvLines },
    { signal },
  );
  return {
    evaluation: withAnswers(evaluation, predictions),
    largestDifference: largestDifference(evaluation, predictions),
    requestCount,
  };
}
