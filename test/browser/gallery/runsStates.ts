import type { RunRow } from '../../../src/data/shapes/runRow.ts';
import type {
  RunsChoices,
  RunsQuery,
  RunsReady,
  RunsState,
  TableChange,
} from '../../../src/webview/runs/contract.ts';
import { openRunViews } from '../../../src/webview/runs/host/runViews.ts';
import type { GalleryEntry } from './gallery.ts';

const scope = { kind: 'experiment', name: 'salary' } as const;
const everything = { kind: 'all' } as const;

/** The Runs page: of one experiment, of all, of ten thousand runs, empty, and with runs that cannot be read. */
export function runsStates(): readonly GalleryEntry[] {
  const of = (
    name: string,
    runs: readonly RunRow[],
    state: Partial<RunsReady> = {},
    choices: RunsChoices = {},
  ) => entry(name, { ...ready(runs.length), ...state }, answersOf(runs), choices);
  const salary = salaryRuns(12);
  const failure = {
    code: 'file-failed',
    message: 'The folder of runs cannot be opened (EACCES). Check its permissions, then read again.',
    actions: [],
  };
  return [
    of('experiment', salary),
    of('all-columns', salary, {}, { onlyDiffering: false, shown: ['metric:rmse', 'setting:split.seed'] }),
    of('grouped', mixedRuns(), { scope: everything }, { isGrouped: true, hasChart: false }),
    of('mixed', mixedRuns(), { scope: everything }),
    of('one', salary.slice(0, 1)),
    of('huge', manyRuns(10_000), { scope: everything }),
    of('filtered', salary, {}, { filter: 'r2 > 0.9 epochs >= 30' }),
    of('checking-tables', salary, { uncheckedTables: 3 }, { filter: 'changed' }),
    of('problem', salary, {}, { filter: 'rmsee < 5000 tag:' }),
    of('none-match', salary, {}, { filter: 'rmse < 1' }),
    of('unreadable', salary, { unreadable: unreadable(salary.length), incompleteCount: 2 }),
    of('evaluating', salary, { incompleteCount: 3, catchingUp: { step: 'evaluating', done: 1, of: 3 } }),
    of('empty', []),
    of('nothing', [], { scope: everything }),
    entry('loading', { kind: 'loading', scope: { kind: 'folder', name: 'examples' } }),
    entry('failed', { kind: 'failed', scope, failure }),
  ];
}

function entry(
  name: string,
  state: RunsState,
  answers: GalleryEntry['answers'] = {},
  choices: RunsChoices = {},
): GalleryEntry {
  const heading = state.scope.kind === 'all' ? 'All Runs' : `Runs: ${state.scope.name}`;
  return { name: `runs-${name}`, page: 'runs', heading, state, answers, choices };
}

const ready = (runCount: number): RunsReady => ({
  kind: 'ready',
  scope,
  revision: 1,
  runCount,
  unreadable: { count: 0, first: [] },
  incompleteCount: 0,
  uncheckedTables: 0,
});

const unreadable = (count: number): RunsReady['unreadable'] => ({
  count,
  first: [
    {
      name: 'linear-learner-2026-11-20-09-14-03-112',
      reason: 'run.json is missing: the folder of the run was deleted in part.',
    },
    { name: 'linear-learner-2026-11-21-10-02-44-018', reason: 'marks.jsonl is damaged at line 2.' },
  ],
});

/** The host's own functions answer. */
function answersOf(runs: readonly RunRow[]): NonNullable<GalleryEntry['answers']> {
  const changes = new Map<string, TableChange>([
    [runs[2]?.trainingJobName ?? '', 'changed'],
    [runs[5]?.trainingJobName ?? '', 'missing'],
  ]);
  const views = openRunViews(runs, ({ trainingJobName }) => changes.get(trainingJobName));
  return {
    view: ({ query }: { query: RunsQuery }) => views.view(query),
    lines: ({ query, from }: { query: RunsQuery; from: number }) => views.lines(query, from),
    openRun: null,
    runCommand: null,
    compare: null,
    saveLines: null,
    catchUp: null,
    findRuns: null,
    cancel: null,
    readAgain: null,
    openExperiment: null,
    openSample: null,
    showAll: null,
  };
}

