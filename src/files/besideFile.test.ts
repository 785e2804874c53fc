import { expect, test } from 'vitest';
import { besideFile } from './besideFile.ts';

test.each([
  ['/a/rows.csv', '/a/rows-2.predicted.csv'],
  ['/a/rows.2024.csv.gz', '/a/rows.2024-2.predicted.csv.gz'],
  ['/a/rows.jsonl.zst', '/a/rows-2.predicted.jsonl.zst'],
  ['/a.b/rows', '/a.b/rows-2.predicted'],
  ['/a/rows.gz', '/a/rows-2.predicted.gz'],
  ['/a/.hidden', '/a/.hidden-2.predicted'],
  ['/a/.csv.gz', '/a/.csv.gz-2.predicted'],
])('the file beside %s keeps its ending', (path, beside) => {
  expect(besideFile(path, '.predicted')('-2')).toBe(beside);
});
