import type { Explored, TableKinds } from './tableKind.ts';
import type { Leak } from '../shapes/findings.ts';
import type { Say } from './say.ts';
import { varianceInflation } from './inflation.ts';

/** Cohen calls 0.5 large; from 0.8 on a line explains two thirds of the variance (r² = 0.64). */
const strongCorrelation = 0.8;
/** Values this close in order differ by less than their noise: a copy, or the target measured another way. */
const closeSpearman = 0.99;
/** Fewer rows are in order by chance. */
const fewestRowsOfRanks = 10;
/** From 10 on a coefficient's variance is ten times what it would be alone (Kutner et al., Applied Linear Statistical Models). */
const largeInflation = 10;

interface Pair {
  readonly columns: readonly [string, string];
  readonly r: number;
}

/** Pairs of features with a strong relation, the strongest first. */
function strongPairs(explored: Explored): readonly Pair[] {
  const { columns, pearson } = explored.correlation;
  const target = explored.evidence?.target ?? '';
  const pairs = columns.flatMap((a, i) =>
    columns.slice(i + 1).map((b, j): Pair => ({ columns: [a, b], r: pearson[i]?.[i + 1 + j] ?? 0 })),
  );
  return pairs
    .filter(({ columns: pair, r }) => Math.abs(r) >= strongCorrelation && !pair.includes(target))
    .toSorted((a, b) => Math.abs(b.r) - Math.abs(a.r));
}

/** Columns that are told of as all but the target. */
function givingAway({ evidence, rowCount }: Explored): readonly string[] {
  if (evidence === undefined || rowCount < fewestRowsOfRanks) return [];
  return evidence.ranks
    .filter(({ spearman }) => Math.abs(spearman) >= closeSpearman)
    .toSorted((a, b) => Math.abs(b.spearman) - Math.abs(a.spearman))
    .map(({ column }) => column);
}

/** The column that the target follows most closely in a straight line. */
function strongestRelation({ withTarget, columns, evidence }: Explored) {
  const target = evidence?.target;
  const leaks = new Set(evidence?.leaks.map(({ column }) => column));
  return columns
    .flatMap(({ name }, index) => {
      const r = withTarget[index] ?? 0;
      return name === target || leaks.has(name) || Math.abs(r) < strongCorrelation ? [] : [{ name, r }];
    })
    .toSorted((a, b) => Math.abs(b.r) - Math.abs(a.r))[0];
}

/** Features that others add up to, though no pair of them is close. */
function combinations(explored: Explored): readonly { readonly name: string; readonly inflation: number }[] {
  const { columns, pearson } = explored.correlation;
  const target = explored.evidence?.target;
  const paired = new Set(strongPairs(explored).flatMap(({ columns: pair }) => pair));
  const places = [...columns.keys()].filter((place) => columns[place] !== target);
  const inflations = varianceInflation(places.map((i) => places.map((j) => pearson[i]?.[j] ?? null)));
  return places.flatMap((place, index) => {
    const [name = '', inflation = 1] = [columns[place], inflations[index]];
    return inflation < largeInflation || paired.has(name) ? [] : [{ name, inflation }];
  });
}

/** What the column is of the target, as in "is the logarithm of y". */
function leakWords({ t }: Say, leak: Leak, column: string, target: string): string {
  switch (leak) {
    case 'same':
      return t('{0} equals {1}', column, target);
    case 'log':
    case 'log2':
    case 'log10':
    case 'log1p':
      return t('{0} is the logarithm of {1}', column, target);
    case 'exp':
    case 'expm1':
      return t('{1} is the logarithm of {0}', column, target);
    case 'sqrt':
      return t('{0} is the square root of {1}', column, target);
    case 'square':
      return t('{0} is the square of {1}', column, target);
    case 'reciprocal':
      return t('{0} is the reciprocal of {1}', column, target);
  }
}

/** Kinds of findings about columns that say the same, or what the target says. */
export const relationKinds: TableKinds<
  'linear-relation' | 'leakage' | 'close-to-target' | 'collinear' | 'combination'
