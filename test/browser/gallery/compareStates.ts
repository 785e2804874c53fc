import { experimentSchema } from '../../../src/data/shapes/experiment.ts';
import type { FittedFeature } from '../../../src/data/shapes/encoders/fitted.ts';
import type { HeldOutComparison } from '../../../src/data/shapes/heldOutComparison.ts';
import type { Evaluation } from '../../../src/learner/metrics/evaluation.ts';
import { namedMetrics } from '../../../src/learner/metrics/namedMetrics.ts';
import { mainMetricOf } from '../../../src/learner/metrics/metricNames.ts';
import { experimentDifference } from '../../../src/data/comparison/experimentDifference.ts';
import { preparationDifference } from '../../../src/data/comparison/preparationDifference.ts';
import { verdictOf } from '../../../src/data/comparison/verdict.ts';
import type { DataDifference } from '../../../src/data/comparison/comparison.ts';
import { runFailure } from '../../../src/runs/errors.ts';
import type { ReadRun } from '../../../src/runs/compare/readRun.ts';
import type { CompareState } from '../../../src/webview/compare/contract.ts';
import { stateOf } from '../../../src/webview/compare/host/state.ts';
import type { Compared } from '../../../src/webview/compare/host/state.ts';
import { fewRows, heldOutOf, varied } from './comparedEvaluations.ts';
import { binary, multiclass, regression } from './evaluations.ts';
import type { GalleryEntry } from './gallery.ts';

interface RunOptions {
  readonly name: string;
  readonly evaluation?: Evaluation;
  readonly title?: string;
  readonly connectionId?: string;
  /** Of the experiment. */
  readonly change?: object;
  /** How fast the loss falls; absent: none is on record. */
  readonly speed?: number;
  readonly isPinned?: boolean;
  readonly note?: string;
  readonly evaluationError?: unknown;
  /** How far the means of its training rows are from those of others. */
  readonly shift?: number;
}

const hour = (index: number) => `2026-11-24T${String(8 + index).padStart(2, '0')}:31:00.000Z`;

/** A run as this machine has it on record. */
function runOf(options: RunOptions, index: number): ReadRun {
  const { name, evaluation, change = {}, speed, evaluationError } = options;
  const features = (evaluation?.featureNames ?? ['x']).map((column) => ({ column }));
  const experiment = experimentSchema.parse({
    version: 1,
    dataset: 'salary.csv',
    target: evaluation?.target ?? 'Salary',
    predictorType: evaluation?.predictorType ?? 'regressor',
    features,
    split: { test: 0.25 },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
    ...change,
  });
  const fitted = features.map(({ column }, at): FittedFeature => ({
    encode: 'number',
    planned: { column },
    fitted: {
      indicator: false,
      missingShare: 0,
      min: 0,
      max: 10,
      mean: 4 + (options.shift ?? index) * (at + 1) * 0.21,
    },
  }));
  const row = {
    connectionId: options.connectionId ?? 'local',
    trainingJobName: name,
    experimentPath: '/examples/salary.linear.json',
    title: options.title ?? 'salary',
    createdAt: hour(index),
    status: 'Completed' as const,
    target: experiment.target,
    predictorType: experiment.predictorType,
    rowCounts: { train: 900, validation: 0, test: 300 },
    datasetSha256: 'f'.repeat(64),
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    settings: {},
    tags: [],
    isPinned: options.isPinned ?? false,
    ...(options.note === undefined ? {} : { note: options.note }),
    ...(evaluation === undefined ? {} : measured(evaluation)),
  };
  const epochs = Array.from({ length: 15 }, (_, epoch) => epoch + 1);
  return {
    connectionId: row.connectionId,
    row,
    record: {
      version: 1,
      trainingJobName: name,
      title: row.title,
      datasetSha256: row.datasetSha256,
      rowCounts: row.rowCounts,
      prepareMs: 1,
      uploadMs: 1,
      uploadedBytes: 1,
      experiment,
      experimentPath: row.experimentPath,
      preparation: {
        version: 3,
        target: row.target,
        features: fitted,
        trainMean: 50_000,
        testRowNumbers: [],
      },
      trainPath: '/train',
      testPath: '/test',
      modelS3Uri: 's3://bucket/model.tar.gz',
    },
    modelPath: '/runs/1/model.tar.gz',
    ...(evaluation === undefined ? {} : { evaluation }),
    ...(evaluationError === undefined ? {} : { evaluationError }),
    ...(speed === undefined
      ? {}
      : {
          outcome: {
            version: 1,
            status: 'Completed',
            createdAt: row.createdAt,
            endedAt: row.createdAt,
            epochs: epochs.length,
            curves: {
              lossOf: 'train',
              epochs,
              models: [{ model: 3, losses: epochs.map((epoch) => 0.1 + Math.exp(-epoch * speed)) }],
              winner: 3,
            },
          },
        }),
  };
}

function measured(evaluation: Evaluation) {
  const metrics = namedMetrics(evaluation);
  const main = mainMetricOf(evaluation.predictorType);
  const value = metrics[main] ?? 0;
  return { metrics, intervals: { [main]: { low: value - 0.021, high: value + 0.018 } } };
}

interface Among {
  readonly base?: number;
  readonly heldOut?: (index: number) => HeldOutComparison | undefined;
  readonly data?: DataDifference;
}

