import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

test('a table, its target and the output folder are taken', () => {
  expect(parseArguments(['t.csv', '--target', 'my price', '--out=made', '--json'])).toEqual({
    kind: 'run',
    path: resolve('t.csv'),
    target: 'my price',
    out: resolve('made'),
    profileOnly: false,
  });
});

test('help is asked for beside anything else', () => {
  expect(parseArguments(['--help', 't.csv'])).toEqual({ kind: 'help' });
});

test.each([
  [[]],
  [['']],
  [['a.csv', 'b.csv']],
  [['a.csv', '--out=']],
  [['a.csv', '--target']],
  [['a.csv', '--frobnicate']],
  [['a.linear.json', '--target', 'y']],
  [['a.csv', '--profile-only', '--out', 'made']],
])('%j is refused', (given) => {
  expect(() => parseArguments(given)).toThrow(expect.objectContaining({ code: 'usage' }));
});
