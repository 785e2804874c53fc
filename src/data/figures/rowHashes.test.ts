import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import { openRowHashes } from './rowHashes.ts';

async function areDistinct(rowCount: number, columns: readonly Cells[]) {
  const hashes = openRowHashes(rowCount, openPace({}));
  for (const cells of columns) await hashes.add(cells);
  return (await hashes.distinctCount()) === rowCount;
}

test('rows are distinct exactly when no row repeats another', async () => {
  const row = fc.tuple(fc.constantFrom(0, -0, 1, 2.5, Number.NaN), fc.constantFrom('', 'a', 'b'), fc.nat(9));
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
      const numbers = (at: 0 | 2): Cells => ({
        kind: 'numbers',
        values: Float64Array.from(rows, (cells) => cells[at]),
      });
      const texts = rows.map(([, text]) => text);
      const distinct = new Set(rows.map(String)).size === rows.length;
      expect(await areDistinct(rows.length, [numbers(0), wordsOf(texts), numbers(2)])).toBe(distinct);
      expect(await areDistinct(rows.length, [numbers(0), { kind: 'texts', texts }, numbers(2)])).toBe(
        distinct,
      );
    }),
  );
});

test('many different rows have different hashes, whichever column makes the difference', async () => {
  const rowCount = 200_000;
  const counting = Float64Array.from({ length: rowCount }, (_, row) => row);
  const codes = Int32Array.from(counting);
  const levels = Array.from(counting, String);
  const constant: Cells = { kind: 'numbers', values: new Float64Array(rowCount) };
  expect(await areDistinct(rowCount, [{ kind: 'numbers', values: counting }, constant])).toBe(true);
  expect(await areDistinct(rowCount, [constant, { kind: 'words', codes, levels }, constant])).toBe(true);
  expect(await areDistinct(rowCount, [constant, { kind: 'texts', texts: levels }])).toBe(true);
  expect(await areDistinct(rowCount, [constant, constant])).toBe(false);
});
