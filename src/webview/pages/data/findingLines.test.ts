import { expect, test } from 'vitest';
import type { Finding } from '../../../data/profile/types.ts';
import { findingLines } from './findingLines.ts';
import { profileWith } from './profileWith.ts';

function lineOf(finding: Omit<Finding, 'severity'>, chosen: string[] = []) {
  const remedies = { chooseTarget: (name: string) => void chosen.push(name), openAsText: () => {} };
  return findingLines(profileWith({ findings: [{ ...finding, severity: 'info' }] }), remedies)[0];
}

test('features that say the same offer no target', () => {
  const pair = { kind: 'collinear', columns: ['x0', 'x1'] } as const;
  expect(lineOf({ ...pair, facts: { r: 0.8, pairCount: 1 } })).toEqual({
    severity: 'info',
    text: 'x0 and x1 say much the same (r = 0.800): their coefficients will trade off against each other.',
  });
  expect(lineOf({ ...pair, facts: { r: 0.8, pairCount: 2 } })?.text).toMatch(/ So does one more pair\.$/);
  expect(lineOf({ ...pair, facts: { r: 0.8, pairCount: 4 } })?.text).toMatch(/ So do 3 more pairs\.$/);
});

test('a target that follows a line is offered', () => {
  const chosen: string[] = [];
  const line = lineOf({ kind: 'linear-relation', columns: ['Salary', 'Years'], facts: { r: 0.978 } }, chosen);
  expect(line?.text).toBe('Salary rises with Years along a line: r = 0.978 over 200 rows.');
  expect(line?.remedy?.label).toBe('Use Salary as target');
  line?.remedy?.onClick();
  expect(chosen).toEqual(['Salary']);
});
