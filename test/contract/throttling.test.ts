import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { openFakeAws } from '../fakeAws/fakeAws.ts';

const account = '111122223333';
let fake: Awaited<ReturnType<typeof openFakeAws>>;
beforeAll(async () => {
  fake = await openFakeAws({ accounts: [account] });
});
afterAll(() => fake.stop());

const clients = () => aws.createClients(aws.localConnection, fake.access(account));

test('a throttled call succeeds once AWS has time for it, after more attempts than other failures get', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  fake.setFaults({ name: 'throttled', operation: 'ListBuckets', times: 5 });
  await expect(aws.listBuckets(clients())).resolves.toEqual([]);
  expect(fake.operations.filter((name) => name === 'ListBuckets')).toHaveLength(6);
  vi.restoreAllMocks();
});

test('cancelling ends the wait for AWS at once', async () => {
  fake.setFaults({ name: 'throttled', operation: 'ListBuckets' });
  const own = clients();
  const standard = await own.s3.config.retryStrategy();
  if (!('acquireInitialRetryToken' in standard)) throw new Error('The strategy has no tokens');
  let onWaiting = () => {};
  const waiting = new Promise<void>((resolve) => {
    onWaiting = resolve;
  });
  own.s3.config.retryStrategy = async () => ({
    acquireInitialRetryToken: (scope) => standard.acquireInitialRetryToken(scope),
    // A wait that never ends by itself.
    refreshRetryTokenForRetry: () => {
      onWaiting();
      return new Promise(() => undefined);
    },
    recordSuccess: () => undefined,
  });
  const cancelling = new AbortController();
  const listed = aws.listBuckets(own, cancelling.signal);
  await waiting;
  const reason = new Error('cancelled');
  cancelling.abort(reason);
  await expect(listed).rejects.toBe(reason);
});
