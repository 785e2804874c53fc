import { expect, test, vi } from 'vitest';
import { runRow } from '../data/shapes/runRow.testing.ts';
import type { ExplorerNode } from './rows.ts';
import { attentionOf } from '../platform/attention.testing.ts';
import { labels, numbered, openTree, treeFolder } from './explorerTree.testing.ts';
import type { World } from './explorerTree.testing.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
const folder = treeFolder();

/** Clicks the last row of a list, and answers as the window does: by asking for what has changed. */
async function loadMore({ tree, childrenOf }: ReturnType<typeof openTree>, node: ExplorerNode) {
  const last = (await childrenOf(node)).at(-1)?.item;
  expect(last).toMatchObject({ label: 'Load more…', command: { command: 'linearLearner.loadMore' } });
  const changed: unknown[] = [];
  tree.onDidChangeTreeData?.((one) => void changed.push(one));
  const [parentId] = last?.command?.arguments ?? [];
  await tree.loadMore(String(parentId));
  expect(changed).toEqual([node]);
  return childrenOf(node);
}

test('Load more shows the next page of training jobs, which stays after a refresh', async () => {
  const world = { jobs: numbered(250, (index) => `job-${index}`), keys: [] };
  const opened = openTree(folder(), world);
  const group = await opened.child('trainingJobs');
  expect(await opened.childrenOf(group)).toHaveLength(101);
  expect(await loadMore(opened, group)).toHaveLength(201);
  expect(labels(await loadMore(opened, group)).at(-1)).toBe('job-249');
  await opened.tree.refresh();
  expect(await opened.childrenOf(group)).toHaveLength(250);
});

test('folder lists only its first page until Load more', async () => {
  const keys = ['a/b/one', ...numbered(150, (index) => `a/${String(index).padStart(3, '0')}`)];
  const opened = openTree(folder(), { jobs: [], keys });
  const row = await opened.child(
    'object:tables/a/',
    await opened.child('bucket:tables', await opened.child('datasets')),
  );
  opened.lists.objects = 0;
  expect(labels(await opened.childrenOf(row)).slice(-2)).toEqual(['099', 'Load more…']);
  expect(opened.lists.objects).toBe(1);
  expect(labels(await loadMore(opened, row))).toEqual([
    'b/',
    ...numbered(150, (index) => String(index).padStart(3, '0')),
  ]);
});

/** The elements by row id as VS Code resolves a menu's row: those below a changed element are unknown until its children are read. */
function resolvedRows({ tree, childrenOf }: ReturnType<typeof openTree>) {
  const elements = new Map<string, ExplorerNode>();
  const below = new Map<ExplorerNode, readonly ExplorerNode[]>();
  const unread = new Set<ExplorerNode>();
  tree.onDidChangeTreeData?.((node) => {
    if (node === undefined || node === null || Array.isArray(node)) return expect.fail('one node at a time');
    for (const { item } of below.get(node) ?? []) elements.delete(item.id ?? '');
    if (below.has(node)) unread.add(node);
  });
  const read = async (node: ExplorerNode) => {
    unread.delete(node);
    const rows = await childrenOf(node);
    below.set(node, rows);
    for (const row of rows) elements.set(row.item.id ?? '', row);
  };
  return {
    read,
    readChanged: () => Promise.all([...unread].map(read)),
    resolve: (id: string) => elements.get(id),
  };
}

test('menu opened before a refresh finds its row at any time while the status changes', async () => {
  const world: World = {
    jobs: [],
    keys: [],
    endpoints: [{ endpointName: 'salary-8f3a', status: 'Creating' }],
  };
  const opened = openTree(folder(), world);
  const group = await opened.child('endpoints');
  const window = resolvedRows(opened);
  await window.read(group);
  const row = window.resolve('endpoint:salary-8f3a');
  expect(row?.item.contextValue).toBe('endpoint:Creating');
  const changed: unknown[] = [];
  opened.tree.onDidChangeTreeData?.((node) => void changed.push(node));
  world.endpoints = [{ endpointName: 'salary-8f3a', status: 'InService' }];
  await opened.tree.refresh();
  expect(window.resolve('endpoint:salary-8f3a')).toBe(row);
  expect(row?.item.contextValue).toBe('endpoint:InService');
  expect(changed).toEqual([row]);
  // A window that missed the change gets it once more.
  await vi.advanceTimersByTimeAsync(60_000);
  expect(changed).toEqual([row, row]);
  opened.tree.dispose();
});

