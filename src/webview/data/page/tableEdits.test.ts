import { expect, test } from 'vitest';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import {
  withColumn,
  withLeftOut,
  withMissing,
  withNumber,
  withoutRead,
  withRead,
  withRule,
} from './tableEdits.ts';

const none: TableEdits = {};

test('an option that is taken back leaves no trace', () => {
  const read = withRead(withRead(none, { delimiter: ';' }), { header: false });
  expect(withoutRead(read, ['delimiter'])).toEqual({ read: { header: false } });
  expect(withoutRead(read, ['delimiter', 'header'])).toEqual({});
  expect(withColumn(withColumn(none, 'a', { meaning: 'text' }), 'a', {})).toEqual({});
  expect(withLeftOut(withLeftOut(none, ['a'], true), ['a'], false)).toEqual({});
});

test('a value of one column counts as missing beside what else is known of it', () => {
  const known = withColumn(none, 'a', { meaning: 'decimal' });
  const marked = withMissing(withMissing(known, 'a', '-999', true), 'a', '-999', true);
  expect(marked).toEqual({ columns: { a: { meaning: 'decimal', missing: ['-999'] } } });
  expect(withMissing(marked, 'a', '-999', false)).toEqual(known);
});

test('rows of a class are left out beside others, and used again', () => {
  const two = withRule(withRule(none, 'grade', 'F', true), 'grade', 'E', true);
  expect(two).toEqual({ rows: [{ column: 'grade', notIn: ['F', 'E'] }] });
  expect(withRule(withRule(two, 'grade', 'F', false), 'grade', 'E', false)).toEqual({});
});

test('a limit of a number goes without its other options', () => {
  const limited = withNumber(withNumber(none, 'a', { transform: { since: 'start' } }), 'a', { clip: [0, 1] });
  expect(limited).toEqual({ numbers: { a: { transform: { since: 'start' }, clip: [0, 1] } } });
  expect(withNumber(limited, 'a', { clip: undefined })).toEqual({
    numbers: { a: { transform: { since: 'start' } } },
  });
  expect(withNumber(withNumber(none, 'a', { clip: [0, 1] }), 'a', { clip: undefined })).toEqual({});
});
