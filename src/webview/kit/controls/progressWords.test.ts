import { expect, test } from 'vitest';
import { leftWords, progressShare, progressWords } from './progressWords.ts';

const mebibyte = 1024 * 1024;

test.each([
  [
    { phase: 'reading', done: 60 * mebibyte, total: 240 * mebibyte, unit: 'bytes' },
    'Reading: 60.0 MiB of 240.0 MiB',
  ],
  [
    { phase: 'downloading', done: mebibyte, total: 3 * mebibyte, unit: 'bytes' },
    'Downloading: 1.0 MiB of 3.0 MiB',
  ],
  [{ phase: 'profiling', done: 6, total: 9, unit: 'columns' }, 'Exact figures: 6 of 9 columns'],
  // An estimate of the rows can be too small.
  [
    { phase: 'reading', done: 3_000_000, total: 2_999_000.4, unit: 'rows' },
    'Reading: 2,999,000 of 2,999,000 rows',
  ],
] as const)('progress %o is said as %s', (progress, words) => {
  expect(progressWords(progress)).toBe(words);
});

test('the time left is said once it can be estimated, and never less than a second', () => {
  const progress = { phase: 'reading', done: 1, total: 2, unit: 'rows' } as const;
  expect(leftWords(progress)).toBeUndefined();
  expect(leftWords({ ...progress, secondsLeft: 0.2 })).toBe('about 1 s left');
  expect(leftWords({ ...progress, secondsLeft: 131.7 })).toBe('about 2 min 12 s left');
});

test('a share is known once there is a total, and never above 1', () => {
  const share = (done: number, total: number) =>
    progressShare({ phase: 'reading', done, total, unit: 'rows' });
  expect([share(1, 4), share(5, 4), share(1, 0)]).toEqual([0.25, 1, undefined]);
});
