import { expect, test } from 'vitest';
import { sayProgress } from './sayProgress.ts';

test('progress is said at each tenth of a phase, once', () => {
  const said: string[] = [];
  const report = sayProgress((text) => said.push(text));
  for (const done of [0, 50, 100, 110, 990, 1200])
    report({ phase: 'reading', done, total: 1000, unit: 'bytes' });
  report({ phase: 'profiling', done: 1, total: 2, unit: 'columns' });
  expect(said).toEqual(['Reading: 10 %', 'Reading: 90 %', 'Reading: 100 %', 'Looking at the columns: 50 %']);
});
