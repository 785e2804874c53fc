import { shippedRates } from '../../../src/aws/costs.ts';
import type { Output } from '../../../src/data/fields/outputs.ts';
import { packOutputs } from '../../../src/data/fields/packedOutputs.ts';
import type { TrainingJobDetails } from '../../../src/aws/trainingJobs.ts';
import type { RunRecord } from '../../../src/runs/runRecords.ts';
import type { TrainingProgress } from '../../../src/runs/progress.ts';
import type { RunFollowed, RunState } from '../../../src/webview/run/contract.ts';
import { stateOf } from '../../../src/webview/run/host/state.ts';
import { binary, multiclass, regression } from './evaluations.ts';
import type { GalleryEntry } from './gallery.ts';

const at = Date.parse('2026-11-24T21:31:00Z');

const completed: TrainingJobDetails = {
  trainingJobName: 'salary-tutorial-20261124-213100',
  arn: 'arn:aws:sagemaker:us-east-1:000000000000:training-job/salary',
  status: 'Completed',
  secondaryStatus: 'Completed',
  statusMessage: '',
  failureReason: undefined,
  createdAt: at,
  startedAt: at + 1000,
  endedAt: at + 60_000,
  transitions: [
    { status: 'Starting', message: 'Preparing the instances', startedAt: at, endedAt: at + 1000 },
    { status: 'Training', message: 'Training in progress', startedAt: at + 1000, endedAt: at + 50_000 },
    { status: 'Uploading', message: 'Uploading the model', startedAt: at + 50_000, endedAt: at + 60_000 },
  ],
  imageUri: '000000000000.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1',
  roleArn: 'arn:aws:iam::000000000000:role/linear-learner',
  hyperparameters: { predictor_type: 'regressor', feature_dim: '1', mini_batch_size: '5', epochs: '15' },
  channels: [{ name: 'train', s3Uri: 's3://bucket/linear-learner/train', contentType: undefined }],
  outputS3Uri: 's3://bucket/linear-learner/output',
  modelS3Uri: 's3://bucket/linear-learner/output/salary/output/model.tar.gz',
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  maxRuntimeSeconds: 3600,
  billableSeconds: 49,
  finalMetrics: {},
};
const running: TrainingJobDetails = {
  ...completed,
  status: 'InProgress',
  secondaryStatus: 'Training',
  endedAt: undefined,
  modelS3Uri: undefined,
  transitions: completed.transitions
    .slice(0, 2)
    .map((one, index) => (index === 0 ? one : { ...one, endedAt: undefined })),
};

/** 32 models, each with its own speed, over so many epochs. */
function progressOf(epochs: number): TrainingProgress {
  const losses = Array.from({ length: 32 }, (_, model) =>
    Array.from({ length: epochs }, (_, epoch) => 0.05 + 2 * Math.exp((-epoch * (model + 1)) / 80)),
  );
  const events = Array.from({ length: epochs }, (_, epoch) => ({
    kind: epoch % 4 === 3 ? ('no-gain' as const) : ('improved' as const),
    at: at + 2000 * (epoch + 1),
    epoch,
    loss: losses[31]?.[epoch],
    model: 31,
  }));
  const best = epochs < 15 ? undefined : { learning_rate: 0.1, wd: 0.0001, optimizer: 'adam' };
  return { losses, lossOf: 'train', events, best, stoppedEarly: false };
}

// SAFETY: the state of a run reads these parts of its record.
const record = {
  title: 'salary-tutorial',
  experiment: {
    dataset: 'salary.csv',
    split: { seed: 0, shuffle: true },
    hyperparameters: {},
    format: 'recordio',
    endpoint: { instanceType: 'ml.m5.large', instanceCount: 1 },
  },
  preparation: { features: [] },
  datasetSha256: 'f'.repeat(64),
  rowCounts: { train: 20, validation: 0, test: 10 },
  uploadedBytes: 4200,
  prepareMs: 120,
  uploadMs: 300,
} as unknown as RunRecord;

const runOf = (
  details: TrainingJobDetails,
  epochs: number,
  own: RunRecord | undefined = record,
): RunFollowed =>
  stateOf({ connection: { kind: 'local' } }, own, details, progressOf(epochs), 200, shippedRates);

/** A training that early stopping ended before it had converged. */
function shortOf(done: RunFollowed): RunState {
  const evaluation = regression(60, 3);
  const { reference, metrics } = evaluation;
  const biased = { ...metrics, bias: 0.6 * metrics.rmse };
  return {
    ...done,
    curves: { ...done.curves, stillFalling: false, stoppedEarly: true },
    advice: {
      longer: { epochs: 60, early_stopping_patience: 10, early_stopping_tolerance: 0.0001 },
      meanError: { value: biased.bias, isTrained: true },
    },
    evaluation: {
      ...evaluation,
      metrics: biased,
      trainMetrics: biased,
      ...(reference === undefined ? {} : { reference: { ...reference, model: 'worse' } }),
    },
  };
}

