import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bindOperations } from '../../../src/aws/operations.ts';
import { createClients } from '../../../src/aws/connections/clients.ts';
import type { LocalServerAccess } from '../../../src/aws/connections/types.ts';
import { openAwsBills } from '../../../src/runs/awsBills.ts';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { first } from './fakeClients.ts';

let fake: FakeAws;
let folder = '';
beforeAll(async () => {
  fake = await openFakeAws({ accounts: [first] });
  for (const [day, usd] of [
    ['2026-11-30', 5],
    ['2026-12-01', 1.25],
    ['2026-12-02', 1.85],
  ] as const)
    fake.account(first).bills.set(day, usd);
});
afterAll(() => fake.stop());
beforeEach(async () => {
  fake.setFaults();
  folder = await mkdtemp(join(tmpdir(), 'll-bills-'));
  return () => rm(folder, { recursive: true, force: true });
});

const noon = Date.UTC(2026, 11, 3, 12);

function sessionOf(keys: Partial<LocalServerAccess> = {}) {
  const clients = createClients({ kind: 'local' }, { ...fake.access(first), ...keys });
  return {
    aws: bindOperations(clients),
    connectionId: 'aws:me@us-east-1',
    identity: async () => ({ accountId: first, arn: `arn:aws:iam::${first}:user/me` }),
  };
}

test('what AWS billed in a month is read once a day, and kept', async () => {
  let nowMs = noon;
  const bills = openAwsBills(folder, () => nowMs);
  const session = sessionOf();
  expect(await bills.find(session.connectionId, '2026-12')).toBeUndefined();
  expect(fake.operations).toEqual([]);
  const read = await bills.read(session, '2026-12');
  expect(read).toMatchObject({ amount: 3.1, currency: 'USD', accountId: first, isEstimated: true });
  expect(await bills.read(session, '2026-12')).toEqual(read);
  expect(await bills.find(session.connectionId, '2026-12')).toEqual(read);
  expect(fake.operations).toEqual(['GetCostAndUsage']);
  nowMs += 24 * 3_600_000;
  expect(bills.isOfToday(read)).toBe(false);
  await bills.read(session, '2026-12');
  expect(fake.operations).toEqual(['GetCostAndUsage', 'GetCostAndUsage']);
});

test('a month has its own days alone, and one without a bill costs nothing', async () => {
  const bills = openAwsBills(folder, () => noon);
  expect(await bills.read(sessionOf(), '2026-11')).toMatchObject({ amount: 5 });
  expect(await bills.read(sessionOf(), '2026-10')).toMatchObject({ amount: 0, currency: 'USD' });
});

test('without the right the failure names it, and nothing is kept', async () => {
  const keys = fake.account(first).addUser('reader', { policies: [] });
  const bills = openAwsBills(folder, () => noon);
  const session = sessionOf(keys);
  await expect(bills.read(session, '2026-12')).rejects.toMatchObject({
    code: 'access-denied',
    facts: { action: 'ce:GetCostAndUsage' },
  });
  expect(await bills.find(session.connectionId, '2026-12')).toBeUndefined();
});

test.each([
  ['empty answer', 'answer-incomplete'],
  ['{}', 'answer-incomplete'],
  ['expired', 'credentials-expired'],
] as const)('an answer that is %s is a failure, not a bill of 0', async (name, code) => {
  fake.setFaults({ name, operation: 'GetCostAndUsage' });
  const bills = openAwsBills(folder, () => noon);
  await expect(bills.read(sessionOf(), '2026-12')).rejects.toMatchObject({ code });
});

test('reading can be cancelled', async () => {
  fake.setFaults({ name: 'held before', operation: 'GetCostAndUsage' });
  const closing = new AbortController();
  const reading = openAwsBills(folder, () => noon).read(sessionOf(), '2026-12', closing.signal);
  await fake.met();
  closing.abort();
  await expect(reading).rejects.toThrow('aborted');
  fake.release();
});
