// Every kind of finding about a table: what it needs to hold, how it is said, what can be done. A new one is its facts in
// shapes/findings.ts and a row here; rows of one severity are shown in this order.
import { isCategory } from './category.ts';
import { isIdentifier } from './identifier.ts';
import type { Finding, FindingKind, TableFindingFacts } from '../shapes/findings.ts';
import type { Doubt } from '../shapes/reading.ts';
import type { ColumnFacts, Profile } from '../shapes/profile.ts';
import type { Say } from './say.ts';

type Explored = Pick<
  Profile,
  'columns' | 'correlation' | 'rowCount' | 'duplicateRowCount' | 'targetCandidates' | 'reading'
>;

interface Found<Facts> {
  readonly columns?: readonly string[];
  readonly facts: Facts;
}

interface TableKind<Facts> {
  readonly severity: Finding['severity'];
  /** undefined: it does not hold. */
  readonly find: (explored: Explored) => Found<Facts> | undefined;
  readonly words: (say: Say, facts: Facts, columns: readonly string[], explored: WordedTable) => string;
  readonly remedy?: 'open-as-text' | 'show-reading' | 'use-as-target';
}

/** What words look up: counts of the columns they name. */
type WordedTable = Pick<Profile, 'columns' | 'rowCount'>;

/** Below this a third held out is 33 rows or fewer: an error measured on them moves with the seed. */
const smallTableRows = 100;
/** Cohen calls 0.5 large; from 0.8 on a line explains two thirds of the variance (r² = 0.64). */
const strongCorrelation = 0.8;
/** r² above 0.998: a copy in other units rather than a measurement. */
const leakingCorrelation = 0.999;
/** Three points are on a line by chance. */
const fewestRowsOfLeak = 4;
/** Scikit-learn's tutorial and ours hold out a third. */
const heldOutShare = 0.33;

const isConstant = ({ distinctCount, missingCount }: ColumnFacts, rowCount: number) =>
  distinctCount === 1 && missingCount === 0 && rowCount > 1;

/** One finding of all the columns that it holds for. */
const ofColumns =
  (holds: (column: ColumnFacts, rowCount: number) => boolean) =>
  ({ columns, rowCount }: Explored) => {
    const names = columns.filter((column) => holds(column, rowCount)).map(({ name }) => name);
    return names.length === 0 ? undefined : { columns: names, facts: {} };
  };

interface Pair {
  readonly columns: readonly [string, string];
  readonly r: number;
}

/** Pairs of different columns with a strong relation, the strongest first; with the likeliest target, or of features alone. */
function strongPairs({ correlation, targetCandidates }: Explored, withTarget: boolean): readonly Pair[] {
  const { columns, pearson } = correlation;
  const target = targetCandidates[0] ?? '';
  const pairs = columns.flatMap((a, i) =>
    columns.slice(i + 1).map((b, j): Pair => ({ columns: [a, b], r: pearson[i]?.[i + 1 + j] ?? 0 })),
  );
  return pairs
    .filter(
      ({ columns: pair, r }) => Math.abs(r) >= strongCorrelation && pair.includes(target) === withTarget,
    )
    .toSorted((a, b) => Math.abs(b.r) - Math.abs(a.r));
}

function targetRelation(explored: Explored, isLeak: boolean) {
  const { rowCount, targetCandidates } = explored;
  const [strongest] = strongPairs(explored, true);
  if (strongest === undefined) return undefined;
  const { columns, r } = strongest;
  if ((Math.abs(r) > leakingCorrelation && rowCount >= fewestRowsOfLeak) !== isLeak) return undefined;
  const target = targetCandidates[0] ?? '';
  return { columns: [target, ...columns.filter((name) => name !== target)], facts: { r, rowCount } };
}

function doubtWord({ t }: Say, doubt: Doubt): string {
  switch (doubt) {
    case 'delimiter':
      return t('the delimiter');
    case 'encoding':
      return t('the encoding');
    case 'header':
      return t('the header');
    case 'decimal':
      return t('the decimal separator');
  }
}

const columnOf = (name: string, { columns }: WordedTable) => columns.find((column) => column.name === name);

