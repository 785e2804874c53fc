import { expect, test } from 'vitest';
import { dateTitle } from './dateTitle.ts';

const month = (number: number) => Date.UTC(2026, number - 1, 1);

test('the title of dates has their range, and the fullest unit', () => {
  const bars = { unit: 'month', starts: [month(1), month(2), month(3)], counts: [3, 5, 0] } as const;
  const title = dateTitle('at', {
    first: Date.UTC(2026, 0, 2),
    last: Date.UTC(2026, 2, 30),
    bars,
  });
  expect(title).toBe('at: Jan 2, 2026 to Mar 30, 2026, most rows in Feb 2026');
});

test('where several units have as many rows, none is named', () => {
  const bars = { unit: 'month', starts: [month(1), month(2)], counts: [3, 3] } as const;
  expect(dateTitle('at', { first: month(1), last: month(2), bars })).toBe('at: Jan 1, 2026 to Feb 1, 2026');
});
