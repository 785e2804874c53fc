import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { encodeColumn } from './encodeColumn.testing.ts';

const cells = z.array(z.nullable(z.string()));
const golden = z
  .object({
    levels: z.array(
      z.object({
        cells,
        asked: cells,
        minRows: z.number(),
        maxLevels: z.number(),
        unseen: z.enum(['other', 'zero']),
        names: z.array(z.string()),
        encoded: z.array(z.array(z.number())),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('test/fixtures/encoders.json', 'utf8'))).levels;

test.each(golden)(
  'with minRows $minRows, maxLevels $maxLevels and unseen values as $unseen, levels are those of scikit-learn',
  ({ cells: training, asked, names, encoded, ...planned }) => {
    const found = encodeColumn({ column: 'job', encode: 'one-hot', ...planned }, training, asked);
    expect(found.names).toEqual(names.map((name) => `job=${name}`));
    expect(found.rows).toEqual(encoded);
  },
);

const job: ColumnFeature = { column: 'job', encode: 'one-hot' };
const repeated = (level: string | null, times: number) => Array.from({ length: times }, () => level);

test('by default a level needs a hundredth of the rows, at least 2 and at most 10', () => {
  const namesOf = (rare: number, others: number) =>
    encodeColumn(job, [...repeated('rare', rare), ...repeated('usual', others)], []).names;
  expect(namesOf(1, 20)).toEqual(['job=usual', 'job=other']);
  expect(namesOf(2, 20)).toEqual(['job=rare', 'job=usual']);
  expect(namesOf(4, 495)).toEqual(['job=usual', 'job=other']);
  expect(namesOf(5, 495)).toEqual(['job=rare', 'job=usual']);
  expect(namesOf(9, 5000)).toEqual(['job=usual', 'job=other']);
  expect(namesOf(10, 5000)).toEqual(['job=rare', 'job=usual']);
});

test('at most 50 columns are made by default, the last of them for the rarest levels', () => {
  const levels = Array.from({ length: 60 }, (_, index) => repeated(`l${index}`, 10 + index)).flat();
  const { names } = encodeColumn(job, levels, []);
  expect(names).toHaveLength(50);
  expect(names.at(-1)).toBe('job=other');
  expect(names).not.toContain('job=l10');
  expect(names).toContain('job=l11');
});

test('an unseen or missing value is an error where the experiment says so', () => {
  const strict: ColumnFeature = { ...job, unseen: 'error', minRows: 2 };
  const training = ['a', 'a', 'b', 'b', 'c'];
  expect(encodeColumn(strict, training, ['b', 'c', 'd', null]).rows).toEqual([
    [0, 1, 0],
    [0, 0, 1],
    'value-unseen',
    'value-missing',
  ]);
});

test('blanks around a level do not count, and numbers are levels by their value', () => {
  expect(encodeColumn({ ...job, minRows: 1 }, [' a', 'a ', 'b'], ['a', ' b']).rows).toEqual([
    [1, 0],
    [0, 1],
  ]);
  const codes = encodeColumn({ ...job, minRows: 1 }, [10, 9, null], ['9.0', 10, null]);
  expect(codes.names).toEqual(['job=9', 'job=10', 'job=missing']);
  expect(codes.rows).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
});

test('a code keeps its leading zeros', () => {
  expect(encodeColumn({ ...job, minRows: 1 }, ['01001', '1001'], ['01001']).names).toEqual([
    'job=01001',
    'job=1001',
  ]);
});
