import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { onlyColumn } from './encoder.ts';
import type { Encoder } from './encoder.ts';
import { hotEncoder } from './hot.ts';
import { countLevels, kindOf, levelFinder, problemOfLevel, sharesOf } from './levels.ts';
import type { LevelCounts } from './levels.ts';

const defaultLevels = 50;
const rareShare = 0.01;

/** A column for each frequent value; as OneHotEncoder(min_frequency, max_categories, handle_unknown). */
export const oneHotEncoder: Encoder<'one-hot'> = {
  fit(training, planned) {
    const column = onlyColumn(training);
    const all = countLevels(column);
    const frequent = frequentLevels(all, planned);
    const isFrequent = (index: number) => frequent.has(index);
    const levels = all.levels.filter((_, index) => isFrequent(index));
    const rare = all.levels.filter((_, index) => !isFrequent(index));
    const { unseen = 'other' } = planned;
    const rareRows = all.counts.reduce((sum, count, index) => sum + (isFrequent(index) ? 0 : count), 0);
    const rows = [
      ...all.counts.filter((_, index) => isFrequent(index)),
      ...(rare.length > 0 ? [rareRows] : []),
    ];
    return {
      levels,
      hasOther: rare.length > 0,
      ...(unseen === 'other' ? {} : { rare }),
      ...kindOf(column),
      unseen,
      shares: sharesOf(rows, all.rowCount),
    };
  },
  open({ column }, { levels, hasOther, rare, unseen, ...kind }) {
    const places = new Map(levels.map((level, index) => [level, index]));
    if (hasOther) for (const level of rare ?? []) places.set(level, levels.length);
    const find = levelFinder(kind, places);
    const ofUnseen = unseen === 'other' && hasOther ? levels.length + 1 : 0;
    const names = [
      ...levels.map((level) => `${column}=${level === '' ? 'missing' : level}`),
      ...(hasOther ? [`${column}=other`] : []),
    ];
    return hotEncoder(names, (cell) => {
      const { level, known } = find(cell);
      if (known !== undefined) return known + 1;
      return unseen === 'error' ? problemOfLevel(level) : ofUnseen;
    });
  },
};

/** Indices of the levels with a column of their own; of equally frequent ones those later in order stay, as in scikit-learn. */
function frequentLevels(
  { counts, rowCount }: LevelCounts,
  {
    minRows = Math.max(2, Math.min(10, Math.ceil(rowCount * rareShare))),
    maxLevels = defaultLevels,
  }: ColumnFeature,
): ReadonlySet<number> {
  const frequent = [...counts.entries()].filter(([, rows]) => rows >= minRows);
  // One of the columns is for the others, even where there are none.
  if (maxLevels > frequent.length) return new Set(frequent.map(([level]) => level));
  if (maxLevels === 1) return new Set();
  const bySize = frequent.toSorted(([, a], [, b]) => a - b);
  return new Set(bySize.slice(-(maxLevels - 1)).map(([level]) => level));
}
