import { expect, test, vi } from 'vitest';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import { openTableChanges } from './tableChanges.ts';
import { runWith } from './runRows.testing.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

/** Runs in S3 but for those whose dataset is given, which is no file of this machine. */
function open(datasetOf: (job: string) => string, folderOf = () => '/runs/1') {
  const found: string[] = [];
  let reads = 0;
  const stopping = new AbortController();
  const news: boolean[] = [];
  let settle: () => void = () => undefined;
  const services = {
    engine: {
      tableSha256: async () => {
        reads += 1;
        return 'other';
      },
    },
    records: {
      folderOf,
      find: async (_: string, trainingJobName: string) => {
        found.push(trainingJobName);
        if (datasetOf(trainingJobName) === 'unreadable') throw new Error('EIO');
        return {
          trainingJobName,
          experimentPath: '/no-such-folder/a.linear.json',
          experiment: { dataset: datasetOf(trainingJobName) },
          datasetSha256: 'abc',
        };
      },
    },
    log: { error: () => undefined, warn: () => undefined },
  };
  const changes = openTableChanges(
    // SAFETY: the records have what a change is found by.
    services as unknown as Parameters<typeof openTableChanges>[0],
    stopping.signal,
    (hasNews) => {
      news.push(hasNews);
      if (changes.leftCount() === 0) settle();
    },
  );
  const look = (runs: readonly RunRow[]) =>
    new Promise<void>((resolve) => {
      settle = resolve;
      changes.lookAt(runs);
    });
  return { changes, look, found, news, reads: () => reads, stop: () => stopping.abort() };
}

const run = (trainingJobName: string, datasetSha256 = trainingJobName) =>
  runWith({ trainingJobName, datasetSha256 });
const elsewhere = 's3://bucket/t.csv';

test('runs of one experiment and one table are looked at once, and later ones are not looked at again', async () => {
  const { changes, look, found } = open(() => 't.csv');
  const runs = ['a', 'b', 'c'].map((name) => run(name, 'same'));
  await look([...runs, run('other')]);
  expect(found).toEqual(['a', 'other']);
  expect(runs.map(changes.of)).toEqual(['missing', 'missing', 'missing']);
  await look([...runs, run('other'), run('new')]);
  expect(found).toEqual(['a', 'other', 'new']);
});

test('nothing is looked at before the runs are listed, and those in view come first', async () => {
  const { changes, look, found } = open(() => elsewhere);
  const runs = ['a', 'b', 'c', 'd'].map((name) => run(name));
  const looked = look(runs);
  expect(changes.of(run('a'))).toBeUndefined();
  changes.see([run('c'), run('d')]);
  await looked;
  expect(found).toEqual(['a', 'c', 'd', 'b']);
});

test('tables that are as they were are no news', async () => {
  const { look, news, reads } = open(() => elsewhere);
  await look([run('a'), run('b')]);
  expect([news, reads()]).toEqual([[false], 0]);
});

test('a table that cannot be looked at keeps no other from it', async () => {
  const { changes, look } = open((job) => (job === 'a' ? 'unreadable' : 't.csv'));
  await look([run('a'), run('b')]);
  expect([changes.of(run('a')), changes.of(run('b'))]).toEqual([undefined, 'missing']);
});

test('runs of other machines are not looked at', async () => {
  const { look, found } = open(
    () => 't.csv',
    () => '/work',
  );
  await look([run('a')]);
  expect(found).toEqual([]);
});

test('a page that is closed looks at no other table', async () => {
  const { changes, found, news, stop } = open(() => elsewhere);
  changes.lookAt(Array.from({ length: 50 }, (_, at) => run(`job-${at}`)));
  stop();
  await expect.poll(() => found.length).toBe(1);
  await new Promise(setImmediate);
  expect([found.length, news]).toEqual([1, []]);
});

test('what is known is forgotten when runs are read again', async () => {
  const { changes, look, found } = open(() => 't.csv');
  await look([run('a')]);
  changes.forget();
  expect(changes.of(run('a'))).toBeUndefined();
  await look([run('a')]);
  expect(found).toEqual(['a', 'a']);
});
