import type { Answer } from '../../../src/learner/metrics/evaluation.ts';
import type {
  Exchange,
  PredictModel,
  PredictReady,
  PredictState,
} from '../../../src/webview/predict/contract.ts';
import { binary, multiclass, regression } from './evaluations.ts';
import type { GalleryEntry } from './gallery.ts';

const connection = 'default@us-east-1';
const endpointName = 'salary-8f3a';
const price = {
  kind: 'hourly',
  usdPerHour: 0.115,
  source: 'On-demand price of hosting on ml.m5.large',
} as const;

const exchange = (row: Exchange['rows'][number], answer: Answer): Exchange => ({
  askedAt: '2026-11-24T21:31:00Z',
  rows: [row],
  answers: [answer],
  request: { path: `/endpoints/${endpointName}/invocations`, contentType: 'text/csv', body: '6.5' },
  response: { status: 200, contentType: 'application/json', body: '{"predictions": []}', milliseconds: 12.4 },
  curl: 'curl',
  boto3: 'boto3',
});

function modelOf(featureCount: number): PredictModel {
  const { coefficients, featureNames, metrics, pairs } = regression(200, featureCount);
  return {
    predictorType: 'regressor',
    target: 'Salary',
    classNames: [],
    features: featureNames.map((column) => ({ column, min: 0, max: 10, mean: 5 })),
    trainingRowCount: 30_000,
    rmse: metrics.rmse,
    coefficients,
    trainingPoints: pairs.map(({ features, actual }) => ({ features, actual })),
    hasHeldOutRows: true,
    trainingJobName: 'salary-1',
  };
}

function classifier(evaluation: ReturnType<typeof binary> | ReturnType<typeof multiclass>): PredictModel {
  const { predictorType, target, classNames, featureNames } = evaluation;
  return {
    predictorType,
    target,
    classNames,
    features: featureNames.map((column) => ({ column, min: 0, max: 100, mean: 50 })),
    hasHeldOutRows: true,
    trainingJobName: 'salary-1',
    ...(evaluation.predictorType === 'binary_classifier'
      ? {
          binary: {
            threshold: evaluation.threshold,
            scoreKind: evaluation.scoreKind,
            histogram: evaluation.judgement.histogram,
          },
        }
      : {}),
  };
}

const ready = (
  model: PredictModel,
  asked: readonly Exchange[],
  change: Partial<PredictReady['endpoint']> = {},
) =>
  ({
    kind: 'ready',
    endpoint: {
      name: endpointName,
      connection,
      status: 'InService',
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      price,
      createdAt: '2026-11-24T20:00:00Z',
      ...change,
    },
    model,
    asked,
  }) satisfies PredictReady;

/** The Predict page: with an endpoint of each problem type, and without one. */
export function predictStates(): readonly GalleryEntry[] {
  const failure = { code: 'x', message: 'The service could not be reached.', actions: [] };
  const years = exchange({ YearsExperience: 6.5 }, { predictorType: 'regressor', score: 91_560 });
  const beyond = exchange({ YearsExperience: 16.5 }, { predictorType: 'regressor', score: 181_560 });
  const patient = { age: 63, blood_pressure: 145 };
  const yes = exchange(patient, { predictorType: 'binary_classifier', label: 'yes', score: 0.81 });
  const shape = exchange(
    { seen: 3, lasting: 2 },
    { predictorType: 'multiclass_classifier', label: 'circle', scores: [0.7, 0.1, 0.1, 0.05, 0.05] },
  );
  const states: Readonly<Record<string, PredictState>> = {
    loading: { kind: 'loading', endpointName, connection },
    failed: { kind: 'failed', endpointName, connection, failure },
    gone: { kind: 'gone', endpointName, connection },
    'gone-asked': {
      kind: 'gone',
      endpointName,
      connection,
      target: 'Salary',
      trainingJobName: 'salary-1',
      lastAsked: years,
    },
    ready: ready(modelOf(1), []),
    asked: {
      ...ready(modelOf(1), [years, beyond]),
      lastFile: {
        fileName: 'a.predicted.csv',
        rowCount: 30,
        predictedCount: 30,
        requestCount: 1,
        unpredicted: [],
      },
    },
    beyond: ready(modelOf(1), [beyond]),
    lost: { ...ready(modelOf(1), [years]), lost: { failure, since: '2026-11-24T21:31:00Z' } },
    creating: ready(modelOf(6), [], {
      status: 'Creating',
      price: { kind: 'unknown', instanceType: 'ml.p99.large' },
    }),
    'without-config': ready(modelOf(1), [], {
      instanceType: '',
      price: { kind: 'unknown', instanceType: '' },
    }),
    binary: ready(classifier(binary()), [yes], { price: { kind: 'free' } }),
    multiclass: ready(classifier(multiclass()), [shape]),
  };
  return Object.entries(states).map(([name, state]) => ({
    name: `predict-${name}`,
    page: 'predict',
    heading: `Predict ${endpointName}`,
    state,
  }));
}
