import { expect, test } from 'vitest';
import { openBudget } from './budget.ts';

/** Something to wait for that ends when the test says so. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

test('a share that does not fit waits for others, and one larger than all runs alone', async () => {
  const budget = openBudget(10);
  const started: string[] = [];
  const [first, second] = [gate(), gate()];
  const one = budget.with(6, async () => {
    started.push('6');
    await first.opened;
  });
  const two = budget.with(100, async () => {
    started.push('100');
    await second.opened;
  });
  const three = budget.with(1, async () => void started.push('1'));
  await Promise.resolve();
  expect(started).toEqual(['6']);
  first.open();
  await one;
  expect(started).toEqual(['6', '100']);
  second.open();
  await Promise.all([two, three]);
  expect(started).toEqual(['6', '100', '1']);
});

test('a share whose work fails is given back', async () => {
  const budget = openBudget(1);
  await expect(budget.with(1, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await budget.with(1, async () => 'next')).toBe('next');
});
