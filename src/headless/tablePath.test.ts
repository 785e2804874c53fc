import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { tablePathOf } from './tablePath.ts';

test('the table of an experiment is a file beside it', () => {
  expect(tablePathOf(resolve('/work/salary.linear.json'), 'salary.csv')).toBe(resolve('/work/salary.csv'));
});

test('a table in S3 is refused by name, with advice', () => {
  expect(() => tablePathOf('/work/t.linear.json', 's3://bucket/t.csv')).toThrow(
    expect.objectContaining({
      code: 'table-in-s3',
      facts: { s3Uri: 's3://bucket/t.csv' },
      message: expect.stringContaining('download the table'),
    }),
  );
});