test('row stays the same object when other rows come and go', async () => {
  const world: World = {
    jobs: [],
    keys: [],
    endpoints: [{ endpointName: 'salary-8f3a', status: 'InService' }],
  };
  const opened = openTree(folder(), world);
  const group = await opened.child('endpoints');
  const window = resolvedRows(opened);
  await window.read(group);
  const row = window.resolve('endpoint:salary-8f3a');
  world.endpoints = [
    { endpointName: 'loans-1', status: 'Creating' },
    { endpointName: 'salary-8f3a', status: 'Deleting' },
  ];
  await opened.tree.refresh();
  await window.readChanged();
  expect(window.resolve('endpoint:salary-8f3a')).toBe(row);
  expect(row?.item.contextValue).toBe('endpoint:Deleting');
  expect(window.resolve('endpoint:loans-1')?.endpointName).toBe('loans-1');
  opened.tree.dispose();
});

test('changed list is announced until the window reads it, even after it changed back', async () => {
  const endpoints = [{ endpointName: 'salary-8f3a', status: 'InService' }];
  const world: World = { jobs: [], keys: [], endpoints };
  const opened = openTree(folder(), world);
  const group = await opened.child('endpoints');
  await opened.childrenOf(group);
  const changed: unknown[] = [];
  opened.tree.onDidChangeTreeData?.((node) => void changed.push(node));
  world.endpoints = [];
  await opened.tree.refresh();
  world.endpoints = endpoints;
  await opened.tree.refresh();
  expect(changed).toEqual([group, group]);
  expect(labels(await opened.childrenOf(group))).toEqual(['salary-8f3a']);
  await opened.tree.refresh();
  expect(changed).toEqual([group, group]);
  opened.tree.dispose();
});

test('a changed list that was not read is announced again without another request within five seconds', async () => {
  const world: World = { jobs: [], keys: [] };
  const opened = openTree(folder(), world);
  const group = await opened.child('trainingJobs');
  await opened.childrenOf(group);
  world.jobs = ['job-1'];
  await opened.tree.refresh();
  const changed: unknown[] = [];
  opened.tree.onDidChangeTreeData?.((node) => void changed.push(node));
  const { jobs } = opened.lists;
  await vi.advanceTimersByTimeAsync(4999);
  expect(changed.length).toBeGreaterThan(0);
  expect(opened.lists.jobs).toBe(jobs);
  expect(labels(await opened.childrenOf(group))).toEqual(['job-1']);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(opened.lists.jobs).toBe(jobs);
  opened.tree.dispose();
});

test('object on a later page is found, and its row is shown from then on', async () => {
  const keys = numbered(250, (index) => `a/${String(index).padStart(3, '0')}`);
  const { tree, childrenOf } = openTree(folder(), { jobs: [], keys });
  const found = await tree.findObject('tables', 'a/249');
  expect(found?.item.label).toBe('249');
  expect(labels(await childrenOf(found?.parent)).at(-1)).toBe('249');
  expect(await tree.findObject('tables', 'a/250')).toBeUndefined();
});

test('a prefix and a bucket are found as objects are', async () => {
  const { tree } = openTree(folder(), { jobs: [], keys: ['a/b/one'] });
  const ids = ['a/b/', 'a/', ''].map(async (key) => (await tree.findObject('tables', key))?.item.id);
  expect(await Promise.all(ids)).toEqual(['object:tables/a/b/', 'object:tables/a/', 'bucket:tables']);
});

test('failed list is retried at increasing intervals, and at once on a refresh', async () => {
  const world = { jobs: [], keys: [], fails: true };
  const { tree, lists, childrenOf, child } = openTree(folder(), world);
  const group = await child('trainingJobs');
  expect(labels(await childrenOf(group))).toEqual(['expired']);
  const after = async (seconds: number) => {
    lists.jobs = 0;
    await vi.advanceTimersByTimeAsync(seconds * 1000);
    return lists.jobs;
  };
  expect(await after(5)).toBe(1);
  expect(await after(9)).toBe(0);
  expect(await after(1)).toBe(1);
  expect(await after(19)).toBe(0);
  expect(await after(600)).toBeLessThan(15);
  await tree.refresh();
  expect(await after(5)).toBe(1);
  world.fails = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(labels(await childrenOf(group))).toEqual(['Train a model…']);
  expect(await after(3600)).toBe(0);
  tree.dispose();
});

