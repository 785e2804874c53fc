import { expect, test } from 'vitest';
import type { Feature } from '../shapes/encoders/feature.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { parseTable } from '../table/readTable.ts';
import { splitTable } from './splitTable.ts';

const split = { test: 0.25, validation: 0, seed: 0, shuffle: true, method: 'stratified' } as const;
const rows = Array.from({ length: 40 }, (_, row) => `${row},${row % 10 === 0 ? 'rare' : 'usual'}`).join('\n');
const table = parseTable(Buffer.from(`x,y\n${rows}\n`), 't.csv');

test('classes have the same share of both sets', async () => {
  const { split: sets } = await splitTable(table, { target: 'y', predictorType: 'binary_classifier', split });
  const rareIn = (set: Int32Array) => set.filter((row) => row % 10 === 0).length;
  expect([rareIn(sets.train), rareIn(sets.test)]).toEqual([3, 1]);
});

test('numbers are split at random whatever the method', async () => {
  const of = async (method: 'random' | 'stratified') => {
    const experiment: Pick<Experiment, 'target' | 'predictorType' | 'split'> = {
      target: 'x',
      predictorType: 'regressor',
      split: { ...split, method },
    };
    return (await splitTable(table, experiment)).split;
  };
  expect(await of('stratified')).toEqual(await of('random'));
});

test('a target without values is refused by its name', async () => {
  const rows = Array.from({ length: 9 }, (_, row) => `${row},\n`).join('');
  const empty = parseTable(Buffer.from(`x,y\n${rows}`), 't.csv');
  await expect(splitTable(empty, { target: 'y', predictorType: 'regressor', split })).rejects.toMatchObject({
    code: 'target-empty',
    facts: { target: 'y' },
  });
});

test('a feature that is left out still drops its rows with gaps, so that the same rows are held out', async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `${row % 3 === 0 ? '' : row},${row},${row}`).join('\n');
  const gaps = parseTable(Buffer.from(`a,b,y\n${rows}\n`), 't.csv');
  const experiment = {
    target: 'y',
    predictorType: 'regressor',
    split: { ...split, method: 'random' },
  } as const;
  const b: Feature = { column: 'b' };
  const whole = await splitTable(gaps, { ...experiment, features: [{ column: 'a', missing: 'drop' }, b] });
  const without = { ...experiment, features: [b] };
  const same = await splitTable(gaps, without, undefined, { kind: 'split', withoutGapsIn: ['a'] });
  expect(same.split).toEqual(whole.split);
  expect(same.rowCounts).toEqual(whole.rowCounts);
  expect((await splitTable(gaps, without)).split.test).not.toEqual(whole.split.test);
});
