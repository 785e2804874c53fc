import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SpendLine } from '../spend/spendLine.ts';
import { openEndpointLedger } from './endpointLedger.ts';
import type { LedgerEntry } from './endpointLedger.ts';
import { openJobLedger } from './jobLedger.ts';
import { journalFolder } from './journalFolder.ts';
import { openJournal } from './openJournal.ts';
import { openSpendFile } from './spendFile.ts';

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'journal-')), 'linear-learner', 'journal');
});
afterEach(() => rm(join(folder, '..', '..'), { recursive: true, force: true }));

const endpoint: LedgerEntry = {
  connectionId: 'aws:default@us-east-1',
  endpointName: 'salary-8f3a',
  trainingJobName: 'salary-1',
  recordedAt: '2026-11-24T00:00:00.000Z',
  account: { accountId: '111122223333', region: 'us-east-1' },
  arn: 'arn:aws:sagemaker:us-east-1:111122223333:endpoint/salary-8f3a',
  createdAtMs: 1_000_000,
  owner: 'arn:aws:iam::111122223333:user/ada',
  instanceType: 'ml.m5.large',
  instanceCount: 2,
  rate: { kind: 'known', usdPerHour: 0.23, source: 'shipped', publishedOn: '2026-11-23' },
  lease: { kind: 'until', expiresAtMs: 4_600_000 },
  schedule: { name: 'salary-8f3a', group: 'linear-learner' },
  models: ['salary-8f3a'],
  config: 'salary-8f3a',
  deletion: { queuedAtMs: 4_000_000, by: 'user', left: [{ kind: 'model', name: 'salary-8f3a' }] },
  state: 'seen',
};

test('the journal keeps everything known about an endpoint', async () => {
  const ledger = openEndpointLedger(folder);
  await ledger.record(endpoint);
  expect((await ledger.read()).entries).toMatchObject([endpoint]);
});

