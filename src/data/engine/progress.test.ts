import { expect, test } from 'vitest';
import { openProgress } from './progress.ts';
import type { EstimatedProgress } from '../shapes/progress.ts';

/** What is sent of reports at these times, in milliseconds. */
function sentOf(reports: readonly (readonly [at: number, done: number, phase?: 'reading' | 'profiling'])[]) {
  const sent: EstimatedProgress[] = [];
  let at = 0;
  const report = openProgress(
    (progress) => sent.push(progress),
    () => at,
  );
  for (const [time, done, phase = 'reading'] of reports) {
    at = time;
    report({ phase, done, total: 1000, unit: 'rows' });
  }
  return sent;
}

test('progress is sent at most five times a second', () => {
  const everyMs = Array.from({ length: 2000 }, (_, at) => [at, at / 2] as const);
  expect(sentOf(everyMs)).toHaveLength(10);
});

test('the remaining time is estimated once a phase has run for a while', () => {
  const [first, second] = sentOf([
    [0, 0],
    [1000, 200],
  ]);
  expect(first).not.toHaveProperty('secondsLeft');
  expect(second?.secondsLeft).toBe(4);
});

test('a new phase is estimated by its own speed', () => {
  const sent = sentOf([
    [0, 0],
    [1000, 1000],
    [1500, 0, 'profiling'],
    [2500, 500, 'profiling'],
  ]);
  expect(sent.map(({ secondsLeft }) => secondsLeft)).toEqual([undefined, 0, undefined, 1]);
});
