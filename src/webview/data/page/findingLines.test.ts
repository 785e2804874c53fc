import { expect, test } from 'vitest';
import type { Finding } from '../../../data/shapes/findings.ts';
import type { Profile } from '../../../data/shapes/profile.ts';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import { findingLines } from './findingLines.ts';
import { profileWith } from '../profileWith.testing.ts';

interface Given {
  readonly kind: Finding['kind'];
  readonly columns: readonly string[];
  readonly facts: object;
}

const edited: TableEdits[] = [];

function lineOf(
  finding: Given,
  chosen: string[] = [],
  columns: Profile['columns'] = [],
  edits: TableEdits = {},
) {
  const editing = {
    edits,
    edit: (changed: TableEdits) => void edited.push(changed),
    values: [],
    target: 'y',
    chooseTarget: () => {},
  };
  const chooseTarget = (name: string) => void chosen.push(name);
  const remedies = { editing, chooseTarget, openAsText: () => {}, saveWrongRows: () => {} };
  // SAFETY: each test gives the facts of its kind.
  const found = { ...finding, severity: 'info' } as Finding;
  return findingLines(profileWith({ columns, findings: [found] }), remedies)[0];
}

test('of features that say the same, one can be left out', () => {
  const pair = { kind: 'collinear', columns: ['x0', 'x1'] } as const;
  const line = lineOf({ ...pair, facts: { r: 0.8, pairCount: 1 } });
  expect(line?.text).toBe(
    'x0 and x1 are strongly correlated (r = 0.800): their coefficients will trade off against each other.',
  );
  expect(line?.remedies?.map(({ label }) => label)).toEqual(['Leave out x1']);
  line?.remedies?.[0]?.onClick();
  expect(edited.at(-1)).toEqual({ leftOut: ['x1'] });
  expect(lineOf({ ...pair, facts: { r: 0.8, pairCount: 2 } })?.text).toMatch(/ So is one more pair\.$/);
  expect(lineOf({ ...pair, facts: { r: 0.8, pairCount: 4 } })?.text).toMatch(/ So are 3 more pairs\.$/);
});

test('the column that leaks the target can be left out, not the target', () => {
  const leak = { kind: 'leakage', columns: ['copy', 'y'], facts: { r: 1, rowCount: 200 } } as const;
  expect(lineOf(leak)?.remedies?.map(({ label }) => label)).toEqual(['Leave out copy']);
});

test('a first row that is data can be made the header', () => {
  const [asHeader] = lineOf({ kind: 'no-header', columns: [], facts: {} })?.remedies ?? [];
  expect(asHeader?.label).toBe('Row 1 is the header');
  asHeader?.onClick();
  expect(edited.at(-1)).toEqual({ read: { header: true } });
});

test('suspected signs of missing values are treated as missing in their columns, at once', () => {
  const numeric = (name: string, value: number): Profile['columns'][number] => ({
    ...column(name, 0, 9),
    // SAFETY: of the statistics only the sentinel matters here.
    numeric: { sentinel: { value, count: 9 } } as NonNullable<Profile['columns'][number]['numeric']>,
  });
  const finding = { kind: 'sentinel', columns: ['lung', 'co'], facts: { value: -999, count: 9 } } as const;
  const columns = [numeric('lung', -999), numeric('co', -200), numeric('other', 7)];
  const [mark] = lineOf(finding, [], columns)?.remedies ?? [];
  mark?.onClick();
  expect(edited.at(-1)).toEqual({ columns: { lung: { missing: ['-999'] }, co: { missing: ['-200'] } } });
});

test('a target that follows a line is offered', () => {
  const chosen: string[] = [];
  const line = lineOf(
    { kind: 'linear-relation', columns: ['Salary', 'Years'], facts: { r: 0.978, rowCount: 200 } },
    chosen,
  );
  expect(line?.text).toBe('Salary rises linearly with Years: r = 0.978 over 200 rows.');
  expect(line?.remedies?.[0]?.label).toBe('Use Salary as target');
  line?.remedies?.[0]?.onClick();
  expect(chosen).toEqual(['Salary']);
});

const column = (name: string, missingCount: number, distinctCount: number): Profile['columns'][number] => ({
  name,
  type: 'text',
  why: 'words',
  nonNullCount: 200 - missingCount,
  missingCount,
  distinctCount,
});
const wordsOf = (kind: Finding['kind'], columns: Profile['columns']) => {
  const missingCounts = columns.map(({ missingCount }) => missingCount);
  const facts = { missingCounts, distinctCount: columns[0]?.distinctCount };
  return lineOf({ kind, columns: columns.map(({ name }) => name), facts }, [], columns)?.text;
};

test('missing values: which columns, how many, and what follows', () => {
  const [age, charge, plan] = [column('age', 38, 63), column('charge', 1, 99), column('plan', 199, 1)];
  expect(wordsOf('missing-values', [age])).toBe(
    'age has 38 missing values (19\u00a0% of the rows). In numeric features they become the median and are marked in a column of their own, in categories they are a value of their own, and rows without a target are left out.',
  );
  expect(wordsOf('missing-values', [charge])).toBe(
    'charge has 1 missing value. In a numeric feature it becomes the median and is marked in a column of its own, in a category it is a value of its own, and without a target the row is left out.',
  );
  expect(wordsOf('missing-values', [age, charge, plan])).toBe(
    'age (19\u00a0%), charge (0.5\u00a0%), and plan (99.5\u00a0%) have missing values. In numeric features they become the median and are marked in a column of their own, in categories they are a value of their own, and rows without a target are left out.',
  );
});

