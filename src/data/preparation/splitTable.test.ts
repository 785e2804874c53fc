import { expect, test } from 'vitest';
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
