import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { executed, FakePanel, forgetShown, shown, Uri } from '../../../../test/fakeVscode.ts';
import { localConnection } from '../../../aws/connections/types.ts';
import { openCalls } from '../../../data/engine/calls.ts';
import { openTables } from '../../../data/engine/tables.ts';
import type { StudyPlan, StudyRecord, Trial } from '../../../data/shapes/study.ts';
import { studyFailure } from '../../../studies/errors.ts';
import type { Studies, Study, StudyRequest, StudyRunOptions } from '../../../studies/studies.ts';
import { showStudyPage } from './page.ts';

/** The document that is edited. */
const world = vi.hoisted(() => ({ text: '' }));
const watched = vi.hoisted(() => ({ changed: new Set<() => void>() }));
vi.mock('vscode', async () => {
  const fake = await import('../../../../test/fakeVscode.ts');
  const { fakeTextEdits } = await import('../../../../test/fakeTextEdits.ts');
  const { Range, WorkspaceEdit, applyEdit, document } = fakeTextEdits(world);
  return {
    ...fake,
    workspace: {
      textDocuments: [],
      createFileSystemWatcher: () => ({
        ...fake.workspace.createFileSystemWatcher(),
        onDidChange(changed: () => void) {
          watched.changed.add(changed);
          return { dispose: () => undefined };
        },
      }),
      openTextDocument: async (uri: unknown) => document(uri),
      applyEdit,
    },
    Range,
    WorkspaceEdit,
  };
});

const calls = openCalls(openTables());
let folder = '';
const experimentPath = () => join(folder, 'salary.linear.json');
beforeEach(async () => {
  forgetShown();
  watched.changed.clear();
  folder = await mkdtemp(join(tmpdir(), 'study-page-'));
  const rows = Array.from({ length: 30 }, (_, row) => `${row},${(row * 7) % 5},${2 * row + 1}`);
  await writeFile(join(folder, 'salary.csv'), ['Years,Grade,Salary', ...rows, ''].join('\n'));
  const { experiment } = await calls.suggestExperiment({
    path: join(folder, 'salary.csv'),
    target: 'Salary',
  });
  world.text = `${JSON.stringify({ ...experiment, dataset: 'salary.csv', features: undefined }, null, 2)}\n`;
  await writeFile(experimentPath(), world.text);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const folds: StudyPlan = { kind: 'cross-validation', folds: 2, repeats: 1, seed: 0 };
const grid: StudyPlan = {
  kind: 'variations',
  method: 'grid',
  vary: [{ path: ['hyperparameters', 'wd'], values: [0, 0.1] }],
  seed: 0,
};

const trial = (index: number, r2: number, change: Partial<Trial> = {}): Trial => ({
  index,
  edits: [],
  trainRowCount: 15,
  testRowCount: 15,
  metrics: { r2, rmse: 10 * (1 - r2) },
  intervals: { r2: { low: r2 - 0.1, high: r2 + 0.05 } },
  durationMs: 100,
  ...change,
});

/** Studies in memory, whose trials end when the test says so. */
function fakeStudies() {
  const kept = new Map<string, { record: StudyRecord; trials: Trial[] }>();
  let options: StudyRunOptions | undefined;
  let settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  const runner: { pid: number | undefined } = { pid: undefined };
  const studies: Pick<Studies, 'plan' | 'run' | 'read' | 'list' | 'remove' | 'runnerOf' | 'unreadable'> = {
    async plan({ experiment, plan, datasetPath }: StudyRequest) {
      if (plan.kind === 'variations' && plan.vary.length === 0)
        throw studyFailure('study-empty', { why: 'nothing-varied' }, 'nothing');
      const record: StudyRecord = {
        version: 1,
        studyId: `study-${kept.size + 1}`,
        createdAt: `2026-11-24T21:0${kept.size}:00Z`,
        experimentPath: experimentPath(),
        experiment,
        features: [{ column: 'Years' }, { column: 'Grade' }],
        datasetPath,
        datasetSha256: await calls.tableSha256({ path: datasetPath }),
        plan,
        trialCount: 2,
      };
      kept.set(record.studyId, { record, trials: [] });
      return record;
    },
    run(studyId, given) {
      const ended = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
      options = {
        ...given,
        onTrial(one) {
          kept.get(studyId)?.trials.push(one);
          given.onTrial(one);
        },
      };
      given.signal.addEventListener('abort', () => settle?.reject(new DOMException('Aborted', 'AbortError')));
      return ended;
    },
    runnerOf: async () => runner.pid,
    unreadable: async () => [
      { folder: '/studies/cut', why: 'damaged' },
      { folder: '/studies/new', why: 'newer-version' },
    ],
    read: async (studyId): Promise<Study | undefined> => structuredClone(kept.get(studyId)),
    list: async () =>
      [...kept.values()].map(({ record }) => record).toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
    remove: async (studyId) => void kept.delete(studyId),
  };
  return {
    studies,
    kept,
    runner,
    trial: (one: Trial) => options?.onTrial(one),
    end: () => settle?.resolve(),
    fail: (error: unknown) => settle?.reject(error),
    isAborted: () => options?.signal.aborted,
  };
}

function openPage(fake: ReturnType<typeof fakeStudies>, kind = 'cross-validation') {
  const panel = new FakePanel('linearLearner.study', 'Study: salary');
  const services = {
    engine: calls,
    log: { error: () => undefined, warn: () => undefined },
    extensionUri: Uri.file('/extension'),
    studies: async () => fake.studies,
    trust: async () => ({ tableOf: async () => join(folder, 'salary.csv') }),
    records: { newestOf: async () => undefined },
    connection: () => localConnection,
  };
  const identity = { experiment: experimentPath(), kind };
  // SAFETY: the fakes have the members of services and of a panel that the page uses.
  const opened = showStudyPage(services as never, panel as never, identity as never);
  panel.say({ type: 'ready' });
  return { panel, opened };
}

const state = (panel: FakePanel, body: object) =>
  expect
    .poll(() => panel.posted.findLast((message) => JSON.stringify(message).includes('"state"')))
    .toMatchObject({
      name: 'state',
      body,
    });
async function answerOf(panel: FakePanel, name: string, body: object = {}): Promise<unknown> {
  const id = panel.posted.length + 100;
  panel.say({ type: 'request', id, name, body });
  const answer = () =>
    panel.posted.find((message) => new RegExp(`"id":${id}\\b`).test(JSON.stringify(message)));
  await expect.poll(answer).toBeDefined();
  return answer();
}

test('a page without studies says what can be varied, and how the folds are drawn', async () => {
  const { panel } = openPage(fakeStudies());
  await state(panel, {
    kind: 'ready',
    target: 'Salary',
    metric: 'r2',
    split: { method: 'random' },
    featureCount: 2,
    tab: 'cross-validation',
    studies: [],
    unreadable: { newerCount: 1, damagedFolders: ['/studies/cut'] },
  });
  const paths = JSON.stringify(panel.posted.at(-1));
  for (const path of ['"hyperparameters","wd"', '"features","Grade","encode"', '"split","seed"'])
    expect(paths).toContain(path);
});

test('a study shows its trials as they end, and is done after the last one', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake);
  await state(panel, { kind: 'ready' });
  expect(await answerOf(panel, 'start', { plan: folds })).toMatchObject({ type: 'answer' });
  await state(panel, { running: { studyId: 'study-1' }, shown: { progress: 'running', doneCount: 0 } });
  fake.trial(trial(0, 0.9, { fold: 0, repeat: 0 }));
  await state(panel, { shown: { doneCount: 1, result: { summaries: [{ name: 'r2', mean: 0.9 }, {}] } } });
  fake.trial(trial(1, 0.8, { fold: 1, repeat: 0 }));
  fake.end();
  await state(panel, {
    shown: {
      progress: 'done',
      doneCount: 2,
      result: { foldCount: 2, summaries: [{ low: 0.8, high: 0.9 }, {}] },
    },
  });
});