const tableKinds: { readonly [Kind in FindingKind]: TableKind<TableFindingFacts[Kind]> } = {
  'linear-relation': {
    severity: 'info',
    find: (explored) => targetRelation(explored, false),
    words({ t, number }, { r }, [target = '', other = ''], { rowCount }) {
      const values = [target, other, number(r, 3), number(rowCount)] as const;
      return r > 0
        ? t('{0} rises linearly with {1}: r = {2} over {3} rows.', ...values)
        : t('{0} falls linearly with {1}: r = {2} over {3} rows.', ...values);
    },
    remedy: 'use-as-target',
  },
  leakage: {
    severity: 'warning',
    find: (explored) => targetRelation(explored, true),
    words: ({ t, number }, { r }, [target = '', other = '']) =>
      t(
        '{0} and {1} are nearly identical (r = {2}): if one is the target, the other gives the answer away, so leave it out.',
        target,
        other,
        number(r, 4),
      ),
  },
  collinear: {
    severity: 'warning',
    find(explored) {
      const pairs = strongPairs(explored, false);
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
  'unsure-reading': {
    severity: 'warning',
    find: ({ reading: { unsure } }) => (unsure.length === 0 ? undefined : { facts: { doubts: unsure } }),
    words(say, { doubts }) {
      const { t, list } = say;
      const checked = list(doubts.map((doubt) => doubtWord(say, doubt)));
      return t('The file does not show clearly how it is read: check {0}.', checked);
    },
    remedy: 'show-reading',
  },
  'no-header': {
    severity: 'info',
    find: ({ reading: { options } }) => (options.header ? undefined : { facts: {} }),
    words: ({ t }) => t('The file has no header: its first row is data, and the columns are numbered.'),
    remedy: 'show-reading',
  },
  'wrong-rows': {
    severity: 'warning',
    find: ({ reading: { wrongRowCount: count, wrongRows } }) =>
      count === 0 ? undefined : { facts: { count, firstLine: wrongRows[0]?.line ?? 1 } },
    words: ({ t, number }, { count, firstLine }) =>
      count === 1
        ? t('Line {0} has too many or too few values: it is left out.', number(firstLine))
        : t(
            '{0} rows have too many or too few values, the first in line {1}: they are left out.',
            number(count),
            number(firstLine),
          ),
    remedy: 'show-reading',
  },
  'words-in-numbers': {
    severity: 'warning',
    find({ reading: { words } }) {
      const [first] = words;
      if (first === undefined) return undefined;
      const facts = { count: first.cellCount, word: first.words[0]?.word ?? '' };
      return { columns: words.map(({ column }) => column), facts };
    },
    words: ({ t, number, list }, { count, word }, names) =>
      names.length > 1
        ? t('{0} are numbers except for a few words, which count as missing.', list(names))
        : t(
            '{0} is a column of numbers except for {1} cells such as "{2}", which count as missing.',
            names[0] ?? '',
            number(count),
            word,
          ),
    remedy: 'show-reading',
  },
  sentinel: {
    severity: 'warning',
    find({ columns }) {
      const suspected = columns.filter(({ numeric }) => numeric?.sentinel !== undefined);
      const facts = suspected[0]?.numeric?.sentinel;
      return facts === undefined ? undefined : { columns: suspected.map(({ name }) => name), facts };
    },
    words: ({ t, number }, { value, count }, [name = '']) =>
      t(
        '{0} is {1} in {2} rows, far from its other values: it may stand for a missing value. If so, add "{3}" to "missing" under "read" in the experiment.',
        name,
        number(value),
        number(count),
        String(value),
      ),
  },
  'skipped-lines': {
    severity: 'info',
    find: ({ reading: { skippedCount: count, skipped } }) =>
      count === 0 ? undefined : { facts: { count, firstLine: skipped[0]?.line ?? 1 } },
    words: ({ t, number }, { count, firstLine }) =>
      count === 1
        ? t('Line {0} is not a row of the table and is skipped.', number(firstLine))
        : t('{0} lines are not rows of the table and are skipped.', number(count)),
    remedy: 'show-reading',
  },
  'small-table': {
    severity: 'warning',
    find: ({ rowCount }) => (rowCount >= smallTableRows ? undefined : { facts: { rowCount } }),
    words: ({ t, number }, { rowCount }) =>
      t(
        'Only {0} rows. Holding out a third leaves {1} test rows, so metrics will vary with the seed of the split.',
        number(rowCount),
        number(Math.ceil(rowCount * heldOutShare)),
      ),
  },
  'missing-values': {
    severity: 'warning',
    find: ofColumns(({ missingCount }) => missingCount > 0),
    words({ t, number, percent, list }, _, names, table) {
      const missing = (name: string) => columnOf(name, table)?.missingCount ?? 0;
      const share = (name: string) => percent(missing(name) / Math.max(1, table.rowCount));
      const [name = ''] = names;
      if (names.length > 1)
        return t(
          '{0} have missing values. As features, numbers get the median and a column that marks the gaps, and categories a level "missing"; rows without a target are left out.',
          list(names.map((one) => t('{0} ({1})', one, share(one)))),
        );
      return missing(name) === 1
        ? t(
            '{0} has 1 missing value. As a feature, a number gets the median and a column that marks the gap, and a category a level "missing"; as the target it leaves that row out.',
            name,
          )
        : t(
            '{0} has {1} missing values ({2} of the rows). As a feature, a number gets the median and a column that marks the gaps, and a category a level "missing"; as the target it leaves those rows out.',
            name,
            number(missing(name)),
            share(name),
          );
    },
    remedy: 'open-as-text',
  },
  'constant-column': {
    severity: 'warning',
    find: ofColumns(isConstant),
    words: ({ t, list }, _, names) =>
      names.length > 1
        ? t(
            '{0} have the same value in every row, so they carry no information and are not used as features.',
            list(names),
          )
        : t(
            '{0} has the same value in every row, so it carries no information and is not used as a feature.',
            names[0] ?? '',
          ),
  },
  'identifier-column': {
    severity: 'warning',
    find: ofColumns(isIdentifier),
    words: ({ t, list }, _, names) =>
      names.length > 1
        ? t('{0} look like identifiers: they identify rows and have no predictive value.', list(names))
        : t('{0} looks like an identifier: it identifies rows and has no predictive value.', names[0] ?? ''),
  },
  'text-column': {
    severity: 'info',
    find: ofColumns(
      (column, rowCount) =>
        column.type === 'text' &&
        !isConstant(column, rowCount) &&
        !isIdentifier(column) &&
        !isCategory(column),
    ),
    words: ({ t, number, list }, _, names, table) =>
      names.length > 1
        ? t('{0} are text that hardly repeats, so they are not used as features.', list(names))
        : t(
            '{0} is text with {1} distinct values that hardly repeat, so it is not used as a feature.',
            names[0] ?? '',
            number(columnOf(names[0] ?? '', table)?.distinctCount ?? 0),
          ),
  },
  'duplicate-rows': {
    severity: 'info',
    find: ({ duplicateRowCount: count }) => (count === 0 ? undefined : { facts: { count } }),
    words: ({ t, number }, { count }) => t('{0} rows repeat an earlier row.', number(count)),
    remedy: 'open-as-text',
  },
  'all-good': {
    severity: 'good',
    find: (explored) =>
      problems.some((kind) => tableKinds[kind].find(explored)) ? undefined : { facts: {} },
    words: ({ t }) => t('No missing values, no duplicate rows, no constant columns.'),
  },
};

/** What `all-good` says there is none of. */
const problems = [
  'missing-values',
  'constant-column',
  'identifier-column',
  'text-column',
  'duplicate-rows',
] as const satisfies readonly FindingKind[];

const mostFindings = 5;

/** At most five things worth knowing about a table, warnings first, and the good news last. */
export function findTableFindings(explored: Explored): Finding[] {
  // SAFETY: the keys of a constant.
  const kinds = Object.keys(tableKinds) as FindingKind[];
  const findings = kinds.flatMap((kind): Finding[] => {
    const { find, severity } = tableKinds[kind];
    const found = find(explored);
    // SAFETY: a row finds the facts of its own kind.
    return found === undefined ? [] : [{ columns: [], ...found, kind, severity } as Finding];
  });
  const order = { warning: 0, info: 1, good: 2 };
  const sorted = findings.toSorted((a, b) => order[a.severity] - order[b.severity]);
  const good = sorted.filter(({ severity }) => severity === 'good');
  return [...sorted.filter(({ severity }) => severity !== 'good').slice(0, mostFindings), ...good];
}

/** The finding in the user's words. */
export function tableFindingWords(say: Say, { kind, facts, columns }: Finding, table: WordedTable): string {
  // SAFETY: a finding has the facts of its kind, which an index cannot follow.
  const { words } = tableKinds[kind] as TableKind<unknown>;
  return words(say, facts, columns, table);
}

export const remedyOfTableFinding = (kind: FindingKind) => tableKinds[kind].remedy ?? 'none';
