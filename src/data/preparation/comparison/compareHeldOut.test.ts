import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeArtifact } from '../../../learner/artifact/artifact.ts';
import { parseHyperparameters } from '../../../learner/hyperparameters/parse.ts';
import { namedMetrics } from '../../../learner/metrics/namedMetrics.ts';
import type { LinearModel } from '../../../learner/model.ts';
import { parseExperiment } from '../../experiment/parseExperiment.ts';
import type { HeldOutComparison, HeldOutSide } from '../../shapes/heldOutComparison.ts';
import { fingerprintFile, heldOutRowsFile } from '../../shapes/fingerprint.ts';
import { readTable } from '../../table/readTable.ts';
import { evaluate } from '../evaluate.ts';
import { prepareRun } from '../prepare.ts';
import { compareHeldOut } from './compareHeldOut.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-comparison-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Kind = LinearModel['predictorType'];

interface Run {
  readonly rows: readonly (readonly (string | number)[])[];
  readonly columns?: string;
  readonly experiment: { readonly target: string; readonly predictorType: Kind } & Readonly<
    Record<string, unknown>
  >;
  readonly model: LinearModel;
}

let count = 0;

/** A run of a table whose columns are x, z and y, and a model that was not trained. */
async function run({ rows, columns = 'x,z,y', experiment, model }: Run): Promise<
  HeldOutSide & {
    readonly trainPath: string;
  }
> {
  count += 1;
  const outputFolder = join(folder, String(count));
  await mkdir(outputFolder);
  const path = join(outputFolder, 'table.csv');
  await writeFile(path, `${columns}\n${rows.map((cells) => `${cells.join(',')}\n`).join('')}`);
  const parsed = parseExperiment(
    JSON.stringify({
      version: 1,
      dataset: 'table.csv',
      features: [{ column: 'x' }],
      split: { method: 'random', test: 0.4, validation: 0, seed: 0, shuffle: true },
      format: 'recordio',
      hyperparameters: {},
      training: { instanceType: 'ml.c4.xlarge', instanceCount: 1, maxRuntimeSeconds: 3600 },
      output: { prefix: 'linear-learner' },
      endpoint: { instanceType: 'ml.m4.xlarge', instanceCount: 1 },
      ...experiment,
    }),
    path,
  );
  const prepared = await prepareRun(await readTable(path), parsed, outputFolder);
  const settings = parseHyperparameters({ ...prepared.hyperparameters });
  const modelPath = join(outputFolder, 'model.tar.gz');
  await writeFile(modelPath, await writeArtifact(model, { settings, classWeights: undefined }));
  return {
    modelPath,
    trainPath: prepared.trainPath,
    testPath: prepared.testPath,
    format: prepared.format,
    preparation: prepared.preparation,
    hyperparameters: prepared.hyperparameters,
    datasetSha256: prepared.tableSha256,
    fingerprintPath: join(outputFolder, fingerprintFile),
    heldOutRowsPath: join(outputFolder, heldOutRowsFile),
  };
}

const regressor = (weight: number, bias: number): LinearModel => ({
  predictorType: 'regressor',
  weights: Float32Array.of(weight),
  bias,
});
const regression = { target: 'y', predictorType: 'regressor' } as const;

/** y is 2 x, but for a wave. */
const numbers = (rowCount: number) =>
  Array.from({ length: rowCount }, (_, row) => [row + 1, `n${row}`, 2 * (row + 1) + Math.sin(row)]);

const compared = <Found extends HeldOutComparison['kind']>(comparison: HeldOutComparison, kind: Found) => {
  if (comparison.kind !== kind) throw new Error(JSON.stringify(comparison));
  // SAFETY: tested right above.
  return comparison as Extract<HeldOutComparison, { kind: Found }>;
};

test('regressors are compared in the unit of the target, also where one learned a function of it', async () => {
  const rows = numbers(100);
  const a = await run({ rows, experiment: regression, model: regressor(1.9, 0) });
  const transformed = { ...regression, targetTransform: 'sqrt' };
  const b = await run({ rows, experiment: transformed, model: regressor(0.1, 5) });
  const found = compared(await compareHeldOut({ a, b }), 'regressors');
  expect(found).toMatchObject({
    target: 'y',
    alignedBy: 'row-number',
    commonRowCount: 40,
    rowCounts: { a: 40, b: 40 },
    featureNames: ['x'],
  });
  for (const [side, at] of [
    [a, 'first'],
    [b, 'second'],
  ] as const) {
    const { testPath = '' } = side;
    const metrics = namedMetrics(await evaluate({ ...side, testPath }));
    for (const difference of found.differences)
      expect(difference[at]).toBeCloseTo(metrics[difference.metric] ?? Number.NaN, 4);
  }
  expect(found.differences.map(({ metric }) => metric)).toEqual(['r2', 'rmse', 'mae', 'mse']);
  for (const { first, second, difference, low, high } of found.differences) {
    expect(difference).toBe(second - first);
    expect(low).toBeLessThanOrEqual(difference);
    expect(high).toBeGreaterThanOrEqual(difference);
  }
  const { closerA, closerB, equal } = found.counts;
  expect(closerA + closerB + equal).toBe(40);
  const [worst] = found.closerA;
  const written = rows[(worst?.row ?? 0) - 1];
  expect(worst?.features).toEqual([written?.[0]]);
  expect(worst?.actual).toBeCloseTo(Number(written?.[2]), 4);
  expect(worst?.predicted.a).toBeCloseTo(1.9 * Number(written?.[0]), 3);
});