test('a study that is stopped keeps what is done, and goes on with the rest', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake);
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'start', { plan: folds });
  fake.trial(trial(0, 0.9));
  await answerOf(panel, 'stop');
  await state(panel, { shown: { progress: 'interrupted', doneCount: 1 } });
  await answerOf(panel, 'resume', { studyId: 'study-1' });
  await state(panel, { shown: { progress: 'running', doneCount: 1 } });
});

test('trials that failed are tried again on request, and do not count meanwhile', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake);
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'start', { plan: folds });
  fake.trial(trial(0, 0.9));
  const { metrics: _, ...failed } = trial(1, 0);
  fake.trial({ ...failed, failure: { code: 'training-failed', message: 'killed' } });
  fake.end();
  await state(panel, { shown: { progress: 'done', doneCount: 2, failedCount: 1, firstFailure: 'killed' } });
  await answerOf(panel, 'resume', { studyId: 'study-1' });
  await state(panel, { shown: { progress: 'running', doneCount: 1, failedCount: 0 } });
  fake.trial(trial(1, 0.8));
  await state(panel, { shown: { doneCount: 2, failedCount: 0 } });
});

test('a study that another window runs is followed by its records until it ends', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake);
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'start', { plan: folds });
  await answerOf(panel, 'stop');
  await state(panel, { shown: { progress: 'interrupted' } });
  fake.runner.pid = 4242;
  await answerOf(panel, 'resume', { studyId: 'study-1' });
  const facts = { studyId: 'study-1', runner: 4242 };
  fake.fail(studyFailure('study-running', facts, 'running in process 4242'));
  await state(panel, { shown: { progress: 'elsewhere', runner: 4242, doneCount: 0 } });
  expect(JSON.stringify(panel.posted.at(-1))).not.toContain('"failure"');
  fake.kept.get('study-1')?.trials.push(trial(0, 0.9));
  await state(panel, { shown: { progress: 'elsewhere', doneCount: 1 } });
  fake.kept.get('study-1')?.trials.push(trial(1, 0.8));
  fake.runner.pid = undefined;
  await state(panel, { shown: { progress: 'done', doneCount: 2 } });
});

