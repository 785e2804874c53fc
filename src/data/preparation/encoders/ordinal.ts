import { onlyColumn } from './encoder.ts';
import type { Encoder } from './encoder.ts';
import { kindOf, levelFinder, levelReader, levelsOf, problemOfLevel, sharesOf } from './levels.ts';
import { fillOf } from './numbers.ts';

const unseenPlace = -1;

/** The place of a value in an order; as OrdinalEncoder(categories, handle_unknown="use_encoded_value", unknown_value=-1). */
export const ordinalEncoder: Encoder<'ordinal'> = {
  fit(training, { order, missing, unseen = 'other' }) {
    const column = onlyColumn(training);
    const found = levelsOf(column);
    const levels = [
      ...new Set(order?.map(levelReader(column)) ?? found.levels.filter((level) => level !== '')),
    ];
    const placeOf = new Map(levels.map((level, place) => [level, place]));
    const ofLevels = found.levels.map((level) => placeOf.get(level) ?? Number.NaN);
    const places = Float64Array.from(found.codes, (code) => ofLevels[code] ?? Number.NaN);
    const present = places.filter((place) => !Number.isNaN(place));
    const mean = present.reduce((sum, place) => sum + place, 0) / Math.max(1, present.length);
    const fill = fillOf(places, missing, mean);
    const counts = levels.map((level) => found.counts[found.levels.indexOf(level)] ?? 0);
    return {
      levels,
      ...kindOf(column),
      unseen,
      ...(fill === undefined ? {} : { fill }),
      shares: sharesOf(counts, found.codes.length),
    };
  },
  open({ column }, { levels, unseen, fill, ...kind }) {
    const find = levelFinder(kind, new Map(levels.map((level, place) => [level, place])));
    return {
      names: [column],
      write(cell, into, at) {
        const { level, known } = find(cell);
        const problem = problemOfLevel(level);
        const filled = problem === 'value-missing' ? fill : undefined;
        if (known === undefined && filled === undefined && unseen === 'error') return problem;
        into[at] = known ?? filled ?? (unseen === 'zero' ? 0 : unseenPlace);
        return undefined;
      },
    };
  },
};