/** Columns of a model that come from columns of every kind. */
const outputs: readonly Output[] = [
  { columns: ['age'], feature: 0, meaning: { kind: 'number', isDate: false, transform: { kind: 'log1p' } } },
  { columns: ['smoker'], feature: 1, meaning: { kind: 'boolean', no: 'no', yes: 'yes' } },
  { columns: ['age', 'bmi'], feature: 2, meaning: { kind: 'product' } },
  { columns: ['age'], feature: 0, meaning: { kind: 'missing' } },
  { columns: ['region'], feature: 3, meaning: { kind: 'level', level: 'northeast', share: 0.4 } },
  { columns: ['region'], feature: 3, meaning: { kind: 'level', level: '', share: 0.1 } },
  { columns: ['region'], feature: 3, meaning: { kind: 'level', share: 0.5 } },
  { columns: ['since'], feature: 4, meaning: { kind: 'part', part: 'month' } },
  { columns: ['since'], feature: 4, meaning: { kind: 'wave', part: 'month', wave: 'sine' } },
  { columns: ['since'], feature: 4, meaning: { kind: 'wave', part: 'month', wave: 'cosine' } },
  { columns: ['bmi'], feature: 5, meaning: { kind: 'bin', range: [18, 25], share: 0.5 } },
  { columns: ['size'], feature: 6, meaning: { kind: 'order', first: 'S', last: 'XL' } },
];

/** The Run page: before, during and after a job, of each problem type. */
export function runStates(): readonly GalleryEntry[] {
  const failure = { code: 'x', message: 'The service could not be reached.', actions: [] };
  const job = (change: Partial<TrainingJobDetails>): TrainingJobDetails => ({ ...completed, ...change });
  const done = runOf(completed, 15);
  const states: Readonly<Record<string, RunState>> = {
    loading: { kind: 'loading', title: 'salary' },
    'not-found': { kind: 'failed', title: 'salary', failure },
    starting: runOf({ ...running, transitions: completed.transitions.slice(0, 1) }, 0),
    live: runOf(running, 6),
    lost: { ...runOf(running, 6), lost: failure },
    failed: runOf(job({ status: 'Failed', failureReason: 'ClientError: mini_batch_size is too large' }), 0),
    'without-capacity': runOf(
      job({
        status: 'Failed',
        failureReason:
          'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
      }),
      0,
    ),
    stopped: runOf(job({ status: 'Stopped', secondaryStatus: 'Stopped', modelS3Uri: undefined }), 3),
    evaluating: { ...done, evaluating: { rowCount: 3_000_000 } },
    'not-evaluated': { ...done, evaluationFailure: failure },
    'without-log': runOf(completed, 0),
    'log-denied': { ...runOf(running, 0), logLineCount: 0, logFailure: failure },
    elsewhere: stateOf(
      { connection: { kind: 'local' } },
      undefined,
      completed,
      progressOf(15),
      200,
      shippedRates,
    ),
    short: shortOf(done),
    done: { ...done, evaluation: regression(10, 1), endpointName: 'salary-8f3a' },
    // With its menu, and what is worth knowing before it is trained again.
    noted: {
      ...done,
      evaluation: regression(10, 1),
      own: { isPinned: true, note: 'Without the two outliers; the one to beat.' },
      datasetChange: 'changed',
    },
    'table-gone': {
      ...runOf(running, 6),
      own: { isPinned: false },
      datasetChange: 'missing',
    },
    features: { ...done, evaluation: regression(60, 3) },
    // A term of the equation each.
    terms: {
      ...done,
      evaluation: {
        ...regression(60, 3),
        coefficients: { bias: 10.16, weights: [0.7, 0.04, 0.002] },
        targetTransform: 'log1p',
      },
      model: { outputs: packOutputs(outputs.slice(0, 3)) },
    },
    columns: {
      ...done,
      evaluation: regression(60, outputs.length),
      model: { outputs: packOutputs(outputs) },
    },
    many: {
      ...done,
      evaluation: {
        ...regression(3000, 9),
        metrics: { ...regression(3000, 9).metrics, rowCount: 3_000_000 },
      },
    },
    binary: { ...done, evaluation: binary() },
    multiclass: { ...done, evaluation: multiclass() },
  };
  return Object.entries(states).map(([name, state]) => ({
    name: `run-${name}`,
    page: 'run',
    heading: 'salary',
    state,
    answers: { rawLog: { lines: ['[11/24/2026 21:31:00 INFO] #progress_metric: host=algo-1'] } },
  }));
}
