import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..', 'test', 'fixtures');
const sums = new Map(
  readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): [string, string] => [line.slice(66).replace(/^\.\//, ''), line.slice(0, 64)]),
);

/** Golden data that the product itself ships. */
const shipped = ['../../examples/salary.csv', '../../src/aws/prices/prices.ts'];

test('the golden data is what SHA256SUMS says, no file more and none less', () => {
  const there = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'SHA256SUMS')
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  expect([...sums.keys()].toSorted()).toEqual([...there, ...shipped].toSorted());
  for (const [name, sum] of sums)
    expect([
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]).toEqual([name, sum]);
});