test.skipIf(process.platform === 'win32')('only its user can open the journal', async () => {
  await openEndpointLedger(folder).record(endpoint);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('an endpoint that ended leaves a spend line and no record', async () => {
  const ledger = openEndpointLedger(folder);
  await ledger.record(endpoint);
  await ledger.end(endpoint, () => ({ endedAtMs: 5_000_000, endedBy: 'user' }));
  expect((await ledger.read()).entries).toEqual([]);
  const { lines } = await openSpendFile(folder).read();
  expect(lines).toEqual([
    {
      kind: 'endpoint',
      connectionId: endpoint.connectionId,
      account: endpoint.account,
      name: 'salary-8f3a',
      arn: endpoint.arn,
      trainingJobName: 'salary-1',
      instanceType: 'ml.m5.large',
      instanceCount: 2,
      rate: endpoint.rate,
      startedAtMs: 1_000_000,
      endedAtMs: 5_000_000,
      leaseUntilMs: 4_600_000,
      endedBy: 'user',
    },
  ]);
});

test('an end recorded by two windows counts as one spend line', async () => {
  const windows = [openEndpointLedger(folder), openEndpointLedger(folder)];
  await windows[0]?.record(endpoint);
  await Promise.all(
    windows.map((one) => one.end(endpoint, () => ({ endedAtMs: 5_000_000, endedBy: 'elsewhere' }))),
  );
  expect((await openSpendFile(folder).read()).lines).toHaveLength(1);
});

test('a training job is billed for the time reported by SageMaker', async () => {
  const jobs = openJobLedger(folder);
  const { connectionId, recordedAt } = endpoint;
  const job = {
    connectionId,
    recordedAt,
    trainingJobName: 'salary-1',
    title: 'salary',
    state: 'seen' as const,
  };
  await jobs.record(job);
  await jobs.end(job, () => ({ startedAtMs: 10_000, endedAtMs: 70_000, endedBy: 'job' }));
  expect((await openSpendFile(folder).read()).lines).toMatchObject([
    {
      kind: 'trainingJob',
      name: 'salary-1',
      rate: { kind: 'unknown' },
      startedAtMs: 10_000,
      endedAtMs: 70_000,
    },
  ]);
});

test('an unfinished line does not hide later ones', async () => {
  const spend = openSpendFile(folder);
  const line = (name: string): SpendLine => ({
    kind: 'endpoint',
    connectionId: 'local',
    name,
    instanceType: '',
    instanceCount: 1,
    rate: { kind: 'free' },
    startedAtMs: 1,
    endedAtMs: 2,
  });
  await spend.append(line('first'));
  await appendFile(join(folder, 'spend.jsonl'), '{"kind":"endp');
  await spend.append(line('second'));
  const { lines, unreadable } = await spend.read();
  expect(lines.map(({ name }) => name)).toEqual(['first', 'second']);
  expect(unreadable).toBe(1);
  expect(await readFile(join(folder, 'spend.jsonl'), 'utf8')).toContain('{"kind":"endp\n');
});

test('an empty journal has no spend', async () =>
  expect(await openSpendFile(folder).read()).toEqual({ lines: [], unreadable: 0 }));

test('the journal is in the data folder of the user, whatever the system', () => {
  const linux = { env: {}, home: '/home/ada', platform: 'linux' as const };
  expect(journalFolder(linux)).toBe(join('/home/ada', '.local', 'share', 'linear-learner', 'journal'));
  expect(journalFolder({ ...linux, env: { XDG_DATA_HOME: '/data' } })).toBe(
    join('/data', 'linear-learner', 'journal'),
  );
  expect(journalFolder({ ...linux, platform: 'darwin' })).toContain(join('Library', 'Application Support'));
  expect(journalFolder({ ...linux, platform: 'win32', env: { LOCALAPPDATA: '/local' } })).toBe(
    join('/local', 'linear-learner', 'journal'),
  );
  expect(journalFolder({ ...linux, env: { LINEAR_LEARNER_JOURNAL: '/mine', XDG_DATA_HOME: '/data' } })).toBe(
    '/mine',
  );
});

test('records of an earlier version move to the journal, and those of Local stay with their editor', async () => {
  const own = join(folder, '..', 'globalStorage');
  const before = openEndpointLedger(own);
  const local = { ...endpoint, connectionId: 'local', endpointName: 'local-1' };
  await before.record(endpoint);
  await before.record(local);
  const { endpoints } = openJournal({ shared: folder, own });
  expect((await endpoints.read()).entries).toMatchObject([endpoint, local]);
  expect((await before.read()).entries).toMatchObject([local]);
  expect((await openEndpointLedger(folder).read()).entries).toMatchObject([endpoint]);
  // Other editors neither see nor poll this editor's Local resources.
  const other = openJournal({ shared: folder, own: join(folder, '..', 'other') });
  expect((await other.endpoints.read()).entries).toMatchObject([endpoint]);
});

test("a record that an earlier version still writes keeps the journal's data and the later state", async () => {
  const own = join(folder, '..', 'globalStorage');
  const { jobs } = openJournal({ shared: folder, own });
  const { connectionId, recordedAt, owner } = endpoint;
  const job = {
    connectionId,
    recordedAt,
    trainingJobName: 'salary-1',
    title: 'salary',
    state: 'seen' as const,
  };
  await jobs.record({ ...job, owner });
  await openJobLedger(own).record({ ...job, state: 'abandoned' });
  expect((await jobs.read()).entries).toMatchObject([{ ...job, owner, state: 'abandoned' }]);
  const [first] = (await jobs.read()).entries;
  if (first !== undefined) await jobs.forget(first);
  expect((await jobs.read()).entries).toEqual([]);
});

test('records that cannot move to the journal stay where they are', async () => {
  const own = join(folder, '..', 'globalStorage');
  await openEndpointLedger(own).record(endpoint);
  // Nothing can be written below a file.
  await writeFile(folder, '');
  const { endpoints } = openJournal({ shared: folder, own });
  await expect(endpoints.read()).rejects.toMatchObject({ code: 'ENOTDIR' });
  expect((await openEndpointLedger(own).read()).entries).toMatchObject([endpoint]);
});

test('a record keeps the rate of the day it was created', async () => {
  const book = (usdPerHour: number) => ({
    'us-east-1': [
      {
        source: 'price-file' as const,
        publishedOn: '2026-11-01',
        hosting: { 'ml.m5.large': usdPerHour },
        training: {},
      },
    ],
  });
  let now = book(0.1);
  const own = join(folder, '..', 'globalStorage');
  const { endpoints } = openJournal({ shared: folder, own, rates: async () => now });
  const { rate: _, ...unrated } = endpoint;
  await endpoints.record(unrated);
  now = book(0.2);
  const [first] = (await endpoints.read()).entries;
  if (first === undefined) expect.fail('not on record');
  await endpoints.record({ ...first, state: 'seen' });
  expect((await endpoints.read()).entries).toMatchObject([
    { rate: { kind: 'known', usdPerHour: 0.2, source: 'price-file' } },
  ]);
});

test("windows that change one record at the same time keep each other's changes", async () => {
  const windows = [openEndpointLedger(folder), openEndpointLedger(folder)] as const;
  const { deletion: _, ...undeleted } = endpoint;
  await windows[0].record(undeleted);
  const left = Array.from({ length: 20 }, (__, index) => ({
    kind: 'model' as const,
    name: `model-${index}`,
  }));
  await Promise.all(
    left.map((part, index) =>
      windows[index % 2 === 0 ? 0 : 1].change(endpoint, (current = undeleted) => ({
        ...current,
        deletion: { queuedAtMs: 0, by: 'user', left: [...(current.deletion?.left ?? []), part] },
      })),
    ),
  );
  const { entries } = await openEndpointLedger(folder).read();
  const kept = entries[0]?.deletion?.left.map(({ name }) => name) ?? [];
  expect(kept.toSorted()).toEqual(left.map(({ name }) => name).toSorted());
});

test('a record that another window has removed is not written again by a change', async () => {
  const ledger = openEndpointLedger(folder);
  await ledger.record(endpoint);
  await ledger.forget(endpoint);
  expect(
    await ledger.change(endpoint, (current) => current && { ...current, state: 'seen' }),
  ).toBeUndefined();
  expect((await ledger.read()).entries).toEqual([]);
});

test('of two windows that admit a resource at the same time, the second sees that of the first', async () => {
  const ledger = openEndpointLedger(folder);
  const admit = (endpointName: string) =>
    openEndpointLedger(folder).admit({ ...endpoint, endpointName }, async () => {
      if ((await ledger.read()).entries.length > 0) throw new Error('over the cap');
    });
  const outcomes = await Promise.allSettled(['salary-1', 'salary-2', 'salary-3'].map(admit));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await ledger.read()).entries).toHaveLength(1);
});

test('an end waits for what a record still has to delete', async () => {
  const ledger = openEndpointLedger(folder);
  await ledger.record(endpoint);
  await ledger.end(endpoint, ({ deletion }) =>
    deletion === undefined ? { endedAtMs: 5_000_000, endedBy: 'elsewhere' } : undefined,
  );
  expect((await ledger.read()).entries).toHaveLength(1);
  expect((await openSpendFile(folder).read()).lines).toEqual([]);
});
