import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEngine } from '../../src/data/engine/client.ts';
import { parseExperiment } from '../../src/data/experiment/parseExperiment.ts';
import type { StudyPlan, Trial } from '../../src/data/shapes/study.ts';
import { openStudies } from '../../src/studies/studies.ts';

/** Inside the repository, so that packages which no bundle holds are found. */
const bundles = resolve('.cache', `studies-${process.pid}`);
beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['esbuild.mjs', 'run', '--to', bundles], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
});
afterAll(() => rm(bundles, { recursive: true, force: true }));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-studies-'));
  await copyFile('examples/salary.csv', join(folder, 'salary.csv'));
  return () => rm(folder, { recursive: true, force: true });
});

const settings = () => ({
  cacheFolder: join(folder, 'tables'),
  cacheLimitBytes: 1e9,
  memoryLimitBytes: 1e9,
  givesWay: true,
});
const open = () =>
  openStudies({
    storageFolder: folder,
    openEngine: () => createEngine(join(bundles, 'engine.mjs'), { settings, cancelGraceMs: 300 }),
    jobModulePath: join(bundles, 'job.mjs'),
  });
const experiment = parseExperiment(
  JSON.stringify({
    version: 1,
    dataset: 'salary.csv',
    target: 'Salary',
    split: { test: 0.2, seed: 1 },
    hyperparameters: { epochs: 5 },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
  }),
  'salary.linear.json',
);
const request = (plan: StudyPlan) => ({
  experimentPath: join(folder, 'salary.linear.json'),
  experiment,
  datasetPath: join(folder, 'salary.csv'),
  plan,
});

test('five folds of a table', async () => {
  const studies = open();
  console.time('plan');
  const record = await studies.plan(request({ kind: 'cross-validation', folds: 5, repeats: 2, seed: 0 }));
  console.timeEnd('plan');
  const trials: Trial[] = [];
  console.time('run');
  await studies.run(record.studyId, {
    signal: new AbortController().signal,
    onTrial: (trial) => trials.push(trial),
    onProgress: (p) => console.log(JSON.stringify(p)),
  });
  console.timeEnd('run');
  console.log(JSON.stringify(trials[0], null, 1), trials.map(({ durationMs }) => durationMs).join());
  console.log(await readdir(join(folder, 'studies', record.studyId)));
  expect(trials).toHaveLength(10);
});
