import { levelCounts } from '../shapes/cells.ts';
import type { WordCells } from '../shapes/cells.ts';

export interface WordFigures {
  readonly nonNullCount: number;
  readonly missingCount: number;
  readonly distinctCount: number;
  readonly topValues: readonly { readonly value: string; readonly count: number }[];
}

/** Counts of a column of words; of equally frequent ones the first in the table comes first. */
export function wordFigures(cells: WordCells, limit: number): WordFigures {
  const { codes, levels } = cells;
  const counts = levelCounts(cells);
  const firsts = new Int32Array(levels.length).fill(-1);
  let missingCount = 0;
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] ?? -1;
    if (code < 0) missingCount += 1;
    else if (firsts[code] === -1) firsts[code] = row;
  }
  const present = Array.from(levels.keys()).filter((code) => (counts[code] ?? 0) > 0);
  const sorted = present.toSorted(
    (a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || (firsts[a] ?? 0) - (firsts[b] ?? 0),
  );
  return {
    nonNullCount: codes.length - missingCount,
    missingCount,
    distinctCount: present.length,
    topValues: sorted
      .slice(0, limit)
      .map((code) => ({ value: levels[code] ?? '', count: counts[code] ?? 0 })),
  };
}
