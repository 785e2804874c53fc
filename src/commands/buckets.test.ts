import { expect, test, vi } from 'vitest';
import type { Destination } from '../runs/destinations.ts';
import { chooseBucket } from './buckets.ts';
import type { Services } from './services.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

/** A connection that remembers `before`; only buckets of `usable` can be used. */
function opened(before: Destination | undefined, usable: readonly string[]) {
  let known = before;
  const session = {
    connection: { kind: 'aws', profile: 'me', region: 'eu-west-1' },
    region: 'eu-west-1',
    aws: {},
    identity: async () => ({ accountId: '111122223333', arn: '' }),
    suggestedBucket: async () => undefined,
    knownDestination: async () => known,
    saveDestination: async (destination: Destination) => {
      known = destination;
      return true;
    },
    ensureBucket: async (bucket: string) => {
      if (!usable.includes(bucket)) throw new Error(`${bucket} belongs to another account`);
      if (known?.bucket === bucket) known = { ...known, owner: '111122223333' };
    },
  };
  // SAFETY: choosing a bucket uses nothing else of the services and the session.
  const services = { openSession: async () => session } as unknown as Services;
  return { services, known: () => known };
}

const roleArn = 'arn:aws:iam::111122223333:role/Learner';
const before: Destination = { bucket: 'first', roleArn, owner: '111122223333' };

test('the chosen bucket is remembered with its owner, and the role stays', async () => {
  const { services, known } = opened(before, ['second']);
  const chosen = await chooseBucket(services, { bucket: 'second' });
  expect(chosen).toEqual({ bucket: 'second', owner: '111122223333' });
  expect(known()).toEqual({ bucket: 'second', roleArn, owner: '111122223333' });
});

test('a bucket that cannot be used leaves the one of before', async () => {
  const { services, known } = opened(before, []);
  await expect(chooseBucket(services, { bucket: 'second' })).rejects.toThrow('another account');
  expect(known()).toEqual(before);
});
