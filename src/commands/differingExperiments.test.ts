import { expect, test } from 'vitest';
import { differing } from './differingExperiments.ts';
import type { NamedExperiment } from './differingExperiments.ts';

const named = (name: string, read?: NamedExperiment['experiment']['read'], test = 0.33): NamedExperiment => ({
  name,
  experiment: { split: { test, validation: 0, seed: 0, shuffle: true }, ...(read && { read }) },
});
const namesOf = (...experiments: NamedExperiment[]) => differing(experiments).map(({ name }) => name);

test('experiments that read and split alike are one, whatever the order of their options', () => {
  expect(
    namesOf(named('a', { delimiter: ',', header: true }), named('b', { header: true, delimiter: ',' })),
  ).toEqual(['b']);
});

test('an experiment without read options is like one with them, but not of another split', () => {
  expect(namesOf(named('a'), named('b', { header: true }))).toEqual(['b']);
  expect(namesOf(named('a', undefined, 0.5), named('b', { header: true }))).toEqual(['b', 'a']);
});

test('experiments that read or split otherwise differ', () => {
  expect(namesOf(named('a', { header: true }), named('b', { header: false }), named('c'))).toEqual([
    'a',
    'b',
  ]);
  expect(namesOf(named('a'), named('b', undefined, 0.2))).toEqual(['a', 'b']);
});