test('moving list is polled less without focus, not while hidden, and at once when it is seen again', async () => {
  const { tree, lists, childrenOf, child } = openTree(folder(), {
    jobs: ['job-1'],
    keys: [],
    statuses: ['InProgress', 'Training'],
  });
  const attention = attentionOf('watched');
  tree.follow(attention);
  await childrenOf(await child('trainingJobs'));
  const polled = async (seconds: number) => {
    lists.jobs = 0;
    await vi.advanceTimersByTimeAsync(seconds * 1000);
    return lists.jobs;
  };
  expect(await polled(10)).toBe(10);
  attention.become('unfocused');
  expect(await polled(119)).toBe(1);
  attention.become('hidden');
  expect(await polled(3600)).toBe(0);
  attention.become('watched');
  expect(await polled(0)).toBe(1);
  expect(await polled(10)).toBe(10);
  tree.dispose();
});

test('training job that is waiting for others is shown as Pending', async () => {
  vi.setSystemTime(0);
  const { childrenOf, child } = openTree(folder(), {
    jobs: ['job-1'],
    keys: [],
    statuses: ['InProgress', 'Pending'],
  });
  const [row] = await childrenOf(await child('trainingJobs'));
  expect(row?.item.description).toBe('InProgress, Pending · just now');
});

test('relative time of a training job advances without another request', async () => {
  vi.setSystemTime(0);
  const { tree, lists, childrenOf, child } = openTree(folder(), { jobs: ['job-1'], keys: [] });
  const jobs = await child('trainingJobs');
  const [row] = await childrenOf(jobs);
  expect(row?.item.description).toBe('Completed · just now');
  const changed: unknown[] = [];
  tree.onDidChangeTreeData?.((one) => void changed.push(one));
  const requests = lists.jobs;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(changed).toEqual([]);
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  expect(new Set(changed)).toEqual(new Set([row]));
  expect(row?.item.description).toBe('Completed · 5 min. ago');
  expect(lists.jobs).toBe(requests);
  tree.dispose();
});

test('a training job shows its metric and how far it is from the pinned run, without another request', async () => {
  const jobs = ['new', 'pinned', 'elsewhere'];
  const world: World = {
    jobs,
    keys: [],
    runs: [
      runRow({ trainingJobName: 'new', title: 'With age', metrics: { r2: 0.957 } }),
      runRow({ trainingJobName: 'pinned', metrics: { r2: 0.945 }, isPinned: true }),
    ],
  };
  const opened = openTree(folder(), world);
  const group = await opened.child('trainingJobs');
  const rows = await opened.childrenOf(group);
  const looks = () => rows.map(({ item }) => [item.label, item.description, item.contextValue]);
  await vi.waitFor(() =>
    expect(looks()).toEqual([
      [
        'With age',
        expect.stringMatching(/^R² 0\.957 · \+0\.012 vs pinned · Completed · /),
        'trainingJob:Completed',
      ],
      ['salary', expect.stringMatching(/^R² 0\.945 · pinned · Completed · /), 'trainingJob:Completed:pinned'],
      ['elsewhere', expect.stringMatching(/^Completed · /), 'trainingJob:Completed'],
    ]),
  );
  const drawn: unknown[] = [];
  opened.tree.onDidChangeTreeData?.((row) => void drawn.push(row));
  world.runs = (world.runs ?? []).map((run) => ({ ...run, isPinned: false }));
  opened.runsChanged();
  await vi.waitFor(() => expect(drawn).toEqual(rows.slice(0, 2)));
  expect(looks()[0]).toEqual([
    'With age',
    expect.stringMatching(/^R² 0\.957 · Completed · /),
    'trainingJob:Completed',
  ]);
  expect(opened.lists.jobs).toBe(1);
});