const hourMs = 3_600_000;
const newest = Date.parse('2026-11-24T21:31:00Z');
const digits = (value: number) => Number(value.toPrecision(4));

/** Twelve runs of the tutorial with other epochs, rates and data; the newest first. */
function salaryRuns(count: number): readonly RunRow[] {
  return Array.from({ length: count }, (_, index) => {
    const epochs = [15, 30, 15, 50][index % 4] ?? 15;
    const r2 = digits(0.96 - 0.012 * index + 0.02 * Math.sin(index * 2.3));
    const hasFailed = index === 4;
    const isOnAws = index % 5 === 2;
    return {
      connectionId: isOnAws ? 'aws:default@us-east-1' : 'local',
      trainingJobName: `linear-learner-2026-11-${24 - index}-21-31-00-000`,
      experimentPath: '/work/examples/salary.linear.json',
      title: index === 1 ? 'salary, more epochs' : 'salary',
      createdAt: new Date(newest - index * 9 * hourMs).toISOString(),
      status: hasFailed ? 'Failed' : 'Completed',
      target: 'Salary',
      predictorType: 'regressor',
      rowCounts: { train: 20, validation: 0, test: 10 },
      datasetSha256: index < 6 ? 'a1b2c3d4e5f6' : '9f8e7d6c5b4a',
      ...(hasFailed
        ? {}
        : {
            metrics: {
              r2,
              rmse: digits(32_000 * Math.sqrt(1 - r2)),
              mae: digits(25_000 * Math.sqrt(1 - r2)),
            },
            intervals: { r2: { low: digits(r2 - 0.05), high: digits(r2 + 0.02) } },
            baseline: { r2: -0.021 },
            reference: { r2: 0.9581 },
            epochs,
          }),
      durationSeconds: isOnAws ? 188 + index : 2.4 + index / 10,
      ...(isOnAws ? { billableSeconds: 71 + index, costUsd: 0.0023 * (1 + index) } : { costUsd: 0 }),
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      settings: {
        dataset: 'salary.csv',
        'hyperparameters.epochs': String(epochs),
        ...(index % 3 === 0 ? { 'hyperparameters.learning_rate': '0.01' } : {}),
        'hyperparameters.mini_batch_size': '5',
        'split.method': 'random',
        'split.seed': '0',
        'split.test': '0.33',
        'training.instanceType': 'ml.m5.large',
        features: '1 column #3f9a1c',
      },
      ...(index === 3 ? { note: 'Half the rate: the loss no longer jumps.' } : {}),
      tags: index === 1 ? ['candidate', 'paper'] : [],
      isPinned: index === 3,
    } satisfies RunRow;
  });
}

function mixedRuns(): readonly RunRow[] {
  const loans = salaryRuns(5).map((run, index): RunRow => {
    const { metrics: _, intervals: __, baseline: ___, reference: ____, ...rest } = run;
    return {
      ...rest,
      experimentPath: '/work/examples/loans.linear.json',
      title: 'loans',
      target: 'default',
      predictorType: 'binary_classifier',
      trainingJobName: `loans-${index}`,
      metrics: { auc: digits(0.81 + index / 100), accuracy: 0.78 },
      intervals: { auc: { low: digits(0.78 + index / 100), high: digits(0.84 + index / 100) } },
      baseline: { auc: 0.5 },
    };
  });
  return [...salaryRuns(6), ...loans].toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

function manyRuns(count: number): readonly RunRow[] {
  const few = salaryRuns(12);
  return Array.from({ length: count }, (_, index) => {
    const run = few[index % few.length] ?? few[0];
    if (run === undefined) throw new Error('there are no runs to repeat');
    return {
      ...run,
      trainingJobName: `job-${index}`,
      title: `run ${count - index}`,
      createdAt: new Date(newest - index * hourMs).toISOString(),
    };
  });
}
