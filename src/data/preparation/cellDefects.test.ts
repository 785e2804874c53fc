import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellAt } from '../shapes/cells.ts';
import type { ColumnFeature } from '../shapes/encoders/feature.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { parseTable } from '../table/readTable.ts';
import { lookAtFeatures } from './cellDefects.ts';
import { fitFeature } from './encoders/registry.ts';
import { openFeatures } from './openFeatures.ts';

const experiment: Experiment = {
  version: 1,
  dataset: 't.csv',
  target: 'y',
  predictorType: 'regressor',
  features: [],
  split: { test: 0.5, validation: 0, seed: 0, shuffle: true },
  format: 'recordio',
  hyperparameters: {},
  training: { instanceType: 'ml.m5.large', instanceCount: 1, maxRuntimeSeconds: 3600 },
  output: { prefix: 'linear-learner' },
  endpoint: { instanceType: 'ml.m5.large', instanceCount: 1 },
};

const numbers = fc.constantFrom('0', '-0', '1', '2.5', '1e39', '');
const words = fc.constantFrom('red', 'green', 'blue', '', ' red');
const features: readonly ColumnFeature[] = [
  { column: 'number' },
  { column: 'number', missing: 0, indicator: true },
  { column: 'word' },
  { column: 'word', encode: 'one-hot' },
  { column: 'word', encode: 'one-hot', unseen: 'error' },
  { column: 'word', encode: 'ordinal', order: ['red', 'green'] },
];

const drawnRow = fc.record({ number: numbers, word: words, isUsed: fc.boolean(), isTraining: fc.boolean() });

test('cells are checked as if each of them were encoded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(drawnRow, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(...features),
      async (rows, planned) => {
        const lines = rows.map(({ number, word }, index) => `${number},${word},${index}`);
        // So that the columns are numbers and words, whatever was drawn.
        const table = parseTable(Buffer.from(`number,word,y\n7,grey,0\n${lines.join('\n')}\n`), 't.csv');
        const indices = [...rows.keys()].filter((index) => rows[index]?.isUsed).map((index) => index + 1);
        const used = Int32Array.from(indices);
        const { column: name } = planned;
        const train = used.filter((index) => rows[index - 1]?.isTraining);
        const cells = await table.cells(table.columns.indexOf(name));
        const column = { cells, isNumber: cells.kind === 'numbers' };
        const target = { labels: new Float64Array(table.rowCount), seed: 0 };
        const opened = openFeatures([fitFeature(planned, { columns: [column], target })]);
        const [feature] = opened.features;
        if (feature === undefined) throw new Error('no feature');

        const problems = new Map<string, { row: number; count: number }>();
        const outputs: Float32Array[] = [];
        for (const index of used) {
          const into = new Float32Array(feature.encoder.names.length);
          const problem = feature.encoder.write(cellAt(cells, index), into, 0);
          if (problem === undefined) {
            if (train.includes(index)) outputs.push(into);
            continue;
          }
          const known = problems.get(problem);
          problems.set(problem, { row: known?.row ?? index + 1, count: (known?.count ?? 0) + 1 });
        }
        const constant = [...feature.encoder.names.keys()].filter((output) =>
          outputs.every((one) => one[output] === outputs[0]?.[output]),
        );

        const looked = await lookAtFeatures(table, experiment, opened, { used, train, planned: [planned] });
        const found = looked.defects.map(
          ({ kind, facts: { row, count } }): [string, { row: number; count: number }] => [
            kind,
            { row, count },
          ],
        );
        expect(new Map(found)).toEqual(problems);
        expect(looked.constantOutputs).toEqual(
          problems.size > 0 || feature.encoder.hasIdleOutputs === true ? [] : constant,
        );
      },
    ),
  );
});