test('a comparison of a model with itself differs in nothing', async () => {
  const a = await run({ rows: numbers(50), experiment: regression, model: regressor(1.9, 0) });
  const found = compared(await compareHeldOut({ a, b: a }), 'regressors');
  for (const { difference, low, high } of found.differences)
    expect([difference, low, high]).toEqual([0, 0, 0]);
  expect(found.counts).toEqual({ closerA: 0, closerB: 0, equal: 20 });
});

test('rows that two tables have in common are found by their cells, equal ones as often as both have them', async () => {
  const rows = numbers(60);
  const twice = [...rows, ...rows.slice(0, 30)];
  const more = [...numbers(200).slice(100), ...twice.toReversed()];
  const a = await run({ rows: twice, experiment: regression, model: regressor(2, 0) });
  const b = await run({ rows: more, experiment: regression, model: regressor(2, 1) });
  const found = compared(await compareHeldOut({ a, b }), 'regressors');
  const heldOut = (side: HeldOutSide, of: readonly (readonly (string | number)[])[]) =>
    side.preparation.testRowNumbers.map((row) => String(of[row - 1]?.[1]));
  const others = heldOut(b, more);
  const common = heldOut(a, twice).filter((name) => {
    const at = others.indexOf(name);
    if (at >= 0) others.splice(at, 1);
    return at >= 0;
  });
  expect(common.length).toBeGreaterThan(5);
  expect(found).toMatchObject({ alignedBy: 'row-hash', commonRowCount: common.length });
  expect(found.closerA.every(({ row, features }) => twice[(row ?? 0) - 1]?.[0] === features[0])).toBe(true);
});

test('an added column leaves rows in place, and a changed target takes its rows out of the comparison', async () => {
  const rows = numbers(100);
  const a = await run({ rows, experiment: regression, model: regressor(2, 0) });
  const wider = rows.map(([x = 0, z = '', y = 0], row) => [x, z, row === 3 ? 99 : y, row % 5]);
  const b = await run({
    rows: wider,
    columns: 'x,z,y,extra',
    experiment: regression,
    model: regressor(2, 1),
  });
  // Of x, z and y only y has changed.
  const found = compared(await compareHeldOut({ a, b }), 'regressors');
  const changed = a.preparation.testRowNumbers.includes(4) ? 1 : 0;
  expect(found).toMatchObject({ alignedBy: 'row-number', commonRowCount: 40 - changed });
});

test('runs of earlier versions are compared by row number where the file is the same', async () => {
  const given = { rows: numbers(50), experiment: regression };
  const older = async (model: LinearModel) => {
    const { fingerprintPath: _, heldOutRowsPath: __, ...side } = await run({ ...given, model });
    return side;
  };
  const [a, b] = [await older(regressor(2, 0)), await older(regressor(2, 1))];
  expect(compared(await compareHeldOut({ a, b }), 'regressors').commonRowCount).toBe(20);
  expect(await compareHeldOut({ a, b: { ...b, datasetSha256: 'other' } })).toEqual({
    kind: 'not-comparable',
    why: 'other-held-out-rows',
  });
});

const binaryModel = (weight: number, bias: number): LinearModel => ({
  predictorType: 'binary_classifier',
  weights: Float32Array.of(weight),
  bias,
  scoreKind: 'probability',
  threshold: 0.5,
});
const words = (rowCount: number) =>
  Array.from({ length: rowCount }, (_, row) => [
    row - rowCount / 2,
    `n${row}`,
    (row * 7) % 11 < row / 9 ? 'sick' : 'well',
  ]);

