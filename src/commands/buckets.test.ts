import { beforeEach, expect, test, vi } from 'vitest';
import { forgetShown, shown } from '../../test/fakeVscode.ts';
import type { Destination } from '../runs/destinations.ts';
import { chooseBucket } from './buckets.ts';
import type { Services } from './services.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const [ours, theirs] = ['111122223333', '444455556666'];

/** A connection that remembers `before`; `buckets` are those that exist, with their owners. */
function opened(
  before: Destination | undefined,
  buckets: Readonly<Record<string, string>>,
  isEncryptionSet = true,
) {
  let known = before;
  const owners = new Map<string, string>();
  const ensureBucket = async (bucket: string) => {
    const owner = owners.get(bucket) ?? ours;
    if ((buckets[bucket] ?? ours) !== owner) throw new Error(`${bucket} belongs to another account`);
    owners.set(bucket, owner);
    const created =
      buckets[bucket] === undefined
        ? { encryption: 'AES256', isEncryptionSet, isPublicAccessBlocked: true }
        : undefined;
    return { owner, created };
  };
  const session = {
    connection: { kind: 'aws', profile: 'me', region: 'eu-west-1' },
    region: 'eu-west-1',
    aws: {
      bucketStanding: async (bucket: string, { known: owner = ours }: { readonly known?: string }) =>
        buckets[bucket] === undefined
          ? { kind: 'none' }
          : { kind: 'exists', region: 'eu-west-1', owner: buckets[bucket] === owner ? 'expected' : 'other' },
    },
    identity: async () => ({ accountId: ours, arn: '' }),
    suggestedBucket: async () => undefined,
    knownDestination: async () => known,
    saveDestination: async (destination: Destination) => {
      known = destination;
      return true;
    },
    bucketOwner: async (bucket: string) => owners.get(bucket),
    agreeToOwner: async (bucket: string, owner: string) => {
      owners.set(bucket, owner);
      await ensureBucket(bucket);
    },
    ensureBucket,
  };
  const changed = vi.fn();
  // SAFETY: choosing a bucket uses nothing else of the services and the session.
  const services = { openSession: async () => session, changed } as unknown as Services;
  return { services, known: () => known, owners, changed };
}

const roleArn = 'arn:aws:iam::111122223333:role/Learner';
const before: Destination = { bucket: 'first', roleArn };
beforeEach(() => forgetShown());

test('the chosen bucket is remembered with its owner, and the role stays', async () => {
  const { services, known, owners, changed } = opened(before, { second: ours });
  expect(await chooseBucket(services, { bucket: 'second' })).toEqual({ bucket: 'second', owner: ours });
  expect(known()).toEqual({ bucket: 'second', roleArn });
  expect(owners.get('second')).toBe(ours);
  expect(changed).toHaveBeenCalledTimes(1);
});

test("choosing a bucket for an experiment keeps the connection's, and reports how the bucket was created", async () => {
  const { services, known } = opened(before, {});
  expect(await chooseBucket(services, { bucket: 'fresh', forExperiment: true })).toEqual({
    bucket: 'fresh',
    owner: ours,
  });
  expect(known()).toEqual(before);
  expect(shown.map(({ message }) => message)).toEqual([
    'Created bucket fresh: public access blocked, encrypted with AES256.',
  ]);
});

test('a bucket whose encryption may not be set is reported as encrypted by default', async () => {
  const { services } = opened(before, {}, false);
  await chooseBucket(services, { bucket: 'fresh', forExperiment: true });
  expect(shown[0]?.message).toBe(
    'Created bucket fresh: public access blocked, encrypted with AES256 by default.',
  );
});

test('a bucket in another account is used once the user confirms its owner, without another prompt later', async () => {
  const { services, owners, known } = opened(before, { shared: theirs });
  forgetShown('999900001111', theirs, 'Confirm');
  expect(await chooseBucket(services, { bucket: 'shared' })).toEqual({ bucket: 'shared', owner: theirs });
  const [first, second, agreement] = shown;
  expect(first?.message).toContain(`does not belong to your account, ${ours}`);
  expect(second?.message).toContain('does not belong to account 999900001111');
  expect(agreement?.message).toContain(`shared in account ${theirs}`);
  expect(agreement?.detail).toContain('SageMaker accepts no expected owner');
  expect(owners.get('shared')).toBe(theirs);
  expect(known()?.bucket).toBe('shared');
  forgetShown();
  await chooseBucket(services, { bucket: 'shared', forExperiment: true });
  expect(shown).toEqual([]);
});

test('an owner passed with the bucket is confirmed without a prompt', async () => {
  const { services, owners } = opened(before, { shared: theirs });
  await chooseBucket(services, { bucket: 'shared', owner: theirs, forExperiment: true });
  expect(owners.get('shared')).toBe(theirs);
  expect(shown).toEqual([]);
});

test('without confirmation the previous bucket is kept', async () => {
  const { services, known, owners } = opened(before, { shared: theirs });
  forgetShown(theirs);
  await expect(chooseBucket(services, { bucket: 'shared' })).rejects.toThrow('Cancelled');
  expect([known(), owners.size]).toEqual([before, 0]);
});
