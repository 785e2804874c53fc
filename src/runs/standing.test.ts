import { expect, test } from 'vitest';
import type { Sighting } from '../aws/sightings.ts';
import { openAbsences } from './absences.ts';
import type { Recorded } from './ledger.ts';
import { confirmAfterMs, standingOf } from './standing.ts';

const account = { accountId: '111122223333', region: 'us-east-1' };
const other = { accountId: '444455556666', region: 'us-east-1' };
const recorded: Recorded = {
  connectionId: 'aws:default@us-east-1',
  trainingJobName: 'job',
  recordedAt: '2026-11-24T00:00:00.000Z',
  account,
  state: 'seen',
};
const missing = (inAccount?: typeof account): Sighting<string> => ({ kind: 'missing', account: inAccount });

/** A resource that is looked at again and again, by a clock that the test moves. */
function openWorld(entry: Recorded = recorded) {
  let now = 0;
  const world = {
    signedIn: account as typeof account | undefined,
    answer: async (): Promise<Sighting<string>> => missing(),
    wait: (ms: number) => void (now += ms),
    look: async () => (await standingOf(entry, 'key', look)).kind,
  };
  const session = {
    region: 'us-east-1',
    pollIntervalMs: 5000,
    identity: async () => {
      if (world.signedIn === undefined) throw new Error('no answer');
      return { accountId: world.signedIn.accountId, arn: '' };
    },
  };
  const look = { session, absences: openAbsences(() => now), sight: () => world.answer() };
  return world;
}

const apartMs = confirmAfterMs({ pollIntervalMs: 5000 });

test('a resource is gone only when its account reports it missing twice, some time apart', async () => {
  const world = openWorld();
  expect(await world.look()).toBe('confirming');
  expect(await world.look()).toBe('confirming');
  world.wait(apartMs);
  expect(await world.look()).toBe('gone');
});

test('a resource found between two reports of its absence is not gone', async () => {
  const world = openWorld();
  await world.look();
  world.wait(apartMs);
  world.answer = async () => ({ kind: 'found', details: '' });
  expect(await world.look()).toBe('found');
  world.answer = async () => missing();
  expect(await world.look()).toBe('confirming');
});

test('an absence in another account proves nothing, whichever way it shows', async () => {
  const world = openWorld();
  world.signedIn = other;
  for (let looks = 0; looks < 3; looks += 1) {
    expect(await world.look()).toBe('other-account');
    world.wait(apartMs);
  }
  world.signedIn = account;
  world.answer = async () => missing(other);
  for (let looks = 0; looks < 3; looks += 1) {
    expect(await world.look()).toBe('other-account');
    world.wait(apartMs);
  }
});

test('an account that changes during the look proves nothing', async () => {
  const world = openWorld({ ...recorded, account: undefined });
  world.answer = async () => {
    world.signedIn = world.signedIn === account ? other : account;
    return missing();
  };
  for (let looks = 0; looks < 3; looks += 1) {
    expect(await world.look()).toBe('confirming');
    world.wait(apartMs);
  }
});

test('an absence reported to an unknown account proves nothing', async () => {
  const world = openWorld();
  world.signedIn = undefined;
  for (let looks = 0; looks < 3; looks += 1) {
    expect(await world.look()).toBe('unknown');
    world.wait(apartMs);
  }
});

test('a record without an account stays until a signed-in account has reported it missing twice', async () => {
  const world = openWorld({ ...recorded, account: undefined });
  expect(await world.look()).toBe('confirming');
  world.wait(apartMs);
  expect(await world.look()).toBe('gone');
});

test('what was requested and never seen is awaited for as long as the request may still be carried out', async () => {
  const world = openWorld({ ...recorded, state: 'requested' });
  expect(await world.look()).toBe('awaited');
  world.wait(14 * 60_000);
  expect(await world.look()).toBe('awaited');
  world.wait(60_000);
  expect(await world.look()).toBe('gone');
});

test('a failed look is unknown and leaves what was counted', async () => {
  const world = openWorld();
  await world.look();
  world.answer = () => Promise.reject(new Error('down'));
  expect(await world.look()).toBe('unknown');
  world.wait(apartMs);
  world.answer = async () => missing();
  expect(await world.look()).toBe('gone');
});
