import type { StudyReady, StudyState, Variable } from '../../../src/webview/study/contract.ts';
import type { GalleryEntry } from './gallery.ts';
import {
  createdAt,
  curvePlan,
  folded,
  grid,
  learningCurve,
  leftOut,
  oneOut,
  random,
  randomVariations,
  shownStudy,
  variations,
} from './studyResults.ts';

const fileName = 'salary.linear.json';

const variable = (
  name: string,
  now: string,
  proposed: Variable['proposed'],
  change: Partial<Variable> = {},
): Variable => ({
  path: ['hyperparameters', name],
  group: 'hyperparameter',
  name,
  kind: 'number',
  now,
  proposed,
  choices: ['auto'],
  range: 'auto or a number above 0',
  ...change,
});

const variables: readonly Variable[] = [
  variable('wd', 'auto', [0, 0.001, 0.01, 0.1]),
  variable('learning_rate', 'auto', [0.005, 0.05, 0.1]),
  variable('optimizer', 'auto', ['sgd', 'adam'], {
    kind: 'choice',
    choices: ['auto', 'sgd', 'adam', 'rmsprop'],
    range: 'one of auto, sgd, adam, rmsprop',
  }),
  variable('num_models', 'auto', [1, 32], { kind: 'integer' }),
  {
    path: ['targetTransform'],
    group: 'target',
    name: 'targetTransform',
    kind: 'choice',
    now: null,
    proposed: [null, 'log1p'],
    choices: [null, 'log1p', 'sqrt'],
    range: '',
  },
  {
    path: ['features', 'YearsExperience'],
    group: 'feature',
    name: 'YearsExperience',
    kind: 'choice',
    now: true,
    proposed: [true, null],
    choices: [true, null],
    range: '',
  },
  {
    path: ['split', 'seed'],
    group: 'split',
    name: 'seed',
    kind: 'integer',
    now: 0,
    proposed: [0, 1, 2, 3, 4],
    choices: [],
    range: 'a whole number from 0',
  },
];

const ready: StudyReady = {
  kind: 'ready',
  fileName,
  target: 'Salary',
  predictorType: 'regressor',
  metric: 'r2',
  split: { method: 'random' },
  variables,
  featureCount: 6,
  trialMs: 240,
  parallel: 3,
  mostTrials: 10_000,
  tab: 'cross-validation',
  studies: [],
  unreadable: { newerCount: 0, damagedFolders: [] },
};

