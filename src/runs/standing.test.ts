import { expect, test } from 'vitest';
import type { Sighting } from '../aws/sightings.ts';
import { openAbsences } from './absences.ts';
import type { Recorded } from '../guard/journal/ledger.ts';
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

test('resource is gone only when its account reports it missing twice, some time apart', async () => {
  const world = openWorld();
  expect(await world.look()).toBe('confirming');
  expect(await world.look()).toBe('confirming');
  world.wait(apartMs);
  expect(await world.look()).toBe('gone');
});

test('resource found between two missing reports is not gone', async () => {
  const world = openWorld();
  await world.look();
  world.wait(apartMs);
  world.answer = async () => ({ kind: 'found', details: '' });
  expect(await world.look()).toBe('found');
  world.answer = async () => missing();
  expect(await world.look()).toBe('confirming');
});

test('missing report of another account proves nothing, however the account is detected', async () => {
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

test('missing report proves nothing when the account changes during the poll', async () => {
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

test('missing report for an unknown account proves nothing', async () => {
  const world = openWorld();
  world.signedIn = undefined;
  for (let looks = 0; looks < 3; looks += 1) {
    expect(await world.look()).toBe('unknown');
    world.wait(apartMs);
  }
});

test('record without an account stays until a signed-in account has reported it missing twice', async () => {
  const world = openWorld({ ...recorded, account: undefined });
  expect(await world.look()).toBe('confirming');
  world.wait(apartMs);
  expect(await world.look()).toBe('gone');
});

test('requested resource that was never seen is awaited as long as the request can still succeed', async () => {
  const world = openWorld({ ...recorded, state: 'requested' });
  expect(await world.look()).toBe('awaited');
  world.wait(14 * 60_000);
  expect(await world.look()).toBe('awaited');
  world.wait(60_000);
  expect(await world.look()).toBe('gone');
});

test('failed poll is unknown and keeps the count of missing reports', async () => {
  const world = openWorld();
  await world.look();
  world.answer = () => Promise.reject(new Error('down'));
  expect(await world.look()).toBe('unknown');
  world.wait(apartMs);
  world.answer = async () => missing();
  expect(await world.look()).toBe('gone');
});