test('binary classifiers are compared about one class, whichever is positive in the other run', async () => {
  const rows = words(120);
  const about = (positiveClass: string) => ({
    target: 'y',
    predictorType: 'binary_classifier' as const,
    positiveClass,
  });
  const a = await run({ rows, experiment: about('sick'), model: binaryModel(0.1, 0.01) });
  const turned = await run({ rows, experiment: about('well'), model: binaryModel(-0.1, -0.01) });
  const same = compared(await compareHeldOut({ a, b: turned }), 'classifiers');
  expect(same.differences.map(({ metric }) => metric)).toContain('average_precision');
  for (const { metric, difference } of same.differences) expect(difference, metric).toBeCloseTo(0, 6);
  expect(same.counts).toMatchObject({ onlyA: 0, onlyB: 0 });
  const b = await run({ rows, experiment: about('sick'), model: binaryModel(0.1, 2) });
  const found = compared(await compareHeldOut({ a, b }), 'classifiers');
  const metrics = namedMetrics(await evaluate({ ...a, testPath: a.testPath ?? '' }));
  for (const { metric, first } of found.differences) expect(first).toBeCloseTo(metrics[metric] ?? NaN, 6);
  expect(Object.keys(metrics).toSorted()).toEqual(found.differences.map(({ metric }) => metric).toSorted());
  const { bothRight, onlyA, onlyB, bothWrong } = found.counts;
  expect(bothRight + onlyA + onlyB + bothWrong).toBe(48);
  expect(found.onlyA).toHaveLength(onlyA);
  for (const { row, actual, predicted, scores } of [...found.onlyA, ...found.onlyB]) {
    expect(actual).toBe(rows[(row ?? 0) - 1]?.[2]);
    expect(predicted.a === actual).toBe(predicted.b !== actual);
    expect(scores.a >= 0.5 ? 'sick' : 'well').toBe(predicted.a);
  }
  const sure = found.onlyA.map(({ scores }) => Math.abs(scores.b - 0.5));
  expect(sure).toEqual(sure.toSorted((p, q) => q - p));
});

test('classes go by name, and one that a model does not know has no probability', async () => {
  const named = (names: readonly string[]) =>
    Array.from({ length: 150 }, (_, row) => [row % 30, `n${row}`, names[row % names.length] ?? '']);
  const experiment = { target: 'y', predictorType: 'multiclass_classifier' } as const;
  const model = (classCount: number): LinearModel => ({
    predictorType: 'multiclass_classifier',
    classCount,
    weights: Float32Array.from({ length: classCount }, (_, index) => index / 10),
    biases: new Float32Array(classCount),
  });
  const a = await run({ rows: named(['b', 'c', 'd']), experiment, model: model(3) });
  const others = named(['b', 'c', 'd']).map((cells, row) => (row === 0 ? [cells[0] ?? 0, 'n0', 'a'] : cells));
  const b = await run({ rows: others, experiment, model: model(4) });
  expect(b.preparation.classNames).toEqual(['a', 'b', 'c', 'd']);
  const found = compared(await compareHeldOut({ a, b }), 'classifiers');
  expect(found.predictorType).toBe('multiclass_classifier');
  // Both answer the last class, except where x is 0.
  expect(found.counts.bothRight).toBeGreaterThan(10);
  for (const { actual, predicted } of [...found.onlyA, ...found.onlyB])
    for (const name of [actual, predicted.a, predicted.b]) expect('abcd').toContain(name);
  expect(found.differences.map(({ metric }) => metric)).toContain('macro_f1');
  expect(found.differences.find(({ metric }) => metric === 'log_loss')?.difference).toBeGreaterThan(0);
});

test('what cannot be compared is said why', async () => {
  const a = await run({ rows: numbers(40), experiment: regression, model: regressor(2, 0) });
  const why = async (b: HeldOutSide) => {
    const found = await compareHeldOut({ a, b });
    return found.kind === 'not-comparable' ? [found.why, found.side] : found.kind;
  };
  expect(await why({ ...a, preparation: { ...a.preparation, target: 'other' } })).toEqual([
    'other-target',
    undefined,
  ]);
  expect(await why({ ...a, testPath: undefined })).toEqual(['no-held-out-rows', 'b']);
  expect(await why({ ...a, testPath: join(folder, 'gone') })).toEqual(['held-out-rows-missing', 'b']);
  const others = numbers(300).slice(200);
  expect(await why(await run({ rows: others, experiment: regression, model: regressor(2, 0) }))).toEqual([
    'other-held-out-rows',
    undefined,
  ]);
  const binary = { ...a, modelPath: join(folder, 'binary.tar.gz') };
  const settings = parseHyperparameters({
    predictor_type: 'binary_classifier',
    feature_dim: '1',
    mini_batch_size: '5',
  });
  await writeFile(
    binary.modelPath,
    await writeArtifact(binaryModel(1, 0), { settings, classWeights: undefined }),
  );
  expect(await why(binary)).toEqual(['other-problem', undefined]);
  await writeFile(a.heldOutRowsPath ?? '', (await readFile(a.heldOutRowsPath ?? '')).subarray(1));
  expect(await why(a)).toBe('regressors');
});

test('a model that is gone is a failure that names it', async () => {
  const a = await run({ rows: numbers(40), experiment: regression, model: regressor(2, 0) });
  const gone = { ...a, modelPath: join(folder, 'gone.tar.gz') };
  await expect(compareHeldOut({ a, b: gone })).rejects.toMatchObject({ code: 'file-missing' });
});
