import { expect, test } from 'vitest';
import type { LabeledRows } from '../../../learner/matrix.ts';
import { mersenneTwister } from '../../../learner/random.ts';
import { fitReference, openReferences } from './fitReference.ts';
import type { ReferenceProblem } from './fitReference.ts';

/** Uniform between 0 and 1. */
function chance(seed: number): () => number {
  const next = mersenneTwister(seed);
  return () => next() / 2 ** 32;
}

interface Shape {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly seed?: number;
  readonly cell?: (random: () => number, column: number) => number;
  readonly label: (cells: readonly number[], random: () => number) => number;
}

function made({
  rowCount,
  columnCount,
  label,
  seed = 0,
  cell = (random) => random() - 0.5,
}: Shape): LabeledRows {
  const random = chance(seed);
  const values = new Float32Array(rowCount * columnCount);
  const labels = new Float32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    const cells = Array.from({ length: columnCount }, (_, column) => Math.fround(cell(random, column)));
    values.set(cells, row * columnCount);
    labels[row] = label(cells, random);
  }
  return { features: { rowCount, columnCount, values }, labels };
}

async function* blocksOf({ features, labels }: LabeledRows, rowCount: number): AsyncGenerator<LabeledRows> {
  const { columnCount, values } = features;
  for (let from = 0; from < labels.length; from += rowCount) {
    const own = labels.subarray(from, from + rowCount);
    const part = values.subarray(from * columnCount, (from + own.length) * columnCount);
    yield { features: { rowCount: own.length, columnCount, values: part }, labels: own };
  }
}

const fit = (problem: ReferenceProblem, rows: LabeledRows, blockRows = rows.labels.length) =>
  fitReference(problem, () => blocksOf(rows, blockRows), rows.features);

const regressor = { predictorType: 'regressor' } as const;
const binary = { predictorType: 'binary_classifier' } as const;

/** The largest slope of the loss by a weight or bias, a mean over the rows: 0 at the minimum. */
function largestSlope({ features, labels }: LabeledRows, answers: Float64Array, classCount?: number): number {
  const { columnCount, values } = features;
  const lanes = classCount ?? 1;
  let largest = 0;
  for (let lane = 0; lane < lanes; lane += 1)
    for (let column = 0; column <= columnCount; column += 1) {
      let slope = 0;
      for (const [row, label] of labels.entries()) {
        const wanted = classCount === undefined ? label : Number(label === lane);
        const x = column === columnCount ? 1 : (values[row * columnCount + column] ?? 0);
        slope += ((answers[row * lanes + lane] ?? 0) - wanted) * x;
      }
      largest = Math.max(largest, Math.abs(slope) / labels.length);
    }
  return largest;
}

test('least squares finds the exact line of columns with any mean and spread', async () => {
  const rows = made({
    rowCount: 500,
    columnCount: 3,
    cell: (random, column) => [1e6 + random(), 1e-3 * random(), 50 * random()][column] ?? 0,
    label: ([a = 0, b = 0, c = 0]) => 30_000 + 100 * (a - 1e6) - 2e5 * b + 7 * c,
  });
  const { predict, size } = await fit(regressor, rows);
  const errors = predict(rows.features).map((value, row) => Math.abs(value - (rows.labels[row] ?? 0)));
  expect(errors.reduce((a, b) => Math.max(a, b))).toBeLessThan(0.01);
  expect(size).toEqual({ rows: { used: 500, of: 500 }, columns: { used: 3, of: 3 }, isConverged: true });
});

test.each<[string, ReferenceProblem, Shape['label'], number | undefined]>([
  ['least squares', regressor, ([a = 0, b = 0], random) => a - 3 * b + random(), undefined],
  ['logistic regression', binary, ([a = 0, b = 0], random) => Number(4 * a - b + random() > 0.7), undefined],
  [
    'softmax regression',
    { predictorType: 'multiclass_classifier', classCount: 4 },
    ([a = 0, b = 0], random) =>
      a + random() > 0.8 ? 3 : b + random() / 2 > 0.2 ? 1 : random() > 0.9 ? 2 : 0,
    4,
  ],
])('%s is at the minimum of its loss', async (_, problem, label, classCount) => {
  const rows = made({ rowCount: 800, columnCount: 5, label });
  const { predict, size } = await fit(problem, rows);
  expect(size.isConverged).toBe(true);
  // The penalty leaves a millionth of each weight.
  expect(largestSlope(rows, predict(rows.features), classCount)).toBeLessThan(2e-5);
});