/** Runs beside each other, as the host would have read and compared them. */
function compared(
  options: readonly (RunOptions | 'gone')[],
  { base = 0, heldOut, data = { kind: 'same' } }: Among = {},
): CompareState {
  const attempts = options.map((one, index): Compared['attempt'] => {
    if (one === 'gone') {
      const trainingJobName = 'linear-learner-2026-11-20-10-00-00-000';
      const error = runFailure('run-gone', { trainingJobName }, 'gone');
      return { kind: 'failed', reference: { connectionId: 'local', trainingJobName }, error };
    }
    const reference = { connectionId: one.connectionId ?? 'local', trainingJobName: one.name };
    return { kind: 'read', reference, run: runOf(one, index) };
  });
  const ofBase = attempts[base];
  return stateOf(
    attempts.map((attempt, index): Compared => {
      if (index === base || attempt.kind === 'failed' || ofBase?.kind !== 'read')
        return { attempt, differences: {} };
      const [a, b] = [ofBase.run, attempt.run];
      const found =
        heldOut === undefined ? b.evaluation && heldOutOf(b.evaluation, 0.04 - 0.02 * index) : heldOut(index);
      const against = {
        verdict: verdictOf(modelOf(a), modelOf(b), found),
        experiment: experimentDifference(a.record.experiment, b.record.experiment),
        preparation: preparationDifference(a.record.preparation, b.record.preparation),
        data,
        ...(found === undefined ? {} : { heldOut: found }),
      };
      return { attempt, differences: { against } };
    }),
    base,
  );
}

const modelOf = ({ evaluation, record: { preparation } }: ReadRun) => ({ evaluation, preparation });

/** The Compare page: two to ten runs, of each problem type, and what can be missing. */
export function compareStates(): readonly GalleryEntry[] {
  const many = regression(300, 3);
  const states: Readonly<Record<string, CompareState>> = {
    loading: { kind: 'loading', done: 2, count: 5 },
    regressors: compared([
      { name: 'job-1', evaluation: many, speed: 0.2, isPinned: true },
      {
        name: 'job-2',
        evaluation: varied(many, 0.15),
        speed: 0.35,
        change: { hyperparameters: { epochs: 30, learning_rate: 0.01 }, targetTransform: undefined },
        note: 'Twice the epochs, after the losses were still falling',
      },
    ]),
    'three-binary': compared(
      [
        { name: 'job-1', title: 'disease', evaluation: binary(), speed: 0.2 },
        {
          name: 'job-2',
          title: 'disease',
          evaluation: varied(binary(), 0.2),
          speed: 0.3,
          connectionId: 'aws:default@us-east-1',
          change: {
            features: [{ column: 'age', encode: 'powers', missing: 'median' }, { column: 'blood_pressure' }],
          },
        },
        {
          name: 'job-3',
          title: 'disease without pressure',
          evaluation: varied(binary(), 0.5),
          change: { features: [{ column: 'age' }], rows: [{ column: 'age', from: 18, to: 90 }] },
        },
      ],
      {
        data: {
          kind: 'changed',
          columns: {
            added: ['smoker'],
            removed: [],
            changed: ['blood_pressure'],
            renamed: [{ from: 'years', to: 'age' }],
            unchanged: ['disease', 'city'],
          },
          rows: { kind: 'estimated', added: 12_345, removed: 1003, standardError: 321 },
        },
      },
    ),
    multiclass: compared([
      { name: 'job-1', title: 'shape', evaluation: multiclass(), speed: 0.2 },
      { name: 'job-2', title: 'shape', evaluation: varied(multiclass(), 0.3), speed: 0.3 },
    ]),
    'not-comparable': compared(
      [
        { name: 'job-1', evaluation: many, speed: 0.2 },
        { name: 'job-2', evaluation: varied(many, 0.1), change: { split: { test: 0.25, seed: 7 } } },
      ],
      { heldOut: () => ({ kind: 'not-comparable', why: 'other-held-out-rows' }), data: { kind: 'unknown' } },
    ),
    'other-problem': compared(
      [
        { name: 'job-1', title: 'disease', evaluation: binary(), speed: 0.2 },
        { name: 'job-2', evaluation: many, speed: 0.4 },
      ],
      { heldOut: () => ({ kind: 'not-comparable', why: 'other-target' }) },
    ),
    'few-rows': compared(
      [
        { name: 'job-1', evaluation: many, speed: 0.2 },
        { name: 'job-2', evaluation: varied(many, 0.1), change: { split: { test: 0.25, seed: 7 } } },
      ],
      { heldOut: () => fewRows(heldOutOf(many, 0.04)) },
    ),
    'same-model': compared([
      { name: 'job-1', evaluation: regression(10, 1), speed: 0.2 },
      {
        name: 'job-2',
        evaluation: regression(10, 1),
        connectionId: 'aws:default@us-east-1',
        shift: 0,
        change: { format: 'csv' },
      },
    ]),
    'run-gone': compared(
      [
        'gone',
        { name: 'job-2', evaluation: many, speed: 0.2 },
        {
          name: 'job-3',
          evaluationError: new Error('The service could not be reached.'),
          connectionId: 'aws:default@us-east-1',
        },
      ],
      { base: 1, heldOut: () => undefined },
    ),
    ten: compared(
      Array.from({ length: 10 }, (_, index) => ({
        name: `job-${index}`,
        title: index % 3 === 0 ? 'disease' : `disease, variation ${index}`,
        evaluation: varied(binary(), index / 10),
        speed: 0.15 + index / 40,
        change: { hyperparameters: { epochs: 10 + index, ...(index > 4 ? { l1: index / 100 } : {}) } },
      })),
      { base: 2 },
    ),
  };
  return Object.entries(states).map(([name, state]) => ({
    name: `compare-${name}`,
    page: 'compare',
    heading: 'Compare runs',
    state,
  }));
}
