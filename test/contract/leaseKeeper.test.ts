import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { extendLease } from '../../src/commands/extendLease.ts';
import { deploy } from '../../src/commands/endpoints.ts';
import { openLeaseKeeper } from '../../src/views/leaseKeeper.ts';
import type { LedgerEntry } from '../../src/guard/journal/endpointLedger.ts';
import type { Session } from '../../src/runs/session.ts';
import { openConnectionStates } from '../../src/runs/connectionStates.ts';
import { executed, forgetShown, shown } from '../fakeVscode.ts';
import { openProduct } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

const onAws = 'aws:default@us-east-1';
let product: Awaited<ReturnType<typeof openProduct>>;
beforeAll(async () => {
  product = await openProduct();
  await product.saveRun();
});
afterAll(() => product.stop());
beforeEach(() => forgetShown());

/** Endpoints of an account on AWS, which the embedded server stands in for. */
const recordedOnAws = async () => {
  const { entries, unreadable } = await product.services.ledger.read();
  return { entries: entries.map((entry): LedgerEntry => ({ ...entry, connectionId: onAws })), unreadable };
};
function openKeeper({
  read = recordedOnAws,
  change = {},
}: { read?: typeof recordedOnAws; change?: Partial<Session['aws']> } = {}) {
  const { services, session } = product;
  const counts = { changed: 0, undeletable: 0 };
  const keeper = openLeaseKeeper({
    ...services,
    ledger: {
      ...services.ledger,
      read,
      async change(entry, change) {
        const kept = await services.ledger.change({ ...entry, connectionId: 'local' }, change);
        return kept && { ...kept, connectionId: onAws };
      },
    },
    sessionOf: () => async () => ({ ...session, connectionId: onAws, aws: { ...session.aws, ...change } }),
    states: openConnectionStates(),
    changed: () => void (counts.changed += 1),
    deletionFailed: () => void (counts.undeletable += 1),
  });
  return { keeper, counts };
}

test('a notice precedes the end of a lease, once until it is extended, and the endpoint is deleted at its end', async () => {
  const { aws } = product.session;
  const { endpointName } = await deploy(product.services, { trainingJobName: 'job-1' });
  const { arn } = (await aws.endpointState(endpointName)) ?? expect.fail('no endpoint');
  const leaseEndsIn = async (ms: number) => {
    const { awsNowMs = NaN } = await aws.readEndpointGuard(arn);
    await aws.writeEndpointGuard(arn, { expiresAtMs: awsNowMs + ms });
  };
  const { keeper, counts } = openKeeper();
  forgetShown('Extend by 1 Hour');
  await keeper.check('window');
  expect(shown).toEqual([]);

  await leaseEndsIn(6 * 60_000);
  await keeper.check('window');
  await keeper.check('window');
  expect(shown).toMatchObject([
    { message: `${endpointName} will be deleted in 6 minutes, when its lease ends.` },
  ]);
  await vi.waitFor(() =>
    expect(executed).toMatchObject([
      { command: 'linearLearner.extendLease', given: [{ endpointName, connectionId: onAws, minutes: 60 }] },
    ]),
  );

  const before = (await aws.readEndpointGuard(arn)).expiresAtMs ?? NaN;
  const { expiresAt } = await extendLease(product.services, { endpointName, minutes: 60 });
  expect(Date.parse(expiresAt)).toBe(before + 3_600_000);
  expect((await aws.readEndpointGuard(arn)).expiresAtMs).toBe(Date.parse(expiresAt));
  const { entries } = await product.services.ledger.read();
  expect(entries).toMatchObject([{ lease: { expiresAtMs: Date.parse(expiresAt) } }]);

  await leaseEndsIn(-1000);
  forgetShown();
  await keeper.check('start-up');
  expect(shown).toMatchObject([
    { message: `The lease of ${endpointName} ended, and the endpoint was deleted.` },
  ]);
  expect(await aws.endpointState(endpointName)).toBeUndefined();
  expect(counts).toEqual({ changed: 1, undeletable: 0 });
  keeper.dispose();
});

test('leases are looked at again after the journal could not be read', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let reads = 0;
  const { keeper } = openKeeper({
    read: async () => {
      reads += 1;
      if (reads === 1) throw new Error('the disk is away');
      return { entries: [], unreadable: [] };
    },
  });
  await expect(keeper.check('window')).rejects.toThrow('the disk is away');
  await vi.runOnlyPendingTimersAsync();
  expect(reads).toBe(2);
  keeper.dispose();
  vi.useRealTimers();
});

test('a lease that has run out while its endpoint cannot be deleted is reported as a failed deletion', async () => {
  const { aws } = product.session;
  const { endpointName } = await deploy(product.services, { trainingJobName: 'job-1' });
  const { arn } = (await aws.endpointState(endpointName)) ?? expect.fail('no endpoint');
  const { awsNowMs = NaN } = await aws.readEndpointGuard(arn);
  await aws.writeEndpointGuard(arn, { expiresAtMs: awsNowMs - 1000 });
  const { keeper, counts } = openKeeper({
    change: { deletePart: () => Promise.reject(new Error('It is locked.')) },
  });
  await keeper.check('window');
  expect(counts).toEqual({ changed: 0, undeletable: 1 });
  expect(await aws.endpointState(endpointName)).toBeDefined();
  keeper.dispose();
});
