import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newestFirst, openEndpointLedger } from './endpointLedger.ts';
import type { LedgerEntry } from './endpointLedger.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (endpointName: string, connectionId = 'local'): LedgerEntry => ({
  connectionId,
  endpointName,
  trainingJobName: 'job',
  recordedAt: '2026-11-24T00:00:00.000Z',
  state: 'seen',
});

test('ledger of an empty storage folder has no endpoints', async () => {
  expect(await openEndpointLedger(folder).read()).toEqual({ entries: [], unreadable: [] });
});

test('ledger keeps the records of two windows that write at the same time', async () => {
  const [first, second] = [openEndpointLedger(folder), openEndpointLedger(folder)];
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  await Promise.all(numbers.map((n) => (n % 2 === 0 ? first : second).record(entry(`endpoint-${n}`))));
  expect((await first.read()).entries).toHaveLength(20);
});

test('forgetting an endpoint keeps the one of the same name on another connection', async () => {
  const ledger = openEndpointLedger(folder);
  await ledger.record(entry('salary-8f3a'));
  await ledger.record(entry('salary-8f3a', 'aws:default@us-east-1'));
  await ledger.forget(entry('salary-8f3a'));
  expect((await ledger.read()).entries.map((e) => e.connectionId)).toEqual(['aws:default@us-east-1']);
});

test('unreadable record is reported beside the readable ones', async () => {
  const ledger = openEndpointLedger(folder);
  await ledger.record(entry('salary-8f3a'));
  const name = (await readdir(join(folder, 'endpoints')))[0] ?? '';
  const damaged = [`0${name}`, `1${name}`].map((file) => join(folder, 'endpoints', file));
  await writeFile(damaged[0] ?? '', '{"version":1,');
  await writeFile(damaged[1] ?? '', '{"version":2}');
  const { entries, unreadable } = await ledger.read();
  expect(entries.map((e) => e.endpointName)).toEqual(['salary-8f3a']);
  expect(unreadable.toSorted()).toEqual(damaged);
  await Promise.all(unreadable.map((path) => ledger.forgetUnreadable(path)));
  expect(await ledger.read()).toMatchObject({ entries: [{ endpointName: 'salary-8f3a' }], unreadable: [] });
});

test('a record whose file cannot be opened is reported and leaves the others alone', async () => {
  const ledger = openEndpointLedger(folder);
  await ledger.record(entry('salary-8f3a'));
  const blocked = join(folder, 'endpoints', 'blocked.json');
  await mkdir(blocked);
  expect(await ledger.read()).toMatchObject({
    entries: [{ endpointName: 'salary-8f3a' }],
    unreadable: [blocked],
  });
});

test('the endpoints of a job are those on record, newest first', () => {
  const entry = (endpointName: string, trainingJobName: string, recordedAt: string): LedgerEntry => ({
    connectionId: 'local',
    endpointName,
    trainingJobName,
    recordedAt,
    state: 'seen',
  });
  const entries = [
    entry('a', 'job', '2026-01-01'),
    entry('b', 'job', '2026-01-02'),
    entry('c', 'other', '2026-01-03'),
  ];
  const run = { connectionId: 'local', trainingJobName: 'job' };
  expect(newestFirst({ entries }, run)).toEqual(['b', 'a']);
  expect(newestFirst({ entries }, { ...run, connectionId: 'aws:x' })).toEqual([]);
});

test('endpoints of one name in two accounts are two entries', async () => {
  const ledger = openEndpointLedger(folder);
  const inAccount = (accountId: string): LedgerEntry => ({
    ...entry('salary-8f3a', 'aws:default@us-east-1'),
    account: { accountId, region: 'us-east-1' },
  });
  await ledger.record(inAccount('111122223333'));
  await ledger.record(inAccount('444455556666'));
  await ledger.forget(inAccount('444455556666'));
  expect((await ledger.read()).entries).toMatchObject([{ account: { accountId: '111122223333' } }]);
});

test('version 1 record is a seen endpoint of an unknown account, and can be forgotten', async () => {
  const ledger = openEndpointLedger(folder);
  const { state: _, ...fields } = entry('salary-8f3a');
  await ledger.record(entry('salary-8f3a'));
  const [name = ''] = await readdir(join(folder, 'endpoints'));
  await writeFile(join(folder, 'endpoints', name), JSON.stringify({ version: 1, ...fields }));
  const { entries } = await ledger.read();
  expect(entries).toMatchObject([{ endpointName: 'salary-8f3a', state: 'seen' }]);
  expect(entries[0]?.account).toBeUndefined();
  await Promise.all(entries.map((one) => ledger.forget(one)));
  expect((await ledger.read()).entries).toEqual([]);
});
