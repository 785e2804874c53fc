import { columnsOf } from '../shapes/encoders/feature.ts';
import type { EncoderName, FittedFeature } from '../shapes/encoders/fitted.ts';
import type { NumberFacts } from '../shapes/encoders/numberFacts.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { canonical } from './json.ts';
import { listDifference } from './listDifference.ts';
import type { Align } from './listDifference.ts';

/** What two preparations learned otherwise on their training rows; `columns` are those of a feature. */
export type PreparationDifference =
  | {
      readonly kind: 'added' | 'removed';
      readonly columns: readonly string[];
      readonly encode: EncoderName;
    }
  /** Values that a feature tells apart, or classes of the target, which has no columns here. */
  | {
      readonly kind: 'levels' | 'classes';
      readonly columns: readonly string[];
      readonly added: NamedPart;
      readonly removed: NamedPart;
    }
  | NumberMoved
  /** Ranges of a number. */
  | {
      readonly kind: 'edges';
      readonly columns: readonly string[];
      readonly before: readonly number[];
      readonly after: readonly number[];
    }
  /** What became of the values of a category: their mean target, or their share of the training rows. */
  | {
      readonly kind: 'level-means' | 'level-shares';
      readonly columns: readonly string[];
      readonly changedCount: number;
      /** The one that moved most. */
      readonly level: string;
      readonly before: number;
      readonly after: number;
    };

/** At most the first 20. */
interface NamedPart {
  readonly names: readonly string[];
  readonly count: number;
}

interface NumberMoved {
  readonly kind: 'number';
  readonly columns: readonly string[];
  readonly fact: NumberFact;
  readonly before?: number;
  readonly after?: number;
  /** Milliseconds since 1970. */
  readonly isDate: boolean;
  /** Of the range of the values, 0 to 1; 1 where it cannot be known. */
  readonly shift: number;
}

const numberFacts = ['mean', 'fill', 'min', 'max', 'missingShare'] as const;
export type NumberFact = (typeof numberFacts)[number] | 'targetMean';

const mostNames = 20;

/** What moved most first, after features, levels and ranges. */
export function preparationDifference(
  before: Preparation,
  after: Preparation,
): readonly PreparationDifference[] {
  const { entries } = listDifference(alignFitted, before.features, after.features);
  const differences = entries.flatMap(({ before: was, after: is }): readonly PreparationDifference[] => {
    if (was !== undefined && is !== undefined) return learnedDifference(was, is);
    const one = is ?? was;
    if (one === undefined) return [];
    const kind = was === undefined ? 'added' : 'removed';
    return [{ kind, columns: columnsOf(one.planned), encode: one.encode }];
  });
  const ofNumbers = differences.flatMap((one) => (one.kind === 'number' ? [one] : []));
  return [
    ...levelsDifference('classes', [], before.classNames ?? [], after.classNames ?? []),
    ...targetMoved(before, after),
    ...differences.filter(({ kind }) => kind !== 'number'),
    ...ofNumbers.toSorted((a, b) => b.shift - a.shift),
  ];
}

const alignFitted: Align<FittedFeature> = {
  nameOf: ({ planned }) => columnsOf(planned).join(' × '),
  likeness: [canonical, ({ planned, encode }) => JSON.stringify([columnsOf(planned), encode])],
};

function targetMoved(before: Preparation, after: Preparation): readonly NumberMoved[] {
  // Of classes it is the share of one, or nothing that a person knows.
  if (before.classNames !== undefined || before.trainMean === after.trainMean) return [];
  const shift = 1;
  const means = { before: before.trainMean, after: after.trainMean };
  return [{ kind: 'number', columns: [before.target], fact: 'targetMean', ...means, isDate: false, shift }];
}