test('text and constant columns: one line a kind, with what follows', () => {
  const [left, plan] = [column('Left', 0, 2), column('plan', 0, 3)];
  expect(wordsOf('text-column', [left])).toBe(
    'Left is text with 2 distinct values that rarely repeat, so it is not used as a feature.',
  );
  expect(wordsOf('text-column', [left, plan])).toBe(
    'Left and plan are text that rarely repeats, so they are not used as features.',
  );
  expect(wordsOf('constant-column', [left])).toMatch(/^Left has the same value .* not used as a feature\.$/);
  expect(wordsOf('constant-column', [left, plan])).toMatch(/^Left and plan have .* not used as features\.$/);
  expect(wordsOf('identifier-column', [left, plan])).toMatch(/^Left and plan look like identifiers/);
});

test('of many columns the first are named', () => {
  const many = Array.from({ length: 9 }, (_, index) => column(`c${index}`, 0, 2));
  expect(wordsOf('text-column', many)).toMatch(/^c0, c1, c2, c3, c4, and 4 more are text/);
  expect(wordsOf('text-column', many.slice(0, 6))).toMatch(/^c0, c1, c2, c3, c4, and c5 are text/);
});

test('undecided dates are said in words, and turned with a click', () => {
  const line = lineOf({ kind: 'undecided-dates', columns: ['due'], facts: { format: '%m/%d/%Y %H:%M' } });
  expect(line?.text).toBe(
    'The dates in due could have the day or the month first: they are read as month/day/year.',
  );
  const [turn] = line?.remedies ?? [];
  expect(turn?.label).toBe('Day before month');
  turn?.onClick();
  expect(edited.at(-1)).toEqual({ columns: { due: { meaning: 'date', format: '%d/%m/%Y %H:%M' } } });
});

test.each([
  ['skewed-target', ['y'], { skew: 5, logSkew: 0 }, 'Learn its logarithm', { targetTransform: 'log1p' }],
  [
    'imbalance',
    ['y'],
    { value: 'yes', share: 0.1, majorityShare: 0.9 },
    'Balance the classes',
    { balanced: true },
  ],
  [
    'rare-class',
    ['y'],
    { value: 'F', rowCount: 4, classCount: 1 },
    'Leave these rows out',
    { rows: [{ column: 'y', notIn: ['F'] }] },
  ],
  [
    'coarse-float',
    ['at'],
    {},
    'Count from the smallest value',
    { numbers: { at: { transform: { since: 'start' } } } },
  ],
  [
    'text-column',
    ['note'],
    { distinctCount: 90 },
    'Treat it as a category',
    { columns: { note: { meaning: 'category' } } },
  ],
  ['small-table', [], { rowCount: 40 }, 'Hold out half', { split: { test: 0.5 } }],
  [
    'few-rows',
    [],
    { rowCount: 200, featureCount: 30 },
    'Hold out rows for validation',
    { split: { validation: 0.2 } },
  ],
  ['constant-column', ['unit', 'y'], {}, 'Leave out unit', { leftOut: ['unit'] }],
  [
    'identifier-column',
    ['ticket'],
    {},
    'Use ticket anyway',
    { columns: { ticket: { meaning: 'category' } } },
  ],
  [
    'missing-values',
    ['age', 'plan'],
    { missingCounts: [3, 1] },
    'Leave out rows with missing values',
    {
      rows: [
        { column: 'age', isMissing: false },
        { column: 'plan', isMissing: false },
      ],
    },
  ],
  ['combination', ['y', 'total', 'a'], { inflation: null }, 'Leave out total', { leftOut: ['total'] }],
] as const)('the remedy of %s is an edit', (kind, columns, facts, label, edits) => {
  const [remedy] = lineOf({ kind, columns: [...columns], facts })?.remedies ?? [];
  expect(remedy?.label).toBe(label);
  remedy?.onClick();
  expect(edited.at(-1)).toEqual(edits);
});

test('far values are limited to where they begin to be far out', () => {
  // SAFETY: the fences are made of these statistics alone.
  const numeric = { q1: 10, q3: 20, min: 1, max: 900, decimals: 0 } as NonNullable<
    Profile['columns'][number]['numeric']
  >;
  const columns = [{ ...column('price', 0, 90), numeric }];
  const [limit] =
    lineOf({ kind: 'outliers', columns: ['price'], facts: { count: 2, farthest: 900 } }, [], columns)
      ?.remedies ?? [];
  limit?.onClick();
  expect(edited.at(-1)).toEqual({ numbers: { price: { clip: [1, 50] } } });
});

test.each([
  ['small-table', [], { rowCount: 40 }],
  ['few-rows', [], { rowCount: 200, featureCount: 30 }],
  ['constant-column', ['unit'], {}],
  ['missing-values', ['age'], { missingCounts: [3] }],
] as const)('the remedy of %s is undone with another click', (kind, columns, facts) => {
  const finding = { kind, columns: [...columns], facts };
  lineOf(finding)?.remedies?.[0]?.onClick();
  const done = edited.at(-1) ?? {};
  const [undo] = lineOf(finding, [], [], done)?.remedies ?? [];
  expect(undo?.label).not.toBe(lineOf(finding)?.remedies?.[0]?.label);
  undo?.onClick();
  expect(edited.at(-1)?.split ?? {}).not.toEqual(done.split);
  expect(edited.at(-1)?.leftOut).toBeUndefined();
  expect(edited.at(-1)?.rows).toBeUndefined();
});