/** The Study page: forms, and each kind of study running, done, interrupted, failed and out of date. */
export function studyStates(): readonly GalleryEntry[] {
  const failure = { code: 'x', message: 'The table salary.csv does not exist.', actions: [] };
  const studies = [{ studyId: 'study-1', createdAt, trialCount: 5 }];
  const running = { studyId: 'study-1', kind: 'cross-validation' } as const;
  const inVariations = { ...ready, tab: 'variations' } as const;
  const inCurve = { ...ready, tab: 'learning-curve' } as const;
  const varied = shownStudy(grid, variations(16), 16);
  const states: Readonly<Record<string, StudyState>> = {
    loading: { kind: 'loading', fileName },
    failed: { kind: 'failed', fileName, failure },
    form: ready,
    'form-unreadable': {
      ...ready,
      unreadable: { newerCount: 2, damagedFolders: ['/storage/studies/20261120-091403-a1b2c3'] },
    },
    'form-grouped': { ...ready, split: { method: 'group', column: 'customer' } },
    folds: {
      ...ready,
      studies: [...studies, { studyId: 'study-0', createdAt: '2026-11-23T08:00:00Z', trialCount: 50 }],
      shown: folded(5, 5, 1),
    },
    'folds-running': {
      ...ready,
      studies,
      running,
      shown: { ...folded(3, 5, 1), progress: 'running', secondsLeft: 4 },
    },
    'folds-starting': { ...ready, studies, running, shown: { ...folded(0, 5, 1), progress: 'running' } },
    'folds-repeated': { ...ready, studies, shown: folded(50, 5, 10) },
    'folds-interrupted': { ...ready, studies, shown: { ...folded(3, 5, 1), progress: 'interrupted' } },
    'folds-changed': {
      ...ready,
      studies,
      shown: { ...folded(5, 5, 1), changed: 'experiment' },
    },
    'folds-data-changed': {
      ...ready,
      studies,
      shown: { ...folded(3, 5, 1), progress: 'interrupted', changed: 'data' },
    },
    'folds-data-changed-since': { ...ready, studies, shown: { ...folded(5, 5, 1), changed: 'data' } },
    'folds-data-changing': {
      ...ready,
      studies,
      running,
      shown: { ...folded(3, 5, 1), progress: 'running', changed: 'data' },
    },
    'folds-in-another-window': {
      ...ready,
      studies,
      shown: { ...folded(3, 5, 1), progress: 'elsewhere', runner: 4242 },
    },
    'folds-failed': {
      ...ready,
      studies,
      shown: {
        ...folded(5, 5, 1),
        failedCount: 2,
        firstFailure: 'mini_batch_size 100 is above the 24 training rows.',
        failure: { code: 'x', message: 'The disk is full.', actions: [] },
      },
    },
    'variations-form': inVariations,
    'variations-grid': { ...inVariations, studies, shown: varied },
    'variations-running': {
      ...inVariations,
      studies,
      running: { studyId: 'study-1', kind: 'variations' },
      shown: { ...shownStudy(grid, variations(9), 16), doneCount: 9, progress: 'running', secondsLeft: 2 },
    },
    'variations-random': { ...inVariations, studies, shown: shownStudy(random, randomVariations(), 2000) },
    'variations-left-out': { ...inVariations, studies, shown: shownStudy(oneOut, leftOut(), 7) },
    'variations-elsewhere': { ...inVariations, running },
    'curve-form': inCurve,
    'curve-done': {
      ...inCurve,
      studies,
      shown: shownStudy(
        curvePlan,
        learningCurve({
          verdict: 'little',
          rowCount: 400,
          gain: { value: 0.003, low: 0.001, high: 0.005 },
        }),
        30,
      ),
    },
    'curve-helps': {
      ...inCurve,
      studies,
      shown: shownStudy(
        curvePlan,
        learningCurve({
          verdict: 'yes',
          rowCount: 400,
          gain: { value: 0.013, low: 0.008, high: 0.021 },
        }),
        30,
      ),
    },
    'curve-running': {
      ...inCurve,
      studies,
      running: { studyId: 'study-1', kind: 'learning-curve' },
      shown: {
        ...shownStudy(curvePlan, learningCurve(undefined, 3), 30),
        doneCount: 15,
        progress: 'running',
      },
    },
  };
  const tooLarge = {
    method: 'grid',
    vary: variables
      .filter(({ kind }) => kind !== 'choice')
      .map(({ path }) => ({ path: [...path], text: '1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16' })),
    trials: '50',
    seed: '0',
  };
  const invalid = {
    method: 'grid',
    vary: [
      { path: ['hyperparameters', 'wd'], text: '0, much' },
      { path: ['hyperparameters', 'learning_rate'], text: '0.001 to 1' },
      { path: ['hyperparameters', 'optimizer'], text: '' },
    ],
    trials: '50',
    seed: 'x',
  };
  const chosen: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'variations-too-large': { variations: tooLarge },
    'variations-invalid': { variations: invalid },
    'variations-form-left-out': { variations: { ...tooLarge, method: 'leave-one-feature-out' } },
    'variations-form-random': {
      variations: { ...invalid, vary: invalid.vary.slice(1, 2), method: 'random', seed: '0' },
    },
    'variations-empty': { variations: { ...tooLarge, vary: [] } },
  };
  return [
    ...Object.entries(states).map(([name, state]) => entryOf(name, state, {})),
    ...Object.entries(chosen).map(([name, choices]) => entryOf(name, inVariations, choices)),
  ];
}

const entryOf = (
  name: string,
  state: StudyState,
  choices: Readonly<Record<string, unknown>>,
): GalleryEntry => ({
  name: `study-${name}`,
  page: 'study',
  heading: fileName,
  state,
  choices,
  answers: {
    use: [{ path: ['hyperparameters', 'wd'], from: null, to: 0.01 }],
    ranked: [],
    start: null,
    stop: null,
    show: null,
    open: null,
    resume: null,
    remove: null,
    openExperiment: null,
  },
});
