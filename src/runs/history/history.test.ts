import {
  appendFile,
  mkdir,
  readFile,
  readdir,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openJobLedger } from '../../guard/journal/jobLedger.ts';
import { openPrices } from '../prices/prices.ts';
import { drawnEvaluation, drawnOutcome, drawnRecord } from './drawnRuns.testing.ts';
import { nameOf, openStorage } from './storage.testing.ts';
import type { TestStorage } from './storage.testing.ts';

let storage: TestStorage['storage'];
let records: TestStorage['records'];
let folderOf: TestStorage['folderOf'];
let save: TestStorage['save'];
let window: TestStorage['window'];
beforeEach(async () => {
  const opened = await openStorage();
  ({ storage, records, folderOf, save, window } = opened);
  return opened.close;
});

describe('rows', () => {
  test('are none where nothing was trained, and no file is needed for that', async () => {
    expect(await window().rows()).toEqual({ rows: [], unreadable: [] });
  });

  test('hold what the records of a run hold, newest first', async () => {
    await save(1, 2);
    await records.saveEvaluation('local', nameOf(2), drawnEvaluation(2));
    const history = window();
    await history.saveOutcome('local', nameOf(2), drawnOutcome(2));
    const { rows, unreadable } = await history.rows();
    expect(unreadable).toEqual([]);
    expect(rows.map(({ trainingJobName }) => trainingJobName)).toEqual([nameOf(2), nameOf(1)]);
    expect(rows[0]).toEqual({
      connectionId: 'local',
      trainingJobName: nameOf(2),
      experimentPath: '/home/me/houses-2.linear.json',
      title: 'houses-2',
      createdAt: '2026-01-01T00:02:00.000Z',
      status: 'Completed',
      target: 'price',
      predictorType: 'regressor',
      rowCounts: { train: 800, validation: 0, test: 200 },
      datasetSha256: 'ab'.repeat(32),
      metrics: { r2: 0.898, rmse: Math.sqrt(102), mae: 8, mse: 102, max_absolute_error: 40 },
      intervals: { r2: { low: 1 - 102 / 800, high: 1 - 102 / 1200 } },
      baseline: { r2: 0, rmse: Math.sqrt(1000), mae: 8, mse: 1000, max_absolute_error: 40 },
      reference: { r2: 0.901, rmse: Math.sqrt(102), mae: 8, mse: 99, max_absolute_error: 40 },
      epochs: 15,
      durationSeconds: 130,
      billableSeconds: 90,
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      costUsd: 0,
      settings: {
        dataset: 'houses.csv',
        'split.test': '0.2',
        'split.validation': '0',
        'split.seed': '2',
        'split.shuffle': 'true',
        format: 'recordio',
        'hyperparameters.epochs': '17',
        'hyperparameters.wd': '0.02',
        'training.instanceType': 'ml.m5.large',
        'training.instanceCount': '1',
        'training.maxRuntimeSeconds': '3600',
        features: expect.stringMatching(/^5 columns #[0-9a-f]{6}$/),
      },
      tags: [],
      isPinned: false,
    });
    expect(rows[1]).toMatchObject({ status: 'unknown', createdAt: '2026-01-01T00:01:00.000Z' });
    expect(rows[1]).not.toHaveProperty('metrics');
  });

  test('cost what AWS bills, where the price is known', async () => {
    const onAws = 'aws:default@us-east-1';
    const elsewhere = 'custom:@us-east-1:http://localhost:5000';
    const history = window();
    for (const connectionId of [onAws, elsewhere]) {
      await records.save(connectionId, drawnRecord(1));
      expect(await history.refresh(connectionId, nameOf(1))).not.toHaveProperty('costUsd');
      await history.saveOutcome(connectionId, nameOf(1), drawnOutcome(1, { billableSeconds: 3600 }));
    }
    expect((await history.find(onAws, nameOf(1)))?.costUsd).toBeCloseTo(0.115, 3);
    expect(await history.find(elsewhere, nameOf(1))).not.toHaveProperty('costUsd');
  });

  test('cost what the prices known now say, refreshed and entered ones too', async () => {
    const [onAws, elsewhere] = ['aws:default@us-east-1', 'custom:@us-east-1:http://localhost:5000'];
    const prices = openPrices(storage);
    const history = window(prices);
    const billed = drawnOutcome(1, { billableSeconds: 1800 });
    const listedUsd = async () => (await history.rows()).rows.map(({ costUsd }) => costUsd);
    for (const connectionId of [onAws, elsewhere]) {
      await records.save(connectionId, drawnRecord(1));
      await history.refresh(connectionId, nameOf(1));
      await history.saveOutcome(connectionId, nameOf(1), billed);
    }
    expect(await listedUsd()).toEqual([0.0575, undefined]);
    const training = { 'ml.m5.large': 0.2 };
    await prices.save('us-east-1', {
      source: 'price-file',
      publishedOn: '2026-11-30',
      hosting: {},
      training,
    });
    expect(await listedUsd()).toEqual([0.1, undefined]);
    await prices.setRate({
      region: 'us-east-1',
      use: 'training',
      instanceType: 'ml.m5.large',
      usdPerHour: 0.3,
    });
    expect(await listedUsd()).toEqual([0.15, 0.15]);
  });

  test('tell different features apart', async () => {
    const { experiment, preparation } = drawnRecord(1);
    await save(1, 11);
    const features = preparation.features.slice(1);
    await records.save('local', drawnRecord(21, { experiment, preparation: { ...preparation, features } }));
    const { rows } = await window().rows();
    const [changed, ...same] = rows.map(({ settings }) => settings['features']);
    expect(changed).toMatch(/^4 columns #/);
    expect(new Set(same).size).toBe(1);
  });

  test('show a job on record as running until its outcome is known', async () => {
    await save(1);
    const jobs = openJobLedger(storage);
    const entry = { connectionId: 'local', trainingJobName: nameOf(1), title: 't', recordedAt: '' };
    await jobs.record({ ...entry, state: 'seen' });
    const history = window();
    expect((await history.find('local', nameOf(1)))?.status).toBe('InProgress');
    await jobs.record({ ...entry, state: 'abandoned' });
    expect((await history.find('local', nameOf(1)))?.status).toBe('Stopping');
    await history.saveOutcome('local', nameOf(1), drawnOutcome(1, { status: 'Stopped' }));
    expect((await history.find('local', nameOf(1)))?.status).toBe('Stopped');
  });

  test('of earlier versions, which do not name their connection, get it from what does', async () => {
    const onAws = 'aws:default@eu-west-1';
    const unnamed = async (connectionId: string, number: number) => {
      await records.save(connectionId, drawnRecord(number));
      const path = join(records.folderOf(connectionId, nameOf(number)), 'run.json');
      await writeFile(path, JSON.stringify(drawnRecord(number)));
    };
    await unnamed('local', 1);
    await unnamed(onAws, 2);
    const ids = async () => (await window().rows()).rows.map(({ connectionId }) => connectionId);
    const [unknown = '', local] = await ids();
    expect(local).toBe('local');
    expect(unknown).toMatch(/^unknown:[0-9a-f]{32}$/);
    expect(records.folderOf(unknown, nameOf(2))).toBe(records.folderOf(onAws, nameOf(2)));
    expect(await window().find(unknown, nameOf(2))).toBeDefined();
    await mkdir(join(storage, 'connections'));
    await writeFile(join(storage, 'connections', 'a.json'), JSON.stringify({ connectionId: onAws }));
    expect(await ids()).toEqual([onAws, 'local']);
  });

  test('can be given up', async () => {
    await save(1);
    const reason = new Error('cancelled');
    const history = window();
    await expect(history.rows(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect((await history.rows()).rows).toHaveLength(1);
  });
});

describe('what cannot be read', () => {
  const problems = async () => {
    const { rows, unreadable } = await window().rows();
    return { rows: rows.length, unreadable: unreadable.map(({ file, problem }) => ({ file, ...problem })) };
  };

  test('is listed: a folder without its record', async () => {
    await save(1);
    await records.saveEvaluation('local', nameOf(1), drawnEvaluation(1));
    await rm(join(folderOf(1), 'run.json'));
    expect(await problems()).toEqual({ rows: 0, unreadable: [{ file: 'run.json', kind: 'half-deleted' }] });
  });

  test('is listed: a folder that was prepared long ago for a job that never was', async () => {
    await mkdir(folderOf(1), { recursive: true });
    expect(await problems()).toEqual({ rows: 0, unreadable: [] });
    await utimes(folderOf(1), new Date('2026-01-01'), new Date('2026-01-01'));
    expect((await problems()).unreadable).toEqual([{ file: 'run.json', kind: 'never-started' }]);
  });

  test.each([
    ['of a newer version', { version: 2 }, { kind: 'newer-version', version: 2 }],
    [
      'with a damaged number',
      { rowCounts: { train: 1, validation: 'x', test: 2 } },
      { kind: 'damaged', at: 'rowCounts.validation' },
    ],
    ['without a target', { experiment: { training: {} } }, { kind: 'damaged', at: 'experiment.target' }],
    ['of another job', { trainingJobName: 'linear-learner-other' }, { kind: 'misplaced' }],
  ])('is listed: a record %s', async (_, change, problem) => {
    await save(1);
    await writeFile(join(folderOf(1), 'run.json'), JSON.stringify({ ...drawnRecord(1), ...change }));
    expect(await problems()).toEqual({ rows: 0, unreadable: [{ file: 'run.json', ...problem }] });
  });

  test('is listed: a record that is no JSON, or a folder in its place', async () => {
    await save(1, 2);
    await truncate(join(folderOf(1), 'run.json'), 100);
    await rm(join(folderOf(2), 'run.json'));
    await mkdir(join(folderOf(2), 'run.json'));
    const { unreadable } = await problems();
    expect(unreadable).toContainEqual({ file: 'run.json', kind: 'damaged', at: '' });
    expect(unreadable).toContainEqual({ file: 'run.json', kind: 'unopenable', code: 'EISDIR' });
  });

  test('is listed beside the run: other records of it', async () => {
    await save(1);
    await writeFile(join(folderOf(1), 'evaluation.json'), '{"predictorType":"regressor"}');
    await writeFile(join(folderOf(1), 'outcome.json'), JSON.stringify({ ...drawnOutcome(1), version: 7 }));
    await writeFile(join(folderOf(1), 'marks.jsonl'), '\n{"version":3,"mood":"good"}\n');
    const found = await problems();
    expect(found.rows).toBe(1);
    expect(found.unreadable).toEqual([
      { file: 'evaluation.json', kind: 'damaged', at: expect.stringMatching(/./) },
      { file: 'outcome.json', kind: 'newer-version', version: 7 },
      { file: 'marks.jsonl', kind: 'newer-version', version: 3 },
    ]);
  });

  test.each(['yesterday', '2026', '+010000-01-01T00:00:00.000Z'])(
    'is listed beside the run: an outcome of the time %s',
    async (createdAt) => {
      await save(1, 2);
      await writeFile(join(folderOf(1), 'outcome.json'), JSON.stringify({ ...drawnOutcome(1), createdAt }));
      const unreadable = [{ file: 'outcome.json', kind: 'damaged', at: 'createdAt' }];
      expect(await problems()).toEqual({ rows: 2, unreadable });
      // From the index.
      expect(await problems()).toEqual({ rows: 2, unreadable });
    },
  );

  test('is listed beside the run: marks that are pinned at no time', async () => {
    await save(1);
    await writeFile(join(folderOf(1), 'marks.jsonl'), '\n{"version":1,"pinnedAt":"zzz"}\n');
    expect((await problems()).unreadable).toEqual([{ file: 'marks.jsonl', kind: 'damaged', at: 'pinnedAt' }]);
  });

  test.runIf(process.platform !== 'win32')(
    'hides no other run: a folder that cannot be looked at',
    async () => {
      await save(1);
      await symlink(basename(folderOf(2)), folderOf(2));
      const unreadable = [{ file: 'run.json', kind: 'unopenable', code: 'ELOOP' }];
      expect(await problems()).toEqual({ rows: 1, unreadable });
      expect(await problems()).toEqual({ rows: 1, unreadable });
    },
  );

  test('hides no other run: a file in place of a folder', async () => {
    await save(1);
    await writeFile(join(storage, 'runs', 'a'.repeat(32)), '');
    expect(await problems()).toEqual({ rows: 1, unreadable: [] });
  });

  test('is in this storage, wherever the index says that it is', async () => {
    await save(1);
    await rm(join(folderOf(1), 'run.json'));
    await writeFile(join(folderOf(1), 'outcome.json'), '');
    await window().rows();
    const index = join(storage, 'runs.jsonl');
    const problem = { kind: 'half-deleted' };
    const elsewhere = { folder: '/home/other', file: 'run.json', problem };
    const text = await readFile(index, 'utf8');
    await writeFile(
      index,
      text.replace(/"unreadable":\[.*\]/, `"unreadable":[${JSON.stringify(elsewhere)}]`),
    );
    const history = window();
    const found = [{ folder: folderOf(1), file: 'run.json', problem }];
    expect((await history.rows()).unreadable).toEqual(found);
    const outside = { run: '../../outside', at: 1, unreadable: [elsewhere] };
    await appendFile(index, `${JSON.stringify(outside)}\n`);
    expect((await history.rows()).unreadable).toEqual(found);
  });

  test('can be removed', async () => {
    await save(1, 2);
    await truncate(join(folderOf(1), 'run.json'), 100);
    const history = window();
    const [unreadable] = (await history.rows()).unreadable;
    if (unreadable === undefined) throw new Error('nothing is unreadable');
    expect(await history.removeUnreadable(unreadable)).toEqual({ deletedFiles: 1 });
    await expect(history.removeUnreadable(unreadable)).rejects.toMatchObject({ code: 'run-gone' });
    const { rows, unreadable: left } = await history.rows();
    expect([rows.length, left]).toEqual([1, []]);
  });
});

describe('marks', () => {
  test('of two windows at once are all kept', async () => {
    await save(1);
    const [a, b] = [window(), window()];
    await Promise.all([
      a.mark('local', nameOf(1), { title: ' Best so far ' }),
      b.mark('local', nameOf(1), { note: 'fewer columns' }),
      a.mark('local', nameOf(1), { tags: ['a', ' b', 'a', ''] }),
    ]);
    const marked = { title: 'Best so far', note: 'fewer columns', tags: ['a', 'b'] };
    for (const history of [a, b, window()])
      expect(await history.find('local', nameOf(1))).toMatchObject(marked);
    const row = await b.mark('local', nameOf(1), { title: '', note: '', tags: [] });
    expect(row).toMatchObject({ title: 'houses-1', tags: [] });
    expect(row).not.toHaveProperty('note');
  });

  test('keep tags apart as they are edited: by commas', async () => {
    await save(1);
    const history = window();
    const { tags } = await history.mark('local', nameOf(1), { tags: ['a, b', ' b ', '', 'c\nd'] });
    expect(tags).toEqual(['a', 'b', 'c', 'd']);
    expect((await history.mark('local', nameOf(1), { tags: [tags.join(', ')] })).tags).toEqual(tags);
  });

  test('pin one run of an experiment at most, also when two windows pin at once', async () => {
    await save(1, 11, 21, 2);
    const [a, b] = [window(), window()];
    const pinned = async () =>
      (await window().rows()).rows.filter(({ isPinned }) => isPinned).map((row) => row.trainingJobName);
    await a.mark('local', nameOf(2), { isPinned: true });
    await a.mark('local', nameOf(1), { isPinned: true });
    expect(await pinned()).toEqual([nameOf(2), nameOf(1)]);
    await Promise.all([
      a.mark('local', nameOf(11), { isPinned: true }),
      b.mark('local', nameOf(21), { isPinned: true }),
    ]);
    expect((await pinned()).length).toBe(2);
    const last = await b.mark('local', nameOf(1), { isPinned: true });
    expect(last.isPinned).toBe(true);
    await a.mark('local', nameOf(1), { isPinned: false });
    expect(await pinned()).toEqual([nameOf(2)]);
  });

  test('a change that a crash cut off is none, and the next one is kept', async () => {
    await save(1);
    const history = window();
    await history.mark('local', nameOf(1), { note: 'one' });
    await appendFile(join(folderOf(1), 'marks.jsonl'), '\n{"version":1,"note":"tw');
    expect((await history.refresh('local', nameOf(1)))?.note).toBe('one');
    expect((await history.mark('local', nameOf(1), { tags: ['x'] })).note).toBe('one');
    expect((await window().rows()).unreadable).toEqual([]);
  });
});

describe('a run that is gone', () => {
  test('is reported to the second of two windows that remove it', async () => {
    await save(1, 2);
    await records.saveEvaluation('local', nameOf(1), drawnEvaluation(1));
    const [a, b] = [window(), window()];
    expect((await b.rows()).rows.length).toBe(2);
    expect(await a.remove('local', nameOf(1))).toEqual({ deletedFiles: 2 });
    const gone = { code: 'run-gone', facts: { trainingJobName: nameOf(1) } };
    await expect(b.remove('local', nameOf(1))).rejects.toMatchObject(gone);
    await expect(b.mark('local', nameOf(1), { note: 'x' })).rejects.toMatchObject(gone);
    await expect(b.saveOutcome('local', nameOf(1), drawnOutcome(1))).rejects.toMatchObject(gone);
    expect(await b.outcomeOf('local', nameOf(1))).toBeUndefined();
    expect((await b.rows()).rows.map((row) => row.trainingJobName)).toEqual([nameOf(2)]);
    expect(await readdir(join(folderOf(2), '..'))).toHaveLength(1);
  });

  test('has one winner when both remove it at once', async () => {
    await save(1);
    const outcomes = await Promise.allSettled(
      [window(), window()].map((one) => one.remove('local', nameOf(1))),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await window().rows()).rows).toEqual([]);
  });

  test('stays gone while another window marks it', async () => {
    await save(1);
    const [a, b] = [window(), window()];
    await Promise.allSettled([
      ...Array.from({ length: 20 }, () => a.saveOutcome('local', nameOf(1), drawnOutcome(1))),
      b.remove('local', nameOf(1)),
      a.mark('local', nameOf(1), { note: 'x' }),
    ]);
    expect((await a.rows()).rows).toEqual([]);
    expect((await window().rows()).unreadable).toEqual([]);
  });

  test('is missed by no window that opens later, whoever deleted the folder', async () => {
    await save(1, 2);
    await window().rows();
    await rm(folderOf(1), { recursive: true });
    expect((await window().rows()).rows.map((row) => row.trainingJobName)).toEqual([nameOf(2)]);
  });
});
