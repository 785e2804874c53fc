import { expect, test } from 'vitest';
import { eachOf } from './eachOf.ts';

function openGate() {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((...both) => ([resolve, reject] = both));
  return { promise, resolve: () => resolve(), reject: (error: Error) => reject(error) };
}

/** Items that end when the test says so. */
function openGates(count: number) {
  const gates = Array.from({ length: count }, openGate);
  const started: number[] = [];
  return {
    gates,
    started,
    act: async (item: number) => {
      started.push(item);
      await gates[item]?.promise;
    },
  };
}

test('no more than a number of items are in progress at once', async () => {
  const { gates, started, act } = openGates(4);
  const running = eachOf([0, 1, 2, 3], { atOnce: 2 }, act);
  await expect.poll(() => started).toEqual([0, 1]);
  gates[1]?.resolve();
  await expect.poll(() => started).toEqual([0, 1, 2]);
  for (const gate of gates) gate.resolve();
  await running;
  expect(started).toEqual([0, 1, 2, 3]);
});

test('the first error is thrown once those in progress have ended, and no other is started', async () => {
  const { gates, started, act } = openGates(3);
  let isSettled = false;
  const running = eachOf([0, 1, 2], { atOnce: 2 }, act).finally(() => {
    isSettled = true;
  });
  running.catch(() => undefined);
  await expect.poll(() => started).toEqual([0, 1]);
  gates[0]?.reject(new Error('first'));
  await Promise.resolve();
  expect(isSettled).toBe(false);
  gates[1]?.resolve();
  await expect(running).rejects.toThrow('first');
  expect(started).toEqual([0, 1]);
});

test('an aborted signal stops further items, and its reason is thrown', async () => {
  const ending = new AbortController();
  const started: number[] = [];
  const running = eachOf([1, 2, 3], { atOnce: 1, signal: ending.signal }, async (item) => {
    started.push(item);
    ending.abort(new Error('enough'));
  });
  await expect(running).rejects.toThrow('enough');
  expect(started).toEqual([1]);
});
