import { expect, test } from 'vitest';
import { spreadCalls } from '../scripts/spreadCalls.mjs';

test.each([
  ['Math.max(...values)', 'Math.max'],
  ['Math.min(0, f(a, [b]), ...values)', 'Math.min'],
  ['rows.push(first, ...others)', 'push'],
  ['rows\n  .unshift(\n    ...others,\n  )', 'unshift'],
  ['String.fromCharCode(...bytes)', 'String.fromCharCode'],
])('%s is found', (text, call) => {
  expect(spreadCalls(`const a = 1;\n${text};`)).toMatchObject([{ call }]);
});

test.each([
  'Math.max(a, b)',
  'events.push({ kind, ...rest })',
  'Math.max(a, largest([...values]))',
  'rows.push(row); f(...rows)',
])('%s is none', (text) => {
  expect(spreadCalls(text)).toEqual([]);
});

test('a call is found at its line', () => {
  expect(spreadCalls('\n\nMath.max(...a)')).toEqual([{ line: 3, call: 'Math.max' }]);
});