test('collinear and constant columns do no harm', async () => {
  const rows = made({
    rowCount: 300,
    columnCount: 4,
    label: ([a = 0, , , d = 0], random) => a + d + random() / 100,
  });
  const { values } = rows.features;
  for (let row = 0; row < 300; row += 1) {
    values[row * 4 + 1] = 2 * (values[row * 4] ?? 0);
    values[row * 4 + 2] = 0.1;
  }
  const answers = (await fit(regressor, rows)).predict(rows.features);
  expect(largestSlope(rows, answers)).toBeLessThan(1e-5);
  expect(answers.every((value, row) => Math.abs(value - (rows.labels[row] ?? 0)) < 0.02)).toBe(true);
});

test('classes that a line separates get a finite fit', async () => {
  const rows = made({ rowCount: 200, columnCount: 2, label: ([a = 0, b = 0]) => Number(a > b) });
  for (const problem of [binary, { predictorType: 'multiclass_classifier', classCount: 2 } as const]) {
    const { predict } = await fit(problem, rows);
    const answers = predict(rows.features);
    const step = answers.length / rows.labels.length;
    const hits = rows.labels.filter(
      (label, row) => label === Number((answers[row * step + step - 1] ?? 0) > 0.5),
    );
    expect(hits.length).toBeGreaterThan(195);
    expect(answers.every(Number.isFinite)).toBe(true);
  }
});

test('biases bear no penalty: probabilities of the training rows add up to the rows of the class', async () => {
  const rows = made({ rowCount: 200, columnCount: 2, label: ([a = 0, b = 0]) => Number(a > b + 0.4) });
  const probabilities = (await fit(binary, rows)).predict(rows.features);
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  expect(sum(probabilities)).toBeCloseTo(sum(rows.labels), 6);
});

test('rows of one class get that class', async () => {
  const rows = made({ rowCount: 50, columnCount: 1, label: () => 1 });
  const answers = (await fit(binary, rows)).predict(rows.features);
  expect(answers.every((probability) => probability > 0.99)).toBe(true);
});

test('more than 300 columns are cut to those that say most of the labels', async () => {
  const strong = [3, 77, 350];
  const of = (at: number, cells: readonly number[]) => cells[at] ?? 0;
  const shape = { rowCount: 400, columnCount: 360 };
  const numbers = made({ ...shape, label: (cells) => strong.reduce((sum, at) => sum + of(at, cells), 0) });
  const classes = made({ ...shape, label: (cells) => Number(of(350, cells) + of(3, cells) > 0) });
  for (const [problem, rows] of [
    [regressor, numbers],
    [binary, classes],
  ] as const) {
    const { predict, size } = await fit(problem, rows, 37);
    expect(size.columns).toEqual({ used: 300, of: 360 });
    expect(largestSlope(rows, predict(rows.features))).toBeLessThan(0.05);
  }
});

test('more than 200,000 rows are sampled evenly, so that a sorted file is seen whole', async () => {
  const rowCount = 250_000;
  const rows = made({ rowCount, columnCount: 1, cell: () => 0, label: () => 0 });
  for (let row = 0; row < rowCount; row += 1) {
    rows.features.values[row] = row < rowCount / 2 ? 0 : 1;
    rows.labels[row] = row < rowCount / 2 ? 10 : 20;
  }
  const { predict, size } = await fit(regressor, rows, 1000);
  expect(size.rows).toEqual({ used: 200_000, of: rowCount });
  const [low = 0, high = 0] = predict({ rowCount: 2, columnCount: 1, values: Float32Array.of(0, 1) });
  expect(low).toBeCloseTo(10, 3);
  expect(high).toBeCloseTo(20, 3);
});

test('a fit that is cancelled ends with the reason', async () => {
  const rows = made({ rowCount: 800, columnCount: 5, label: ([a = 0]) => Number(a > 0) });
  const work = { signal: AbortSignal.abort(new Error('enough')) };
  await expect(fitReference(binary, () => blocksOf(rows, 100), rows.features, work)).rejects.toThrow(
    'enough',
  );
});

test('models on the same rows share one fit, unless it was given up', async () => {
  const shape = { rowCount: 40, columnCount: 2, label: ([first = 0]: readonly number[]) => first };
  const rows = made(shape);
  let reads = 0;
  const train = () => {
    reads += 1;
    return blocksOf(rows, 40);
  };
  const references = openReferences();
  const fitted = (key: string, signal?: AbortSignal) =>
    references(key)(
      { predictorType: 'regressor' },
      train,
      rows.features,
      signal === undefined ? {} : { signal },
    );
  const first = await fitted('a');
  const once = reads;
  expect(await fitted('a')).toBe(first);
  expect(reads).toBe(once);
  expect(await fitted('b')).not.toBe(first);
  await expect(fitted('c', AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  await expect(fitted('c')).resolves.toMatchObject({ size: { isConverged: true } });
});
