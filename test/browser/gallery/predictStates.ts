import type { Answer } from '../../../src/learner/metrics/evaluation.ts';
import type {
  EndpointKeeper,
  Exchange,
  PredictField,
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

const leaseEnd = new Date(Date.now() + 52 * 60_000).toISOString();
const keepers: readonly EndpointKeeper[] = [
  { who: 'open-window', state: 'on' },
  { who: 'next-start', state: 'on' },
  { who: 'aws', state: 'no-schedule' },
];

const othersKeepers: readonly EndpointKeeper[] = [
  { who: 'open-window', state: 'not-yours' },
  { who: 'next-start', state: 'not-yours' },
  { who: 'aws', state: 'unknown' },
];

const exchange = (row: Exchange['rows'][number], answer: Answer): Exchange => ({
  askedAt: '2026-11-24T21:31:00Z',
  rows: [row],
  answers: [answer],
  request: { path: `/endpoints/${endpointName}/invocations`, contentType: 'text/csv', body: '6.5' },
  response: { status: 200, contentType: 'application/json', body: '{"predictions": []}', milliseconds: 12.4 },
  curl: 'curl',
  boto3: 'boto3',
});

const numberField = (column: string, max: number): PredictField => ({
  column,
  values: { kind: 'number', min: 0, max, mean: max / 2 },
  missing: { kind: 'refused' },
});

/** Columns of every kind. */
const mixed: readonly PredictField[] = [
  {
    column: 'age',
    values: { kind: 'number', min: 18, max: 64, mean: 39.2 },
    missing: { kind: 'filled', by: 'median', with: 39 },
  },
  {
    column: 'smoker',
    values: { kind: 'boolean', no: 'no', yes: 'yes', mean: 0.2 },
    missing: { kind: 'refused' },
  },
  {
    column: 'region',
    values: {
      kind: 'level',
      levels: ['northeast', 'northwest', 'southeast', 'southwest'],
      isNumber: false,
      unseen: 'other',
      usual: 'southeast',
    },
    missing: { kind: 'level' },
  },
  {
    column: 'profession',
    values: {
      kind: 'level',
      levels: Array.from({ length: 40 }, (_, index) => `profession ${index + 1}`),
      isNumber: false,
      unseen: 'no-share',
      usual: 'profession 1',
    },
    missing: { kind: 'unseen', rule: 'no-share' },
  },
  {
    column: 'since',
    values: {
      kind: 'date',
      format: '%d.%m.%Y',
      min: Date.UTC(2015, 2, 1),
      max: Date.UTC(2024, 10, 30),
      mean: Date.UTC(2020, 5, 1),
      hasTime: false,
    },
    missing: { kind: 'refused' },
  },
  { column: 'note', values: { kind: 'text' }, missing: { kind: 'unseen', rule: 'none' } },
];

function modelOf(featureCount: number): PredictModel {
  const { featureNames, metrics } = regression(200, featureCount);
  return {
    predictorType: 'regressor',
    target: 'Salary',
    classNames: [],
    fields: featureNames.map((column) => numberField(column, 10)),
    trainingRowCount: 30_000,
    rmse: metrics.rmse,
    hasCurve: true,
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
    fields: featureNames.map((column) => numberField(column, 100)),
    hasCurve: false,
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
      lease: { kind: 'until', endsAt: leaseEnd, keepers },
      ...change,
    },
    model,
    asked,
  }) satisfies PredictReady;

/** A straight line, whatever it is along. */
const curve = {
  line: Array.from({ length: 61 }, (_, x) => ({ x: x / 3, y: 25_792 + 3000 * x })),
  points: regression(200, 1).pairs.map(({ features: [x = 0], actual }) => ({ x, y: actual })),
};

/** The Predict page: with an endpoint of each problem type, and without one. */
export function predictStates(): readonly GalleryEntry[] {
  const failure = { code: 'x', message: 'The service could not be reached.', actions: [] };
  const years = exchange({ YearsExperience: 6.5 }, { predictorType: 'regressor', score: 91_560 });
  const beyond = exchange({ YearsExperience: 16.5 }, { predictorType: 'regressor', score: 181_560 });
  const insured = exchange(
    { age: 70, smoker: 'yes', region: 'mars', profession: '', since: '01.05.2020', note: 'a' },
    { predictorType: 'regressor', score: 27_560 },
  );
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
    'lease-none': ready(modelOf(1), [], { lease: { kind: 'none' } }),
    'lease-unknown': ready(modelOf(1), [], { lease: { kind: 'unknown' } }),
    'lease-others': ready(modelOf(1), [], {
      lease: { kind: 'until', endsAt: leaseEnd, keepers: othersKeepers },
    }),
    asked: {
      ...ready(modelOf(1), [years, beyond]),
      lastFile: {
        fileName: 'a.predicted.csv',
        rowCount: 30,
        predictedCount: 30,
        requestCount: 1,
        unpredicted: [],
        remarks: [],
      },
    },
    beyond: ready(modelOf(1), [beyond]),
    mixed: ready({ ...modelOf(1), target: 'charges', fields: mixed }, [insured]),
    'file-working': {
      ...ready(modelOf(1), []),
      fileWork: { fileName: 'a.csv', share: 0.3, rows: { done: 120_000, of: 400_000 }, remainingMs: 42_000 },
    },
    'file-reading': { ...ready(modelOf(1), []), fileWork: { fileName: 'a.csv' } },
    'file-gaps': {
      ...ready(modelOf(1), []),
      lastFile: {
        fileName: 'a.predicted.csv',
        rowCount: 400_000,
        predictedCount: 399_981,
        requestCount: 40,
        unpredicted: [
          { column: 'YearsExperience', problem: 'value-missing', count: 17, row: 12, line: 13, found: '' },
          { column: 'since', problem: 'value-not-numeric', count: 2, row: 80, line: 81, found: 'soon' },
        ],
        remarks: [
          {
            column: 'YearsExperience',
            remark: { kind: 'outside' },
            count: 1200,
            row: 7,
            found: '99',
          },
        ],
      },
    },
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
    answers: { curve },
  }));
}
