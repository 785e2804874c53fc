import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { suggestExperiment } from '../experiment/suggest.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { parseTable } from '../table/readTable.ts';
import { noTarget } from './encoders/encodeColumn.testing.ts';
import { fitFeature } from './encoders/registry.ts';
import { openFits } from './fits.ts';
import type { Fits } from './fits.ts';
import { preflight } from './preflight.ts';
import { prepareRun } from './prepare.ts';

const tableOf = (text: string) => parseTable(Buffer.from(text), 't.csv');
const table = tableOf(`x,y\n${Array.from({ length: 40 }, (_, row) => `${row},${2 * row}`).join('\n')}\n`);
const experiment = suggestExperiment({ ...table, columns: await table.facts(), leaks: new Set() }, 'y', {});

/** How often the second of two experiments is fitted after the first. */
async function fitsOfSecond(second: Experiment, of = table): Promise<number> {
  const fits = openFits();
  let count = 0;
  const fit = async () => {
    count += 1;
    return [];
  };
  await fits.of(table, experiment, fit);
  await fits.of(of, second, fit);
  return count - 1;
}

test('features of an experiment are fitted once, also with other hyperparameters, job, output and format', async () => {
  expect(await fitsOfSecond(structuredClone(experiment))).toBe(0);
  const other: Experiment = {
    ...experiment,
    format: 'csv',
    hyperparameters: { epochs: 3 },
    training: { ...experiment.training, maxRuntimeSeconds: 60 },
    output: { prefix: 'elsewhere' },
    endpoint: { ...experiment.endpoint, instanceCount: 2 },
  };
  expect(await fitsOfSecond(other)).toBe(0);
});

test.each<[string, Partial<Experiment>]>([
  ['target', { target: 'x' }],
  ['type', { predictorType: 'multiclass_classifier' }],
  ['positive class', { positiveClass: '1' }],
  ['transform', { targetTransform: 'log1p' }],
  ['split', { split: { ...experiment.split, seed: 1 } }],
  ['rows', { rows: [{ column: 'x', above: 2 }] }],
  ['features', { features: [{ column: 'x', missing: 'median' }] }],
  ['columns', { columns: { x: { meaning: 'category' } } }],
])('features are fitted anew with another %s', async (_, change) => {
  expect(await fitsOfSecond({ ...experiment, ...change })).toBe(1);
});

test('features are fitted anew on another table, and where the fit before failed', async () => {
  expect(await fitsOfSecond(experiment, tableOf('x,y\n1,2\n3,4\n'))).toBe(1);
  const fits = openFits();
  const failing = fits.of(table, experiment, async () => {
    throw new Error('cancelled');
  });
  await expect(failing).rejects.toThrow('cancelled');
  expect(await fits.of(table, experiment, async () => [])).toEqual([]);
});

test('a fit that holds parts of very many rows is not kept', async () => {
  const feature = fitFeature({ column: 'x' }, { columns: [], target: noTarget });
  const large = { foldOf: new Int32Array(2 ** 24 + 1), fitted: [] };
  const fits = openFits();
  let count = 0;
  for (let time = 0; time < 2; time += 1)
    await fits.of(table, experiment, async () => {
      count += 1;
      return [{ feature, folds: large }];
    });
  expect(count).toBe(2);
});

test('preflight and preparation of an experiment fit its features once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-fits-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const kept = openFits();
  let count = 0;
  const fits: Fits = {
    of: (of, which, fit) =>
      kept.of(of, which, () => {
        count += 1;
        return fit();
      }),
  };
  await preflight(table, experiment, { ownLearner: true, fits });
  const { preparation } = await prepareRun(table, experiment, join(folder, 'kept'), { fits });
  expect(count).toBe(1);
  expect(preparation).toEqual((await prepareRun(table, experiment, join(folder, 'new'))).preparation);
});
