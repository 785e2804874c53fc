import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEndpointLedger } from './endpointLedger.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (endpointName: string, connectionId = 'local') => ({
  connectionId,
  endpointName,
  trainingJobName: 'job',
  recordedAt: '2026-11-24T00:00:00.000Z',
});

test('an empty storage folder knows no endpoint', async () => {
  expect(await openEndpointLedger(folder).read()).toEqual({ entries: [], unreadable: [] });
});

test('two windows recording at once lose nothing', async () => {
  const [first, second] = [openEndpointLedger(folder), openEndpointLedger(folder)];
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  await Promise.all(numbers.map((n) => (n % 2 === 0 ? first : second).record(entry(`endpoint-${n}`))));
  expect((await first.read()).entries).toHaveLength(20);
});

test('forgetting one connection keeps the same name of another', async () => {
  const ledger = openEndpointLedger(folder);
  await ledger.record(entry('salary-8f3a'));
  await ledger.record(entry('salary-8f3a', 'aws:default@us-east-1'));
  await ledger.forget('local', 'salary-8f3a');
  expect((await ledger.read()).entries.map((e) => e.connectionId)).toEqual(['aws:default@us-east-1']);
});

test('a record that cannot be read is told, not passed over, and leaves the others', async () => {
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
