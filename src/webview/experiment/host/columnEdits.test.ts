import { describe, expect, test } from 'vitest';
import type { ColumnChange, ColumnSelection } from '../contract.ts';
import { columnEdits } from './columnEdits.ts';
import { withFeatures } from './experimentText.ts';
import { described, knownColumns } from './knownColumns.testing.ts';

const facts = [
  described('a'),
  described('b'),
  described('c', { missingCount: 3, wanted: { column: 'c', missing: 'median', indicator: true } }),
  described('y'),
];
const experiment = {
  version: 1,
  dataset: 't.csv',
  target: 'y',
  split: { test: 0.3 },
  training: { instanceType: 'ml.m5.large' },
  endpoint: { instanceType: 'ml.m5.large' },
};
type Features = Parameters<typeof knownColumns>[1] & {};

/** The features after a change of columns, or why it is refused. */
function after(features: Features, selection: ColumnSelection, change: ColumnChange): unknown {
  const known = knownColumns(facts, features);
  const text = JSON.stringify({ ...experiment, features }, null, 2);
  const edited = withFeatures(text, 't.linear.json', columnEdits(known, selection, change));
  if ('refused' in edited) return edited.refused.expected;
  const { features: changed } = JSON.parse(edited.text);
  return changed;
}
const everything = { query: { search: '', show: 'all' } } as const;

describe('a change of many columns', () => {
  test('uses those that are not used, each in its place, and never the target', () => {
    expect(after([{ column: 'b' }, { product: ['a', 'b'] }], everything, { kind: 'use' })).toEqual([
      { column: 'a' },
      { column: 'b' },
      { column: 'c', missing: 'median', indicator: true },
      { product: ['a', 'b'] },
    ]);
  });

  test('uses what a model can learn from, and the rest only where nothing else was chosen', () => {
    const { suggested: _, ...note } = described('note', { type: 'text', meaning: 'text', unusable: 'text' });
    const wide = knownColumns(
      [...facts, { ...note, wanted: { column: 'note', encode: 'one-hot' } }],
      [{ column: 'b' }],
    );
    const added = (selection: ColumnSelection) =>
      [...(columnEdits(wide, selection, { kind: 'use' }).inserted?.values() ?? [])].flat();
    expect(added(everything)).toEqual([facts[0]?.wanted, facts[2]?.wanted]);
    expect(added({ names: ['note', 'b'] })).toEqual([{ column: 'note', encode: 'one-hot' }]);
  });

  test('leaves out every feature of a column alone, and is refused where none would remain', () => {
    const features: Features = [{ column: 'a' }, { column: 'a', encode: 'bins' }, { column: 'b' }];
    expect(after(features, { names: ['a'] }, { kind: 'leaveOut' })).toEqual([{ column: 'b' }]);
    expect(after(features, everything, { kind: 'leaveOut' })).toBe('a list of at least 1');
  });

  test('encodes anew with the settings that the encoding takes, and uses what was not used', () => {
    const features: Features = [{ column: 'a', missing: 'mean', indicator: true, clip: [0, 1] }];
    expect(after(features, { names: ['a', 'b'] }, { kind: 'encode', encode: 'bins' })).toEqual([
      { column: 'a', encode: 'bins', missing: 'mean' },
      { column: 'b', encode: 'bins' },
    ]);
    expect(after(features, { names: ['a'] }, { kind: 'encode', encode: 'one-hot' })).toEqual([
      { column: 'a', encode: 'one-hot' },
    ]);
  });

  test('says what replaces missing values, or that none may be missing', () => {
    const features: Features = [
      { column: 'a', indicator: true },
      { column: 'b', missing: 0 },
    ];
    expect(after(features, everything, { kind: 'missing', missing: 'mean' })).toEqual([
      { column: 'a', indicator: true, missing: 'mean' },
      { column: 'b', missing: 'mean' },
    ]);
    const words: Features = [{ column: 'a', encode: 'one-hot' }];
    expect(after(words, everything, { kind: 'missing', missing: 'mean' })).toEqual(words);
    expect(after(words, everything, { kind: 'missing', missing: 'drop' })).toEqual([
      { column: 'a', encode: 'one-hot', missing: 'drop' },
    ]);
    expect(after(features, { names: ['b'] }, { kind: 'missing', missing: 'none' })).toEqual([
      { column: 'a', indicator: true },
      { column: 'b' },
    ]);
  });

  test('of 10,000 columns is made in one pass', () => {
    const wide = Array.from({ length: 10_000 }, (_, index) => described(`c${index}`));
    const changes = columnEdits(knownColumns(wide, [{ column: 'c5000' }]), everything, { kind: 'use' });
    expect([...(changes.inserted?.values() ?? [])].map(({ length }) => length)).toEqual([5000, 4999]);
  });
});
