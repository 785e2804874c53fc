import { expect, test } from 'vitest';
import { otherOrder } from './dateOrder.ts';

test.each([
  ['%d/%m/%Y', { format: '%m/%d/%Y', isDayFirst: false }],
  ['%m/%d/%y %H:%M', { format: '%d/%m/%y %H:%M', isDayFirst: true }],
  ['%Y-%m-%d', undefined],
  ['%d %b %Y', undefined],
  ['epoch-ms', undefined],
])('the other order of day and month in %s', (format, other) => {
  expect(otherOrder(format)).toEqual(other);
});
