import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { appendFile, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { createEngine } from '../../src/data/engine/client.ts';
import { parseExperiment } from '../../src/data/experiment/parseExperiment.ts';
import type { StudyPlan, StudyRecord, Trial } from '../../src/data/shapes/study.ts';
import { wouldMoreRowsHelp } from '../../src/studies/learningCurve.ts';
import { openStudies } from '../../src/studies/studies.ts';
import type { Studies } from '../../src/studies/studies.ts';
import { rankTrials, summarizeFolds } from '../../src/studies/summary.ts';

/** Inside the repository, so that packages which no bundle holds are found. */
const bundles = resolve('.cache', `studies-${process.pid}`);
const bundle = (name: string) => join(bundles, name);
beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['esbuild.mjs', 'run', '--to', bundles], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  buildSync({
    entryPoints: ['test/contract/runStudy.ts'],
    outfile: bundle('runStudy.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
  });
});
afterAll(() => rm(bundles, { recursive: true, force: true }));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-studies-'));
  for (const name of ['salary.csv', 'customers.csv'])
    await copyFile(join('examples', name), join(folder, name));
  return () => rm(folder, { recursive: true, force: true });
});

const open = (storageFolder = folder): Studies =>
  openStudies({
    storageFolder,
    openEngine: () =>
      createEngine(bundle('engine.mjs'), {
        settings: () => ({
          cacheFolder: join(folder, 'tables'),
          cacheLimitBytes: 1e9,
          memoryLimitBytes: 1e9,
          givesWay: true,
        }),
        cancelGraceMs: 300,
      }),
    jobModulePath: bundle('job.mjs'),
  });

const salary = { dataset: 'salary.csv', target: 'Salary', split: { test: 0.2 } };
const left = {
  dataset: 'customers.csv',
  target: 'Left',
  predictorType: 'binary_classifier',
  split: { test: 0.25, method: 'stratified' },
};

/** An experiment of one epoch, with its file. */
async function requestOf(
  edits: { readonly dataset: string; readonly target: string; readonly [key: string]: unknown },
  plan: StudyPlan,
) {
  const text = JSON.stringify({
    version: 1,
    hyperparameters: { epochs: 1 },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
    ...edits,
  });
  const experimentPath = join(folder, 'a.linear.json');
  await writeFile(experimentPath, text);
  const experiment = parseExperiment(text, experimentPath);
  return { experimentPath, experiment, datasetPath: join(folder, edits.dataset), plan };
}

interface Ran {
  readonly record: StudyRecord;
  readonly trials: readonly Trial[];
}

async function ran(studies: Studies, record: StudyRecord, signal?: AbortSignal): Promise<Ran> {
  await studies.run(record.studyId, {
    signal: signal ?? new AbortController().signal,
    onTrial: () => undefined,
    onProgress: () => undefined,
  });
  const { trials = [] } = (await studies.read(record.studyId)) ?? {};
  return { record, trials };
}

async function studied(...given: Parameters<typeof requestOf>): Promise<Ran> {
  const studies = open();
  return ran(studies, await studies.plan(await requestOf(...given)));
}

const undated = (trials: readonly Trial[]) => trials.map((trial) => ({ ...trial, durationMs: 0 }));

/** Processes of a bundle of this test, and whose child they are. */
async function processesOf(parent: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(ppid) === parent && state !== 'Z' && command.includes(bundles)) found.push(command);
  }
  return found;
}
/** What is in the folder of a study besides its records. */
const leftIn = async (record: StudyRecord) =>
  (await readdir(join(folder, 'studies', record.studyId))).filter(
    (name) => name !== 'study.json' && name !== 'trials.jsonl',
  );

const scores = z.record(z.string(), z.array(z.array(z.record(z.string(), z.number()))));
const golden = scores.parse(JSON.parse(await readFile('test/fixtures/crossValidation.json', 'utf8')));

