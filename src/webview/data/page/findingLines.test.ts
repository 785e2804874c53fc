import { expect, test } from 'vitest';
import type { Finding } from '../../../data/shapes/findings.ts';
import type { Profile } from '../../../data/shapes/profile.ts';
import { findingLines } from './findingLines.ts';
import { profileWith } from '../profileWith.testing.ts';

interface Given {
  readonly kind: Finding['kind'];
  readonly columns: readonly string[];
  readonly facts: object;
}

function lineOf(finding: Given, chosen: string[] = [], columns: Profile['columns'] = []) {
  const remedies = { chooseTarget: (name: string) => void chosen.push(name), openAsText: () => {} };
  // SAFETY: each test gives the facts of its kind.
  const found = { ...finding, severity: 'info' } as Finding;
  return findingLines(profileWith({ columns, findings: [found] }), remedies)[0];
}

test('features that say the same offer no target', () => {
  const pair = { kind: 'collinear', columns: ['x0', 'x1'] } as const;
  expect(lineOf({ ...pair, facts: { r: 0.8, pairCount: 1 } })).toEqual({
    severity: 'info',
    text: 'x0 and x1 are strongly correlated (r = 0.800): their coefficients will trade off against each other.',
    remedies: [],
  });
  expect(lineOf({ ...pair, facts: { r: 0.8, pairCount: 2 } })?.text).toMatch(/ So is one more pair\.$/);
  expect(lineOf({ ...pair, facts: { r: 0.8, pairCount: 4 } })?.text).toMatch(/ So are 3 more pairs\.$/);
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
    'age has 38 missing values (19\u00a0% of the rows). As a feature, a number gets the median and a column that marks the gaps, and a category a level "missing"; as the target it leaves those rows out.',
  );
  expect(wordsOf('missing-values', [charge])).toBe(
    'charge has 1 missing value. As a feature, a number gets the median and a column that marks the gap, and a category a level "missing"; as the target it leaves that row out.',
  );
  expect(wordsOf('missing-values', [age, charge, plan])).toBe(
    'age (19\u00a0%), charge (0.5\u00a0%), and plan (99.5\u00a0%) have missing values. As features, numbers get the median and a column that marks the gaps, and categories a level "missing"; rows without a target are left out.',
  );
});

test('text and constant columns: one line a kind, with what follows', () => {
  const [left, plan] = [column('Left', 0, 2), column('plan', 0, 3)];
  expect(wordsOf('text-column', [left])).toBe(
    'Left is text with 2 distinct values that hardly repeat, so it is not used as a feature.',
  );
  expect(wordsOf('text-column', [left, plan])).toBe(
    'Left and plan are text that hardly repeats, so they are not used as features.',
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
