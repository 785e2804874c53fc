import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { evaluateRun } from '../../src/runs/evaluate.ts';
import { catchUp, findRuns } from '../../src/runs/history/catchUp.ts';
import type { CatchUpProgress } from '../../src/runs/history/catchUp.ts';
import { followRun } from '../../src/runs/history/followRun.ts';
import { openPrices } from '../../src/runs/prices/prices.ts';
import { openRunHistory } from '../../src/runs/history/openHistory.ts';
import { openJobLedger } from '../../src/guard/journal/jobLedger.ts';
import { openRunRecords } from '../../src/runs/openRunRecords.ts';
import { engine, openRunsOnLocal, signal } from './runsOnLocal.ts';

let local: Awaited<ReturnType<typeof openRunsOnLocal>>;
beforeAll(async () => {
  local = await openRunsOnLocal();
});
afterAll(() => local.close());

/** A machine with a storage folder of its own. */
function machine(name: string) {
  const storage = join(local.folder, name);
  const records = openRunRecords(storage);
  const history = openRunHistory(storage, {
    records,
    jobs: openJobLedger(storage),
    prices: openPrices(storage),
  });
  records.onDidSave((...run) => void history.refresh(...run));
  onTestFinished(() => history.dispose());
  return { storage, records, history, engine };
}

test('a run whose end nobody saw is described and evaluated by catching up', async () => {
  const { records, history } = machine('unseen');
  const { trainingJobName } = await local.start(await local.experimentOf('unseen', 3), records);
  expect(await history.find('local', trainingJobName)).toMatchObject({ title: 'unseen' });
  await local.ended(trainingJobName);
  const steps: CatchUpProgress[] = [];
  const onProgress = (progress: CatchUpProgress) => void steps.push(progress);
  const caughtUp = await catchUp(local.session, { records, history, engine }, { signal, onProgress });
  expect(caughtUp).toEqual([]);
  expect(steps).toEqual([
    { step: 'describing', done: 1, of: 1 },
    { step: 'evaluating', done: 1, of: 1 },
  ]);
  expect(await history.find('local', trainingJobName)).toMatchObject({
    status: 'Completed',
    epochs: 30,
    costUsd: 0,
    metrics: { r2: expect.closeTo(1, 0) },
    baseline: { r2: expect.any(Number) },
  });
  const { curves } = (await history.outcomeOf('local', trainingJobName)) ?? {};
  expect(curves).toMatchObject({ lossOf: 'train', winner: expect.any(Number) });
  expect(curves?.models.map(({ losses }) => losses.length)).toEqual([30, 30, 30, 30]);
  // There is nothing left to do.
  await catchUp(local.session, { records, history, engine }, { signal, onProgress });
  expect(steps.length).toBe(2);
});

test('the end of a run is kept by whoever follows it', async () => {
  const { records, history } = machine('followed');
  const { trainingJobName } = await local.start(await local.experimentOf('followed', 4), records);
  let last: string | undefined;
  for await (const { details, progress } of followRun(local.session, history, trainingJobName)) {
    last = details.status;
    expect(progress.losses.length).toBeLessThanOrEqual(4);
  }
  expect(last).toBe('Completed');
  expect(await history.find('local', trainingJobName)).toMatchObject({ status: 'Completed', epochs: 30 });
});

test("a team sees each other's runs, and fetches their data once it needs it", async () => {
  const here = machine('here');
  const run = await local.start(await local.experimentOf('of-a-team', 5), here.records);
  const { trainingJobName } = run;
  await local.ended(trainingJobName);
  const evaluation = await evaluateRun(local.session, engine, here.records, trainingJobName, signal);
  const there = machine('there');
  expect(await findRuns(local.session, there, { signal })).toEqual([]);
  // Of runs before, whose training data the next one has replaced, some were evaluated by nobody.
  const failed = await catchUp(local.session, there, { signal });
  expect(failed.map((one) => one.trainingJobName)).not.toContain(trainingJobName);
  const found = await there.history.find('local', trainingJobName);
  expect(found).toMatchObject({ title: 'of-a-team', status: 'Completed', target: 'y' });
  const own = await here.history.find('local', trainingJobName);
  expect([found?.metrics, found?.settings]).toEqual([own?.metrics, own?.settings]);
  const folder = there.records.folderOf('local', trainingJobName);
  const files = ['evaluation.json', 'of-a-team.linear.json', 'outcome.json', 'run.json'];
  expect((await readdir(folder)).toSorted()).toEqual(files);
  expect(await evaluateRun(local.session, engine, there.records, trainingJobName, signal)).toEqual(
    evaluation,
  );
  expect(await readdir(folder)).toContain('test');
  expect(await there.records.find('local', trainingJobName)).not.toHaveProperty('dataAt');
});

test('a run that was removed is not found again', async () => {
  const here = machine('remover');
  await findRuns(local.session, here, { signal });
  const { rows } = await here.history.rows();
  const [first] = rows;
  if (first === undefined) throw new Error('no run was found');
  await here.history.remove('local', first.trainingJobName);
  await findRuns(local.session, here, { signal });
  expect((await here.history.rows()).rows).toEqual(rows.slice(1));
});

test('only the newest jobs are looked at, and none once it is cancelled', async () => {
  const here = machine('newest');
  await findRuns(local.session, here, { signal, most: 1 });
  expect((await here.history.rows()).rows).toHaveLength(1);
  const reason = new Error('cancelled');
  const cancelled = { signal: AbortSignal.abort(reason) };
  await expect(findRuns(local.session, here, cancelled)).rejects.toBe(reason);
  await expect(catchUp(local.session, here, cancelled)).rejects.toBe(reason);
});

test('a run that cannot be evaluated is reported, and keeps no other waiting', async () => {
  const here = machine('broken');
  const names: string[] = [];
  for (const name of ['broken-1', 'broken-2']) {
    const { trainingJobName } = await local.start(await local.experimentOf(name, 6), here.records);
    await local.ended(trainingJobName);
    names.push(trainingJobName);
  }
  const [first = '', second = ''] = names;
  const evaluate: typeof engine.evaluate = async (request, options) => {
    if (request.modelPath.includes(here.records.folderOf('local', second))) throw new Error('no memory');
    return engine.evaluate(request, options);
  };
  const needs = { ...here, engine: { ...engine, evaluate } };
  const failed = await catchUp(local.session, needs, { signal });
  expect(failed).toEqual([{ trainingJobName: second, error: new Error('no memory') }]);
  expect(await here.history.find('local', first)).toHaveProperty('metrics');
  expect(await here.history.find('local', second)).not.toHaveProperty('metrics');
});
