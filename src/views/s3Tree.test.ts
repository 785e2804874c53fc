import { readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { RegionalBucket } from '../aws/s3/types.ts';
import { labels, numbered, openTree, treeFolder } from './explorerTree.testing.ts';
import { openS3Tree } from './s3Tree.ts';
import type { World } from './explorerTree.testing.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
const folder = treeFolder();

const us: RegionalBucket = { name: 'far', createdAt: 0, region: 'us-east-1' };

test('a bucket of another region is dimmed, and shows its region', async () => {
  const own: RegionalBucket = { name: 'near', createdAt: 0, region: 'eu-west-1' };
  const opened = openTree(folder(), { jobs: [], keys: [], buckets: [own, us] });
  const rows = await opened.childrenOf(await opened.child('datasets'));
  expect(rows.map(({ item }) => [item.label, item.description])).toEqual([
    ['near', undefined],
    ['far', 'us-east-1'],
  ]);
  expect(rows.map(({ item }) => item.resourceUri !== undefined)).toEqual([false, true]);
  opened.tree.dispose();
});

test('pinned URIs come first, and stay where buckets may not be listed', async () => {
  const world: World = { jobs: [], keys: ['a/ü b/one.csv', 'a/ü b/two.csv'] };
  const opened = openTree(folder(), world);
  const group = await opened.child('datasets');
  await opened.s3.pin('s3://tables/a/ü b/');
  await opened.s3.pin('s3://tables/a/ü b/');
  expect(labels(await opened.childrenOf(group))).toEqual(['tables/a/ü b/', 'tables']);
  world.bucketsFail = true;
  const [pin, failure, ...rest] = await opened.childrenOf(group);
  expect([pin?.item.contextValue, failure?.item.label, rest]).toEqual(['prefix:pinned', 'denied', []]);
  expect(labels(await opened.childrenOf(pin))).toEqual(['one.csv', 'two.csv']);
  await opened.s3.unpin('s3://tables/a/ü b/');
  world.bucketsFail = false;
  expect(labels(await opened.childrenOf(group))).toEqual(['tables']);
  opened.tree.dispose();
});

test('a search shows the keys that begin with a text in a row of its own, page by page', async () => {
  const keys = [...numbered(150, (index) => `a/1${String(index).padStart(3, '0')}`), 'b/x'];
  const opened = openTree(folder(), { jobs: [], keys });
  const bucket = await opened.child('bucket:tables', await opened.child('datasets'));
  expect(labels(await opened.childrenOf(bucket))).toEqual(['a/', 'b/']);
  opened.s3.search('s3://tables/', 'a/1');
  const [search] = await opened.childrenOf(bucket);
  expect(search?.item.label).toBe('Begins with “a/1”');
  const found = await opened.childrenOf(search);
  expect([found.length, found[0]?.item.label, found.at(-1)?.item.label]).toEqual([
    101,
    'a/1000',
    'Load more…',
  ]);
  // The same object in two places of the tree has two ids.
  const ids = found.map(({ item }) => item.id);
  const under = await opened.childrenOf(await opened.child('object:tables/a/', bucket));
  expect(under.filter(({ item }) => ids.includes(item.id))).toEqual([]);
  opened.s3.search('s3://tables/', 'zzz');
  const [none] = await opened.childrenOf((await opened.childrenOf(bucket))[0]);
  expect(none?.item.label).toBe('No key begins with “zzz”.');
  opened.s3.search('s3://tables/', '');
  expect(labels(await opened.childrenOf(bucket))).toEqual(['a/', 'b/']);
  opened.tree.dispose();
});

test('the next window shows the groups as they were last, marked so, until the connection answers', async () => {
  vi.useRealTimers();
  const world: World = { jobs: ['job-1'], keys: ['a'], buckets: [us], keeps: true };
  const first = openTree(folder(), world);
  for (const id of ['datasets', 'trainingJobs']) await first.childrenOf(await first.child(id));
  const stored = () =>
    readdirSync(folder(), { recursive: true }).filter((name) => String(name).endsWith('.json'));
  await vi.waitFor(() => expect(stored()).toHaveLength(2));
  first.tree.dispose();

  const second = openTree(folder(), { ...world, jobs: ['job-2', 'job-1'], keeps: false });
  const group = await second.child('trainingJobs');
  const changed: unknown[] = [];
  second.tree.onDidChangeTreeData?.((node) => void changed.push(node));
  second.lists.jobs = 0;
  const [stale, ...others] = await second.childrenOf(group);
  expect(others).toEqual([]);
  expect(stale).toMatchObject({
    trainingJobName: 'job-1',
    item: { label: 'job-1', description: expect.stringMatching(/^Completed · .*as of /) },
  });
  // Nothing is deployed or deleted by what was there.
  expect(stale?.item.contextValue).toBe('stale:trainingJob:Completed');
  const [bucket] = await second.childrenOf(await second.child('datasets'));
  expect(bucket?.item.description).toMatch(/^us-east-1 · as of /);
  await vi.waitFor(() => expect(changed).toContain(group));
  const rows = await second.childrenOf(group);
  expect(labels(rows)).toEqual(['job-2', 'job-1']);
  expect(rows[1]).toBe(stale);
  expect(stale?.item.description).not.toContain('as of');
  expect(stale?.item.contextValue).toBe('trainingJob:Completed');
  second.tree.dispose();
});

test('what was listed more than a week ago, or in the future, is not shown again', async () => {
  const listedAt = Date.now();
  const world: World = { jobs: ['job-1'], keys: [], keeps: true };
  const first = openTree(folder(), world);
  await first.childrenOf(await first.child('trainingJobs'));
  vi.useRealTimers();
  await vi.waitFor(() =>
    expect(readdirSync(folder(), { recursive: true }).map(String)).toContainEqual(
      expect.stringMatching(/trainingJobs\.json$/),
    ),
  );
  first.tree.dispose();
  const week = 7 * 86_400_000;
  const agesOf = async (afterMs: number) => {
    const now = vi.spyOn(Date, 'now').mockReturnValue(listedAt + afterMs);
    const rows = await openS3Tree(folder(), () => 'local')
      .kept('trainingJobs')
      .stale();
    now.mockRestore();
    return rows?.map(({ item }) => item.label);
  };
  expect(await agesOf(week - 1000)).toEqual(['job-1']);
  expect(await agesOf(week + 60_000)).toBeUndefined();
  expect(await agesOf(-60_000)).toBeUndefined();
});
