import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Connection, localConnection } from '../aws/connections/types.ts';
import { guardOnDemand } from './guardOnDemand.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const onAws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };

function openWorld() {
  const world = {
    connection: localConnection as Connection,
    seen: [] as string[],
    endpoints: 0,
    unreadable: [] as string[],
    reads: 0,
    calls: [] as string[],
  };
  const read = async () => {
    world.reads += 1;
    return {
      entries: Array.from({ length: world.endpoints }, () => expect.anything()),
      unreadable: world.unreadable,
    };
  };
  const open = async () => ({
    refresh: async (by: string) => void world.calls.push(`refresh ${by}`),
    deletionFailed: (_: string, name: string) => void world.calls.push(`failed ${name}`),
    dispose: () => void world.calls.push('dispose'),
  });
  const needs = {
    ledger: { read },
    jobs: { read: async () => ({ entries: [], unreadable: [] }) },
    connection: () => world.connection,
    seenConnections: () => world.seen,
    onError: (error: unknown) => expect.fail(String(error)),
  };
  return { world, guard: guardOnDemand(needs, open) };
}

test('the guard is not loaded while nothing is recorded', async () => {
  const { world, guard } = openWorld();
  await guard.refresh('start-up');
  guard.deletionFailed('local', 'salary');
  guard.dispose();
  expect(world.calls).toEqual([]);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(world.reads).toBe(1);
});

test('the guard is loaded when another window has recorded something', async () => {
  const { world, guard } = openWorld();
  await guard.refresh('start-up');
  world.endpoints = 1;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(world.calls).toEqual(['refresh start-up']);
  await guard.refresh('window');
  guard.deletionFailed('aws', 'salary');
  await vi.advanceTimersByTimeAsync(0);
  expect(world.calls.slice(1)).toEqual(['refresh window', 'failed salary']);
});

test('the guard is loaded at once on a billed connection, after one, and when a record is unreadable', async () => {
  const billed = openWorld();
  billed.world.connection = onAws;
  await billed.guard.refresh('start-up');
  const earlier = openWorld();
  earlier.world.seen = ['local', 'aws:default@us-east-1'];
  await earlier.guard.refresh('start-up');
  const damaged = openWorld();
  damaged.world.unreadable = ['record.json'];
  await damaged.guard.refresh('start-up');
  for (const { world } of [billed, earlier, damaged]) expect(world.calls).toEqual(['refresh start-up']);
});