test('a page that is closed stops its study', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake);
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'start', { plan: folds });
  expect(fake.isAborted()).toBe(false);
  panel.dispose();
  expect(fake.isAborted()).toBe(true);
});

test('a plan that is refused is answered with the reason, and nothing runs', async () => {
  const { panel } = openPage(fakeStudies(), 'variations');
  await state(panel, { kind: 'ready' });
  const plan = { ...grid, vary: [] };
  expect(await answerOf(panel, 'start', { plan })).toMatchObject({
    type: 'failure',
    failure: { code: 'study-empty' },
  });
});

test('a study whose table has changed says so when it is resumed', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake);
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'start', { plan: folds });
  fake.fail(studyFailure('study-data-changed', { file: '/salary.csv', isDone: false }, 'changed'));
  await state(panel, { shown: { progress: 'interrupted', changed: 'data' } });
});

test('a table that has changed since a study is named, and the result is that of the table as it was', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake);
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'start', { plan: folds });
  // The experiment and its table.
  expect(watched.changed.size).toBe(2);
  await appendFile(join(folder, 'salary.csv'), '31,2,63\n');
  for (const changed of watched.changed) changed();
  await state(panel, { shown: { progress: 'running', changed: 'data' } });
  fake.trial(trial(0, 0.9));
  fake.trial(trial(1, 0.8));
  fake.end();
  await state(panel, { shown: { progress: 'done', changed: 'data', result: { foldCount: 2 } } });
});

test('an experiment that has changed since a study is named as the reason that it cannot go on', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake);
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'start', { plan: folds });
  await answerOf(panel, 'stop');
  await state(panel, { shown: { progress: 'interrupted' } });
  await writeFile(experimentPath(), world.text.replace('"seed": 0', '"seed": 7'));
  await answerOf(panel, 'readAgain');
  await state(panel, { shown: { changed: 'experiment' } });
});

test('a variation is put into the experiment, and what changed is answered', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake, 'variations');
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'start', { plan: grid });
  const edits = [
    { path: ['hyperparameters', 'wd'], value: 0.1 },
    { path: ['features', 'Grade'], value: null },
  ];
  fake.trial(trial(1, 0.9, { edits }));
  expect(await answerOf(panel, 'use', { studyId: 'study-1', index: 1 })).toMatchObject({
    body: [
      { path: ['hyperparameters', 'wd'], from: null, to: 0.1 },
      { path: ['features', 'Grade'], from: true, to: null },
    ],
  });
  expect(JSON.parse(world.text)).toMatchObject({
    hyperparameters: { wd: 0.1 },
    features: [{ column: 'Years' }],
  });
});

test('a result is deleted once that is confirmed', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake);
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'start', { plan: folds });
  fake.end();
  await state(panel, { studies: [{ studyId: 'study-1' }] });
  forgetShown(undefined, 'Delete');
  await answerOf(panel, 'remove', { studyId: 'study-1' });
  expect([shown.length, fake.kept.size]).toEqual([1, 1]);
  await answerOf(panel, 'remove', { studyId: 'study-1' });
  await state(panel, { studies: [] });
});

test('a command shows its kind in a page that is open, with the values it was given', async () => {
  const { panel, opened } = openPage(fakeStudies());
  await state(panel, { kind: 'ready' });
  opened.show('variations', grid);
  await state(panel, { tab: 'variations', proposed: grid });
});

test('an experiment that cannot be read is shown as such, and read again on request', async () => {
  await writeFile(experimentPath(), '{');
  const { panel } = openPage(fakeStudies());
  await state(panel, { kind: 'failed' });
  await writeFile(experimentPath(), world.text);
  await answerOf(panel, 'readAgain');
  await state(panel, { kind: 'ready' });
});

test('ten thousand variations are a message of less than a megabyte', async () => {
  const fake = fakeStudies();
  const { panel } = openPage(fake, 'variations');
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'start', { plan: grid });
  for (let index = 0; index < 10_000; index += 1) {
    const edits = Array.from({ length: 6 }, (_, at) => ({
      path: ['hyperparameters', `setting_${at}`],
      value: index / (at + 1),
    }));
    fake.trial(trial(index, index / 10_000, { edits }));
  }
  await state(panel, { shown: { result: { rankedCount: 10_000 } } });
  const [last] = panel.posted.slice(-1);
  expect(JSON.stringify(last).length).toBeLessThan(1_000_000);
  const more = await answerOf(panel, 'ranked', { studyId: 'study-1', from: 9900 });
  expect(more).toMatchObject({ body: { length: 100 } });
});

test('the experiment is opened from the page', async () => {
  const { panel } = openPage(fakeStudies());
  await state(panel, { kind: 'ready' });
  await answerOf(panel, 'openExperiment');
  expect(executed.at(-1)).toMatchObject({ command: 'vscode.open' });
});
