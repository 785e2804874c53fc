import { expect, test } from 'vitest';
import { openSlots } from './slots.ts';

const never = new AbortController().signal;

test('slots are given in the order of the requests, as many at a time as there are', async () => {
  const slots = openSlots(2);
  const given: number[] = [];
  const waited: number[] = [];
  const taken = [0, 1, 2, 3].map((index) =>
    slots
      .take(never, () => waited.push(index))
      .then((release) => {
        given.push(index);
        return release;
      }),
  );
  const [first, second] = await Promise.all(taken.slice(0, 2));
  expect([given, waited]).toEqual([
    [0, 1],
    [2, 3],
  ]);
  first?.();
  first?.();
  await taken[2];
  expect(given).toEqual([0, 1, 2]);
  second?.();
  await taken[3];
  expect(given).toEqual([0, 1, 2, 3]);
});

test('request that is aborted leaves the queue and takes no slot', async () => {
  const slots = openSlots(1);
  const release = await slots.take(never, () => undefined);
  const abort = new AbortController();
  const leaving = slots.take(abort.signal, () => undefined);
  const staying = slots.take(never, () => undefined);
  abort.abort('stopped');
  await expect(leaving).rejects.toBe('stopped');
  release();
  (await staying)();
  await expect(slots.take(abort.signal, () => undefined)).rejects.toBe('stopped');
  (await slots.take(never, () => expect.unreachable()))();
});
