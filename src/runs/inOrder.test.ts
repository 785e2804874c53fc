import { expect, test } from 'vitest';
import { inOrder } from './inOrder.ts';

async function* numbersTo(count: number, taken: number[] = []) {
  for (let number = 0; number < count; number += 1) {
    taken.push(number);
    yield number;
  }
}

test('results come in order, however the work ends, and no more than the width is worked on', async () => {
  const open: (() => void)[] = [];
  let [running, most] = [0, 0];
  const work = async (item: number) => {
    running += 1;
    most = Math.max(most, running);
    // The last one that began ends first.
    await new Promise<void>((resolve) => {
      open.unshift(resolve);
      if (open.length === 3 || item === 9) for (const one of open.splice(0)) one();
    });
    running -= 1;
    return item * 2;
  };
  const results: number[] = [];
  for await (const result of inOrder(numbersTo(10), 3, work)) {
    results.push(result);
    for (const one of open.splice(0)) one();
  }
  expect(results).toEqual(Array.from({ length: 10 }, (_, index) => index * 2));
  expect(most).toBe(3);
});

test('a failure is thrown in its turn, and no further item is taken', async () => {
  const taken: number[] = [];
  const results: number[] = [];
  const all = async () => {
    const work = async (item: number) => {
      if (item === 2) throw new Error('item 2');
      return item;
    };
    for await (const result of inOrder(numbersTo(100, taken), 2, work)) results.push(result);
  };
  await expect(all()).rejects.toThrow('item 2');
  expect(results).toEqual([0, 1]);
  expect(taken.length).toBeLessThan(6);
});
