import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Experiment } from '../shapes/experiment.ts';
import { preparationSchema } from '../shapes/preparation.ts';
import { openCalls } from './calls.ts';
import { channelsOf } from './reference.testing.ts';
import { openTables } from './tables.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-every-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const calls = openCalls(openTables());
const towns = ['Köln', 'Łódź', '東京', 'Rom', 'Oslo, N'];
const lines = Array.from({ length: 120 }, (_, row) => {
  const town = towns[(row * 3) % 5] ?? '';
  const size = row % 11 === 0 ? '' : ((row * 37) % 50) / 4;
  const day = new Date(Date.UTC(2025, 0, 1 + row * 3))
    .toISOString()
    .slice(0, 10)
    .split('-')
    .toReversed()
    .join('.');
  return [
    `"${town}"`,
    size,
    day,
    row % 3 === 0 ? 'yes' : 'no',
    ['S', 'M', 'L'][row % 3],
    row % 7,
    10 + row,
  ].join();
});
const text = `town,size,day,open,grade,rooms,rent\n${lines.join('\n')}\n`;

const features: Experiment['features'] = [
  { column: 'size', missing: 'median', indicator: true, clip: [0, 10], transform: 'log1p' },
  { column: 'rooms', transform: 'standard' },
  { column: 'town', encode: 'one-hot' },
  { column: 'grade', encode: 'ordinal', order: ['S', 'M', 'L'] },
  { column: 'town', encode: 'frequency' },
  { column: 'town', encode: 'target-mean', smoothing: 2 },
  { column: 'town', encode: 'hash', buckets: 7 },
  { column: 'day', encode: 'date', parts: ['month', 'weekday', 'daysSinceStart'], cyclic: true },
  { column: 'size', encode: 'bins', count: 3 },
  { column: 'rooms', encode: 'powers', degree: 3 },
  { product: ['size', 'rooms'], missing: 'mean' },
  { product: ['open', 'rooms'] },
];

test('every encoder makes the same of a held-out row in the channel and of that row typed in', async () => {
  const datasetPath = join(folder, 'rents.csv');
  await writeFile(datasetPath, text);
  const suggested = (await calls.suggestExperiment({ path: datasetPath, target: 'rent' })).experiment;
  const experiment: Experiment = { ...suggested, features, targetTransform: 'sqrt' };
  const { tableSha256, items, featureCount } = await calls.preflight({
    datasetPath,
    experiment,
    ownLearner: true,
  });
  expect(items.filter(({ severity }) => severity === 'failure')).toEqual([]);
  const outputFolder = join(folder, 'run');
  const run = await calls.prepare({ datasetPath, experiment, outputFolder, expectedSha256: tableSha256 });
  const preparation = preparationSchema.parse(JSON.parse(JSON.stringify(run.preparation)));
  const { train, test: heldOut } = await channelsOf(run);
  const { columnCount, values } = heldOut.features;
  expect(columnCount).toBe(featureCount);
  const names = text.split('\n')[0]?.split(',') ?? [];
  const rows = run.preparation.testRowNumbers.map((number) => {
    const cells = (lines[number - 1] ?? '').match(/"[^"]*"|[^,]+|(?<=,)(?=,)/g) ?? [];
    return Object.fromEntries(names.map((name, at) => [name, (cells[at] ?? '').replaceAll('"', '')]));
  });
  const { csvLines } = await calls.encodeRows({ preparation, rows });
  const typed = csvLines.flatMap((line) => line.split(',').map(Number));
  expect(Float32Array.from(typed)).toEqual(values);
  expect(heldOut.labels[0]).toBeCloseTo(Math.sqrt(9 + (run.preparation.testRowNumbers[0] ?? 0)), 5);
  expect(await calls.experimentAsPython({ datasetPath, experiment })).toBe(
    await calls.preparationAsPython({ preparation }),
  );
  // A training row is encoded without its own target.
  const means = new Set(Array.from(train.labels, (_, row) => train.features.values[row * columnCount + 10]));
  expect(means.size).toBe(towns.length * 5);
});
