import type { Engine } from '../data/engine/calls.ts';
import type { Answer, Evaluation } from '../learner/metrics/evaluation.ts';
import { shortest } from '../learner/formats/csv.ts';
import type { Invocation } from '../aws/invoke.ts';
import { answersOf, predictionColumns } from './answers.ts';
import { evaluateRun } from './evaluate.ts';
import { largestDifference, withAnswers } from './heldOut.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';
import type { Session } from './session.ts';

export interface Asked {
  readonly invocation: Invocation;
  /** One a row, in the user's words. */
  readonly answers: readonly Answer[];
}

/** Rows by column name, sent to the endpoint in one request. */
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

/** The shape of application/json that Linear Learner documents for dense rows. */
function jsonBody(csvLines: readonly string[]): string {
  const instances = csvLines.map((line) => ({ features: line.split(',').map(Number) }));
  return JSON.stringify({ instances });
}

export interface HeldOutPredictions {
  /** As the evaluation made here, with the endpoint's predictions. */
  readonly evaluation: Evaluation;
  /** max |endpoint − evaluation made here| over the rows. */
  readonly largestDifference: number;
  readonly requestCount: number;
}

/** Sends the held-out rows as text/csv and evaluates the answers. */
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

export interface PredictedTable {
  readonly path: string;
  readonly rowCount: number;
  readonly requestCount: number;
}

/** Every row of a table sent to the endpoint; NAME.predicted.csv beside it gets its answers as further columns. */
export async function askFile(
  { aws }: Session,
  engine: Engine,
  { preparation }: RunRecord,
  { endpointName, path }: { readonly endpointName: string; readonly path: string },
  { signal, onRows }: { readonly signal: AbortSignal; readonly onRows: (share: number) => void },
): Promise<PredictedTable> {
  const { csvLines, tableSha256 } = await engine.encodeFile({ preparation, path }, { signal });
  const { predictions, requestCount } = await aws.invokeWithRows(
    { endpointName, csvLines },
    { signal, onRows: (count) => onRows(count / csvLines.length) },
  );
  const columns = predictionColumns(preparation, answersOf(preparation, predictions));
  const written = await engine.writePredictions({ path, expectedSha256: tableSha256, columns }, { signal });
  return { path: written.path, rowCount: predictions.length, requestCount };
}
