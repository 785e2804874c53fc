import { onlyColumn } from './encoder.ts';
import type { Encoder } from './encoder.ts';
import { countLevels, kindOf, levelFinder, problemOfLevel, sharesOf } from './levels.ts';

/** The share of the training rows with the value, a missing one too; as pandas' value_counts(normalize=True, dropna=False). */
export const frequencyEncoder: Encoder<'frequency'> = {
  fit(training, { unseen = 'other' }) {
    const column = onlyColumn(training);
    const { levels, counts, rowCount } = countLevels(column);
    const order = [...levels.keys()].toSorted((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
    const rows = order.map((index) => counts[index] ?? 0);
    return {
      levels: order.map((index) => levels[index] ?? ''),
      shares: sharesOf(rows, rowCount),
      ...kindOf(column),
      unseen,
    };
  },
  open({ column }, { levels, shares, unseen, ...kind }) {
    const find = levelFinder(kind, new Map(levels.map((level, index) => [level, shares[index] ?? 0])));
    return {
      names: [`${column}_share`],
      write(cell, into, at) {
        const { level, known } = find(cell);
        if (known === undefined && unseen === 'error') return problemOfLevel(level);
        into[at] = known ?? 0;
        return undefined;
      },
    };
  },
};