describe('the converged fit of each fold scores as in scikit-learn', () => {
  const bill = { dataset: 'customers.csv', target: 'MonthlyBill' };
  const features = (...columns: string[]) => columns.map((column) => ({ column }));
  const split = (method: string, column: string) => ({ test: 0.2, method, column });
  test.each([
    ['salary', { ...salary, features: features('YearsExperience') }, { folds: 5, repeats: 2, seed: 3 }],
    [
      'bill',
      { ...bill, split: { test: 0 }, features: features('MonthsCustomer', 'ContractMonths', 'SupportCalls') },
      { folds: 7, repeats: 1, seed: 11 },
    ],
    [
      'billInGroups',
      {
        ...bill,
        split: split('group', 'SupportCalls'),
        features: features('MonthsCustomer', 'ContractMonths'),
      },
      { folds: 3, repeats: 1, seed: 0 },
    ],
    [
      'billInTime',
      {
        ...bill,
        split: split('time', 'MonthsCustomer'),
        features: features('ContractMonths', 'SupportCalls'),
      },
      { folds: 4, repeats: 1, seed: 0 },
    ],
    [
      'left',
      { ...left, features: features('MonthsCustomer', 'ContractMonths', 'MonthlyBill', 'SupportCalls') },
      { folds: 5, repeats: 2, seed: 0 },
    ],
  ])('%s', async (name, edits, folds) => {
    const { trials } = await studied(edits, { kind: 'cross-validation', ...folds });
    const expected = golden[name]?.flat() ?? [];
    expect(trials.map(({ failure }) => failure)).toEqual(expected.map(() => undefined));
    for (const [index, fold] of expected.entries()) {
      const { reference = {} } = trials[index] ?? {};
      const found = new Map(Object.entries(reference));
      for (const [metric, value] of Object.entries(fold))
        expect(found.get(metric), `fold ${index}, ${metric}`).toSatisfy(
          (one: number) => Math.abs(one - value) <= 1e-4 * Math.max(1, Math.abs(value)),
        );
    }
    const [metric = ''] = Object.keys(expected[0] ?? {});
    const known = expected.map((fold) => fold[metric] ?? 0);
    const named = metric === 'accuracy' ? 'accuracy' : 'r2';
    const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
    expect(summarizeFolds(trials, named, 'reference')?.mean).toBeCloseTo(mean, 4);
  });
});

