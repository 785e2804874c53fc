import { describe, expect, test } from 'vitest';
import type { Feature } from '../shapes/encoders/feature.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { parseTable } from '../table/readTable.ts';
import { previewFeature } from './previewFeature.ts';

/** Every tenth area is missing; the castle is alone. */
const lines = Array.from({ length: 60 }, (_, row) =>
  [
    row % 10 === 4 ? '' : `${(row * 37) % 50}`,
    row === 40 ? 'castle' : ['flat', 'house'][row % 2],
    `town ${row % 20}`,
    row,
  ].join(','),
);
const table = parseTable(Buffer.from(`area,kind,town,y\n${lines.join('\n')}\n`), 'homes.csv');
const experiment: Experiment = {
  version: 1,
  dataset: 'homes.csv',
  target: 'y',
  predictorType: 'regressor',
  split: { test: 0.5, validation: 0, seed: 0, shuffle: true },
  format: 'recordio',
  hyperparameters: {},
  training: { instanceType: 'ml.m5.large', instanceCount: 1, maxRuntimeSeconds: 3600 },
  output: { prefix: 'linear-learner' },
  endpoint: { instanceType: 'ml.m5.large', instanceCount: 1 },
};
const preview = (feature: Feature, features: Feature[] = []) =>
  previewFeature(table, { ...experiment, features: [...features, feature] }, feature);

describe('a look at a feature', () => {
  test('has cells as the file has them, and the numbers that the model gets', async () => {
    const { columns, names, rows, outputCount, fittedCount, trainCount } = await preview({
      column: 'area',
      missing: -1,
      indicator: true,
    });
    expect([columns, names, outputCount]).toEqual([['area'], ['area', 'area_missing'], 2]);
    expect([fittedCount, trainCount]).toEqual([30, 30]);
    expect(rows.slice(0, 2)).toEqual([
      { row: 1, cells: ['0'], why: 'least', values: [0, 0] },
      { row: 2, cells: ['37'], values: [37, 0] },
    ]);
    expect(rows).toContainEqual({ row: 5, cells: [''], why: 'missing', values: [-1, 1] });
    expect(rows.find(({ why }) => why === 'greatest')?.cells).toEqual(['49']);
  });

  test('says which cells stop a training', async () => {
    const { rows } = await preview({ column: 'area' });
    expect(rows.find(({ why }) => why === 'missing')?.values).toBe('value-missing');
    const { rows: words } = await preview({ column: 'kind' });
    expect(words[0]?.values).toBe('value-not-numeric');
  });

  test('has dates and products as the model is trained on them', async () => {
    const days = Array.from(
      { length: 30 },
      (_, row) => `2026-01-${String(row + 1).padStart(2, '0')},${row},${row}`,
    );
    const dated = parseTable(Buffer.from(`sold,x,y\n${days.join('\n')}\n`), 'dated.csv');
    const date: Feature = { column: 'sold', encode: 'date', parts: ['day', 'weekday'] };
    const ofDates = await previewFeature(dated, { ...experiment, features: [date] }, date);
    // 1 January 2026 is a Thursday.
    expect(ofDates.rows[0]).toEqual({ row: 1, cells: ['2026-01-01'], why: 'least', values: [1, 3] });
    const product: Feature = { product: ['x', 'y'] };
    const ofProduct = await previewFeature(dated, { ...experiment, features: [product] }, product);
    expect(ofProduct.columns).toEqual(['x', 'y']);
    expect(ofProduct.rows[2]).toEqual({ row: 3, cells: ['2', '2'], values: [4] });
  });

  test('has the rarest category', async () => {
    const { rows, names } = await preview({ column: 'kind', encode: 'one-hot' });
    expect(names).toEqual(['kind=flat', 'kind=house', ...(names.length === 3 ? ['kind=other'] : [])]);
    expect(rows.at(-1)).toMatchObject({ row: 41, cells: ['castle'], why: 'rare' });
  });

  test('leaves out the rows that another feature leaves out, and its own', async () => {
    const dropped = await preview({ column: 'area', missing: 'drop' });
    expect(dropped.rows.some(({ why }) => why === 'missing')).toBe(false);
    expect(dropped.trainCount).toBe(27);
    const other = await preview({ column: 'kind', encode: 'one-hot' }, [{ column: 'area', missing: 'drop' }]);
    expect(other.trainCount).toBe(27);
  });

  test('shows of many columns those that differ in its rows, and counts all', async () => {
    const { names, outputCount } = await preview({ column: 'town', encode: 'one-hot', minRows: 1 });
    expect(outputCount).toBeGreaterThan(12);
    expect(names.length).toBeLessThanOrEqual(12);
    expect(names).toContain('town=town 0');
  });
});

test('of a long table the first rows stand for all', async () => {
  const rows = Array.from({ length: 70_000 }, (_, row) => `${row},${row % 7}`).join('\n');
  const long = parseTable(Buffer.from(`x,y\n${rows}\n`), 'long.csv');
  const { fittedCount, trainCount, rows: shown } = await previewFeature(long, experiment, { column: 'x' });
  expect(fittedCount).toBe(10_000);
  expect(trainCount).toBe(35_000);
  expect(shown.at(-1)).toEqual({ row: 20_000, cells: ['19999'], why: 'greatest', values: [19_999] });
});
