import { expect, test } from 'vitest';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import { withColumn, withLeftOut, withMissing, withoutRead, withRead } from './tableEdits.ts';

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
