import { expect, test } from 'vitest';
import { mersenneTwister, randomSample } from '../../learner/random.ts';
import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { ColumnLayout } from '../shapes/columnLayout.ts';
import { openColumns } from './columnFile.ts';

/** Parts of these lengths, each with its numbers and then its codes; reads are counted. */
function openFile(rowCounts: readonly number[]) {
  const parts = rowCounts.map((rowCount, part) => ({
    rowCount,
    at: 12 * rowCounts.slice(0, part).reduce((sum, count) => sum + count, 0),
  }));
  const layout: ColumnLayout = {
    parts,
    columns: [
      { kind: 'numbers', place: { offset: 0 } },
      { kind: 'words', place: { offset: 8 } },
    ],
  };
  const rowCount = rowCounts.reduce((sum, count) => sum + count, 0);
  const bytes = Buffer.alloc(12 * rowCount);
  let row = 0;
  for (const part of parts)
    for (let at = 0; at < part.rowCount; at += 1, row += 1) {
      bytes.writeDoubleLE(row + 0.5, part.at + 8 * at);
      bytes.writeInt32LE(-1, part.at + 8 * part.rowCount + 4 * at);
    }
  let reads = 0;
  const reader = openColumns(async (into, at) => {
    reads += 1;
    into.set(bytes.subarray(at, at + into.length));
  }, layout);
  return { reader, rowCount, readCount: () => reads };
}

const numbersOf = (cells: Cells | undefined, count: number) =>
  Array.from({ length: count }, (_, at) => cells && cellAt(cells, at));

test.each([[[5, 0, 7, 1]], [[1000, 3000, 2000, 500]], [[70_000, 80_000]]])(
  'rows of parts of %j come in the order given',
  async (rowCounts) => {
    const { reader, rowCount } = openFile(rowCounts);
    const next = mersenneTwister(rowCount);
    for (const count of [1, 7, 300]) {
      const rows = Int32Array.from({ length: count }, () => Math.floor(randomSample(next) * rowCount));
      for (const wanted of [rows, rows.toSorted(), rows.toSorted().toReversed()]) {
        const [numbers, words] = await reader.cellsAt(wanted, [0, 1]);
        expect(numbersOf(numbers, count)).toEqual(Array.from(wanted, (row) => row + 0.5));
        expect(numbersOf(words, count)).toEqual(Array.from(wanted, () => undefined));
      }
    }
  },
);

test('adjacent and nearly adjacent rows are read together', async () => {
  const { reader, readCount } = openFile([4000, 4000]);
  await reader.cellsAt(Int32Array.of(3990, 10, 3000, 12, 4005, 3995, 11), [0]);
  expect(readCount()).toBe(4);
});

test('reading no rows reads nothing from disk', async () => {
  const { reader, readCount } = openFile([10]);
  expect(numbersOf((await reader.cellsAt(new Int32Array(), [0]))[0], 0)).toEqual([]);
  expect(readCount()).toBe(0);
});
