import type { Engine } from '../data/engine/calls.ts';
import { openCalls } from '../data/engine/calls.ts';
import { openTables } from '../data/engine/tables.ts';
import type { Prediction } from '../aws/invoke.ts';
import type { Preparation } from '../data/shapes/preparation.ts';
import { predictFile } from './predictFile.ts';

/** The engine's calls in this process. */
export const engineHere = (): Engine => ({ ...openCalls(openTables()), dispose: async () => undefined });

/** A preparation that takes these columns as they are. */
export const plainPreparation = (target: string, ...columns: readonly string[]): Preparation => ({
  version: 3,
  target,
  trainMean: 0,
  testRowNumbers: [],
  features: columns.map((column) => ({
    encode: 'number',
    planned: { column },
    fitted: { indicator: false, missingShare: 0, min: 0, max: 1, mean: 0.5 },
  })),
});

interface Question {
  readonly path: string;
  readonly preparation: Preparation;
  readonly experiment?: object;
  /** The endpoint's prediction for the features of a row. */
  readonly answer: (features: readonly number[]) => Prediction;
  readonly engine?: Engine;
  /** Bodies of the requests, as they are sent. */
  readonly bodies?: string[];
}

/** Predicts a file with an endpoint that answers as given. */
export function predictWith(
  { path, preparation, experiment = {}, answer, engine = engineHere(), bodies = [] }: Question,
  { signal = new AbortController().signal, ...options }: Partial<Parameters<typeof predictFile>[4]> = {},
) {
  const invokeEndpoint = async ({ body }: { readonly body: string }) => {
    bodies.push(body);
    const predictions = body.split('\n').map((line) => answer(line.split(',').map(Number)));
    return { predictions, response: { body: '' } };
  };
  const record = {
    preparation,
    experiment: { predictorType: 'regressor', hyperparameters: {}, ...experiment },
  };
  // SAFETY: predicting a file uses these parts of a session and of a record alone.
  const [session, run] = [{ aws: { invokeEndpoint } } as never, record as never];
  return predictFile(session, engine, run, { endpointName: 'endpoint', path }, { signal, ...options });
}
