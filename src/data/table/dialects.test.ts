import { expect, test } from 'vitest';
import { writtenTable } from './dialects.testing.ts';
import { parseTable } from './readTable.ts';

const dialectCount = 500;

/** Right, unsure, or wrong and sure of it. */
function verdictOn(seed: number): string {
  const { bytes, names, rows, text } = writtenTable(seed);
  try {
    const table = parseTable(bytes, 't.csv');
    const isRight =
      JSON.stringify(table.columns) === JSON.stringify(names) &&
      JSON.stringify(table.rows) === JSON.stringify(rows);
    if (isRight) return 'right';
    return table.reading.unsure.length > 0 ? 'unsure' : `seed ${seed}: ${text.slice(0, 300)}`;
  } catch {
    return 'refused';
  }
}

test('tables of 500 dialects are read right, or the reading says what is unsure', () => {
  const verdicts = Array.from({ length: dialectCount }, (_, seed) => verdictOn(seed));
  const known = ['right', 'unsure', 'refused'];
  expect(verdicts.filter((verdict) => !known.includes(verdict))).toEqual([]);
  expect(verdicts.filter((verdict) => verdict === 'right').length).toBeGreaterThan(0.99 * dialectCount);
});
