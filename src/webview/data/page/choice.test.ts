import { expect, test } from 'vitest';
import type { ColumnProfile } from '../../../data/shapes/profile.ts';
import { profileWith } from '../profileWith.testing.ts';
import { byRelation, defaultChoice, relatedTarget, relation, targetsOf } from './choice.ts';

const column = (name: string, type: ColumnProfile['type'], distinctCount = 2): ColumnProfile => ({
  // SAFETY: only whether there are statistics matters here.
  ...(type === 'text' ? {} : { numeric: {} as NonNullable<ColumnProfile['numeric']> }),
  name,
  type,
  why: 'words',
  nonNullCount: 200,
  missingCount: 0,
  distinctCount,
});
const profile = profileWith({
  columns: [
    column('Name', 'text', 200),
    column('Age', 'integer', 60),
    column('Fare', 'decimal', 150),
    column('Survived', 'text'),
  ],
  targetCandidates: ['Survived', 'Fare', 'Age'],
  correlation: {
    columns: ['Age', 'Fare'],
    pearson: [
      [1, 0.3],
      [0.3, 1],
    ],
  },
});

test('the likeliest target is the target, also where it is classes; relations are then about a number', () => {
  expect(defaultChoice(profile, {})).toEqual({ target: 'Survived', numericTarget: 'Fare', feature: 'Age' });
  expect(defaultChoice(profile, { lineTarget: 'Age' })).toMatchObject({
    numericTarget: 'Age',
    feature: 'Fare',
  });
});

test('a chosen target of numbers is what relations are about', () => {
  expect(defaultChoice(profile, { lineTarget: 'Fare' }, 'Age')).toMatchObject({
    target: 'Age',
    numericTarget: 'Age',
  });
});

test('a chosen target that the table no longer has is forgotten', () => {
  expect(defaultChoice(profile, {}, 'Gone').target).toBe('Survived');
});

test('relations stay those of the target before until the ones of a new target are there', () => {
  const targetRelation = { target: 'Fare', pearson: [], associations: [] };
  expect(relatedTarget(profileWith({ targetRelation }), 'Age')).toBe('Fare');
  expect(relatedTarget(profile, 'Age')).toBe('Age');
});

test('a target of another page of columns is first, with what is known of its relations', () => {
  const page = profileWith({
    columns: [column('a', 'decimal'), column('b', 'decimal')],
    targetCandidates: ['y'],
    correlation: {
      columns: ['a', 'b'],
      pearson: [
        [1, 0.5],
        [0.5, 1],
      ],
    },
    targetRelation: { target: 'y', pearson: [0.2, -0.9], associations: [null, null] },
  });
  expect(byRelation(page, defaultChoice(page, {}).numericTarget)).toEqual(['y', 'b', 'a']);
  expect([
    relation(page, 'y', 'b'),
    relation(page, 'a', 'y'),
    relation(page, 'y', 'y'),
    relation(page, 'a', 'b'),
  ]).toEqual([-0.9, 0.2, 1, 0.5]);
});

test('free text is no target', () => {
  expect(targetsOf(profile)).toEqual(['Survived', 'Fare', 'Age']);
});