function learnedDifference(was: FittedFeature, is: FittedFeature): readonly PreparationDifference[] {
  const columns = columnsOf(is.planned);
  return [
    ...levelsDifference('levels', columns, levelsOf(was), levelsOf(is)),
    ...edgesDifference(columns, was, is),
    ...levelValues('level-means', columns, meansOf(was), meansOf(is)),
    ...levelValues('level-shares', columns, sharesOf(was), sharesOf(is)),
    ...factsOf(was).flatMap((facts, index) => {
      const now = factsOf(is)[index];
      const column = columns[index];
      return now === undefined || column === undefined ? [] : numbersMoved(column, facts, now);
    }),
  ];
}

function numbersMoved(column: string, was: NumberFacts, is: NumberFacts): readonly NumberMoved[] {
  const isDate = is.dateFormat !== undefined;
  const range = Math.max(was.max, is.max) - Math.min(was.min, is.min);
  return numberFacts.flatMap((fact): readonly NumberMoved[] => {
    const [before, after] = [was[fact], is[fact]];
    if (before === after) return [];
    const scale = fact === 'missingShare' ? 1 : range;
    const shift =
      before === undefined || after === undefined || !(scale > 0) ? 1 : Math.abs(after - before) / scale;
    return [
      {
        kind: 'number',
        columns: [column],
        fact,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        isDate: isDate && fact !== 'missingShare',
        shift,
      },
    ];
  });
}

function levelsDifference(
  kind: 'levels' | 'classes',
  columns: readonly string[],
  before: readonly string[],
  after: readonly string[],
): readonly PreparationDifference[] {
  const [was, is] = [new Set(before), new Set(after)];
  const added = named(after.filter((level) => !was.has(level)));
  const removed = named(before.filter((level) => !is.has(level)));
  return added.count + removed.count === 0 ? [] : [{ kind, columns, added, removed }];
}

const named = (names: readonly string[]): NamedPart => ({
  names: names.slice(0, mostNames),
  count: names.length,
});

function edgesDifference(
  columns: readonly string[],
  was: FittedFeature,
  is: FittedFeature,
): readonly PreparationDifference[] {
  if (was.encode !== 'bins' || is.encode !== 'bins') return [];
  const [before, after] = [was.fitted.edges, is.fitted.edges];
  return canonical(before) === canonical(after) ? [] : [{ kind: 'edges', columns, before, after }];
}

/** Values of levels that both have. */
function levelValues(
  kind: 'level-means' | 'level-shares',
  columns: readonly string[],
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly PreparationDifference[] {
  const moved = [...after].flatMap(([level, now]) => {
    const was = before.get(level);
    return was === undefined || was === now ? [] : [{ level, before: was, after: now }];
  });
  const [most] = moved.toSorted((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
  return most === undefined ? [] : [{ kind, columns, changedCount: moved.length, ...most }];
}

function levelsOf(feature: FittedFeature): readonly string[] {
  switch (feature.encode) {
    case 'one-hot':
    case 'ordinal':
    case 'frequency':
    case 'target-mean':
      return feature.fitted.levels;
    case 'number':
    case 'hash':
    case 'date':
    case 'bins':
    case 'powers':
    case 'product':
      return [];
  }
}

/** Mean targets of levels; of several classes, of the first. */
const meansOf = (feature: FittedFeature): ReadonlyMap<string, number> =>
  feature.encode === 'target-mean'
    ? byLevel(feature.fitted.levels, feature.fitted.means[0] ?? [])
    : new Map<string, number>();

const sharesOf = (feature: FittedFeature): ReadonlyMap<string, number> =>
  feature.encode === 'frequency'
    ? byLevel(feature.fitted.levels, feature.fitted.shares)
    : new Map<string, number>();

const byLevel = (levels: readonly string[], values: readonly number[]) =>
  new Map(
    levels.flatMap((level, index) => values.slice(index, index + 1).map((value) => [level, value] as const)),
  );

function factsOf(feature: FittedFeature): readonly NumberFacts[] {
  switch (feature.encode) {
    case 'number':
    case 'date':
    case 'bins':
    case 'powers':
      return [feature.fitted];
    case 'product':
      return feature.fitted.factors;
    case 'one-hot':
    case 'ordinal':
    case 'frequency':
    case 'target-mean':
    case 'hash':
      return [];
  }
}
