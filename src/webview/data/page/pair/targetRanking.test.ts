import { expect, test } from 'vitest';
import type { Profile } from '../../../../data/shapes/profile.ts';
import { profileWith } from '../../profileWith.testing.ts';
import { relatedColumns } from './TargetRanking.tsx';

const column = (name: string): Profile['columns'][number] => ({
  name,
  type: 'text',
  why: 'words',
  nonNullCount: 9,
  missingCount: 0,
  distinctCount: 3,
});

test('columns are listed by how closely they are related to the target, without those that have no measure', () => {
  const columns = ['y', 'near', 'note', 'far', 'falling'].map(column);
  const associations = [
    null,
    { kind: 'cramer', value: 0.9 },
    null,
    { kind: 'ratio', value: 0.1 },
    { kind: 'pearson', value: -0.5 },
  ] as const;
  const targetRelation = { target: 'y', pearson: columns.map(() => null), associations };
  expect(relatedColumns(profileWith({ columns, targetRelation })).map(({ name }) => name)).toEqual([
    'near',
    'falling',
    'far',
  ]);
  expect(relatedColumns(profileWith({ columns }))).toEqual([]);
});