test('a study is run by one process, and one whose process is killed goes on to the same trials as an uninterrupted one', async () => {
  const plan: StudyPlan = { kind: 'cross-validation', folds: 4, repeats: 3, seed: 1 };
  const edits = { ...left, split: { test: 0.2, validation: 0.2, method: 'stratified' } };
  const whole = await studied(edits, plan);
  expect(whole.trials).toHaveLength(12);

  const studies = open();
  const record = await studies.plan(await requestOf(edits, plan));
  const args = [folder, bundle('engine.mjs'), bundle('job.mjs'), record.studyId];
  const child = spawn(process.execPath, [bundle('runStudy.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { pid = 0 } = child;
  const exited = once(child, 'exit');
  let children: readonly string[] = [];
  let finished = 0;
  for await (const _ of createInterface({ input: child.stdout })) {
    finished += 1;
    if (finished < 3) continue;
    children = await processesOf(pid);
    const refusal = { code: 'study-running', facts: { studyId: record.studyId, runner: pid } };
    await expect(ran(studies, record)).rejects.toMatchObject(refusal);
    await expect(studies.remove(record.studyId)).rejects.toMatchObject(refusal);
    child.kill('SIGKILL');
    break;
  }
  await exited;
  expect(children).not.toEqual([]);
  expect((await leftIn(record)).toSorted()).toEqual(['owner.lock', `work-${pid}`]);
  await appendFile(join(folder, 'studies', record.studyId, 'trials.jsonl'), '{"index":11,"edi');

  const before = (await studies.read(record.studyId))?.trials ?? [];
  expect(before.length).toBeGreaterThanOrEqual(3);
  expect(before.length).toBeLessThan(12);
  const resumed = await ran(open(), record);
  expect(undated(resumed.trials)).toEqual(undated(whole.trials));
  expect(resumed.trials).toEqual(expect.arrayContaining([...before]));
  expect(await leftIn(record)).toEqual([]);
});

test('a cancelled study leaves no process and no file, and keeps what has ended', async () => {
  const studies = open();
  const plan: StudyPlan = { kind: 'cross-validation', folds: 20, repeats: 5, seed: 1 };
  const record = await studies.plan(await requestOf(salary, plan));
  const cancelling = new AbortController();
  const running = studies.run(record.studyId, {
    signal: cancelling.signal,
    onTrial: ({ index }) => {
      if (index === 1) cancelling.abort(new Error('enough'));
    },
    onProgress: () => undefined,
  });
  await expect(
    studies.run(record.studyId, {
      signal: cancelling.signal,
      onTrial: () => undefined,
      onProgress: () => undefined,
    }),
  ).rejects.toMatchObject({ code: 'study-running' });
  await expect(studies.remove(record.studyId)).rejects.toMatchObject({ code: 'study-running' });
  await expect(running).rejects.toThrow('enough');
  if (process.platform === 'linux') expect(await processesOf(process.pid)).toEqual([]);
  expect(await leftIn(record)).toEqual([]);
  const kept = (await studies.read(record.studyId))?.trials.length ?? 0;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(100);
  await studies.remove(record.studyId);
  expect(await studies.list()).toEqual([]);
});

test('the table and the experiment have to be those that the study began with', async () => {
  const studies = open();
  const plan: StudyPlan = { kind: 'cross-validation', folds: 2, repeats: 1, seed: 0 };
  const request = await requestOf(salary, plan);
  const record = await studies.plan(request);
  await requestOf({ ...salary, split: { test: 0.3 } }, plan);
  await expect(ran(studies, record)).rejects.toMatchObject({ code: 'study-experiment-changed' });
  // Where the job would run has no part in a study.
  await requestOf({ ...salary, output: { prefix: 'elsewhere' } }, plan);
  await appendFile(request.datasetPath, '11.5,130000\n');
  await expect(ran(studies, record)).rejects.toMatchObject({
    code: 'study-data-changed',
    facts: { file: request.datasetPath, isDone: false },
  });
  expect((await studies.read(record.studyId))?.trials).toEqual([]);
});

test('a table that changes while a study runs ends it, and no trial of the new table is recorded', async () => {
  const studies = open();
  const plan: StudyPlan = { kind: 'cross-validation', folds: 10, repeats: 1, seed: 0 };
  const request = await requestOf(salary, plan);
  const { studyId, trialCount } = await studies.plan(request);
  const running = studies.run(studyId, {
    signal: new AbortController().signal,
    onTrial: () => appendFileSync(request.datasetPath, '11.5,130000\n'),
    onProgress: () => undefined,
  });
  await expect(running).rejects.toMatchObject({ code: 'study-data-changed' });
  const trials = (await studies.read(studyId))?.trials ?? [];
  expect(trials.length).toBeGreaterThan(0);
  // Rows of the table as it was.
  const counts = trials.map(({ trainRowCount, testRowCount }) => trainRowCount + testRowCount);
  expect(new Set(counts)).toEqual(new Set([30]));
  expect(trials.length).toBeLessThanOrEqual(trialCount);
});

test('a table that changes after all trainings have read it is noticed at the end', async () => {
  const studies = open();
  const vary = [{ path: ['hyperparameters', 'epochs'], values: [1, 2, 3] }];
  const request = await requestOf(salary, { kind: 'variations', method: 'grid', vary, seed: 0 });
  const { studyId } = await studies.plan(request);
  const running = studies.run(studyId, {
    signal: new AbortController().signal,
    onTrial: () => appendFileSync(request.datasetPath, '11.5,130000\n'),
    onProgress: () => undefined,
  });
  await expect(running).rejects.toMatchObject({ code: 'study-data-changed', facts: { isDone: true } });
  expect((await studies.read(studyId))?.trials).toHaveLength(3);
});

test('variations are held out on the same rows, and one that cannot be trained is recorded as such', async () => {
  const { record, trials } = await studied(salary, {
    kind: 'variations',
    method: 'grid',
    vary: [
      { path: ['hyperparameters', 'epochs'], values: [1, 8] },
      { path: ['hyperparameters', 'learning_rate'], values: [0.1, 1e38] },
      { path: ['targetTransform'], values: [null, 'log1p'] },
    ],
    seed: 0,
  });
  expect(trials.map(({ index }) => index)).toEqual(Array.from({ length: record.trialCount }, (_, at) => at));
  expect(new Set(trials.map(({ testRowCount }) => testRowCount))).toEqual(new Set([6]));
  const failed = trials.filter(({ failure }) => failure !== undefined);
  expect(failed).not.toEqual([]);
  for (const { edits } of failed) expect(edits[1]?.value).toBe(1e38);
  expect(rankTrials(trials, 'rmse')[0]?.edits).toContainEqual({
    path: ['hyperparameters', 'epochs'],
    value: 8,
  });
});

test('leaving out the only telling feature is the worst variation', async () => {
  const { trials } = await studied(
    { ...left, hyperparameters: { epochs: 10 } },
    {
      kind: 'variations',
      method: 'leave-one-feature-out',
      vary: [],
      seed: 0,
    },
  );
  expect(trials).toHaveLength(5);
  expect(trials[0]?.edits).toEqual([]);
  const worst = rankTrials(trials, 'auc').at(-1);
  expect(worst?.edits).toEqual([{ path: ['features', 'ContractMonths'], value: null }]);
});

test('a learning curve has more rows from share to share, and the same rows to compare on', async () => {
  const { trials } = await studied(left, {
    kind: 'learning-curve',
    shares: [0.25, 0.5, 1],
    repeats: 3,
    seed: 2,
  });
  expect(trials.map(({ trainRowCount }) => trainRowCount)).toEqual([75, 75, 75, 150, 150, 150, 300]);
  expect(trials.map(({ testRowCount }) => testRowCount)).toEqual(trials.map(() => 100));
  expect(wouldMoreRowsHelp(trials, 'auc')).toMatchObject({ rowCount: 300 });
});

test('studies of an experiment are listed, the newest first', async () => {
  const studies = open();
  const plan: StudyPlan = { kind: 'cross-validation', folds: 2, repeats: 1, seed: 0 };
  const request = await requestOf(salary, plan);
  const first = await studies.plan(request);
  const second = await studies.plan(request);
  const other = await studies.plan({ ...request, experimentPath: join(folder, 'b.linear.json') });
  const ids = async (path?: string) => (await studies.list(path)).map(({ studyId }) => studyId);
  expect(await ids(request.experimentPath)).toEqual([second.studyId, first.studyId]);
  expect(await ids()).toEqual([other.studyId, second.studyId, first.studyId]);
  await expect(studies.read('../../etc')).rejects.toMatchObject({ code: 'study-unknown' });
  await vi.waitFor(async () => expect(await processesOf(process.pid)).toEqual([]));
});