> = {
  'linear-relation': {
    severity: 'info',
    find(explored) {
      const { evidence, rowCount } = explored;
      const strongest = strongestRelation(explored);
      if (strongest === undefined || evidence === undefined) return undefined;
      // Said as closer than a line.
      if (givingAway(explored).includes(strongest.name)) return undefined;
      return { columns: [evidence.target, strongest.name], facts: { r: strongest.r, rowCount } };
    },
    words({ t, number }, { r }, [target = '', other = ''], { rowCount }) {
      const values = [target, other, number(r, 3), number(rowCount)] as const;
      return r > 0
        ? t('{0} rises linearly with {1}: r = {2} over {3} rows.', ...values)
        : t('{0} falls linearly with {1}: r = {2} over {3} rows.', ...values);
    },
  },
  leakage: {
    severity: 'warning',
    find({ evidence }) {
      const [first] = evidence?.leaks ?? [];
      if (evidence === undefined || first === undefined) return undefined;
      const names = evidence.leaks.map(({ column }) => column);
      return { columns: [evidence.target, ...names], facts: { leak: first.leak } };
    },
    words(say, { leak }, [target = '', ...names], { columnCount }) {
      const { t, list } = say;
      if (columnCount > 2)
        return t(
          '{0} follow from {1} to the last digit: they leak the target, so leave them out.',
          list(names, columnCount - 1),
          target,
        );
      const what = leakWords(say, leak, names[0] ?? '', target);
      return t('{0} to the last digit: it leaks the target, so leave it out.', what);
    },
  },
  'close-to-target': {
    severity: 'warning',
    find(explored) {
      const { evidence } = explored;
      const names = givingAway(explored);
      const [first] = names;
      const known = evidence?.ranks.find(({ column }) => column === first);
      if (evidence === undefined || known === undefined) return undefined;
      return { columns: [evidence.target, ...names], facts: { spearman: known.spearman } };
    },
    words: ({ t, number, list }, { spearman }, [target = '', ...names], { columnCount }) =>
      columnCount > 2
        ? t(
            '{0} put the rows in nearly the same order as {1} (rank correlation {2}): leave out any that are known only once {1} is.',
            list(names, columnCount - 1),
            target,
            number(spearman, 3),
          )
        : t(
            '{0} puts the rows in nearly the same order as {1} (rank correlation {2}): leave it out if it is known only once {1} is.',
            names[0] ?? '',
            target,
            number(spearman, 3),
          ),
  },
  collinear: {
    severity: 'warning',
    find(explored) {
      const pairs = strongPairs(explored);
      const [strongest] = pairs;
      if (strongest === undefined) return undefined;
      return { columns: strongest.columns, facts: { r: strongest.r, pairCount: pairs.length } };
    },
    words({ t, number }, { r, pairCount }, [a = '', b = '']) {
      const words = t(
        '{0} and {1} are strongly correlated (r = {2}): their coefficients will trade off against each other.',
        a,
        b,
        number(r, 3),
      );
      if (pairCount < 2) return words;
      const more =
        pairCount === 2 ? t('So is one more pair.') : t('So are {0} more pairs.', number(pairCount - 1));
      return `${words} ${more}`;
    },
  },
  combination: {
    severity: 'warning',
    find(explored) {
      const found = combinations(explored);
      const [first] = found;
      if (first === undefined) return undefined;
      // null: without bound, which JSON has no number for.
      const inflation = Number.isFinite(first.inflation) ? first.inflation : null;
      return { columns: found.map(({ name }) => name), facts: { inflation } };
    },
    words: ({ t, number, list }, { inflation }, names, { columnCount }) => {
      const factor = inflation === null ? '\u221e' : number(inflation, 0);
      return columnCount > 1
        ? t(
            '{0} can be predicted from the other features (variance inflation factor {1}): each coefficient means little by itself.',
            list(names, columnCount),
            factor,
          )
        : t(
            '{0} can be predicted from the other features (variance inflation factor {1}): its coefficient means little by itself.',
            names[0] ?? '',
            factor,
          );
    },
  },
};
