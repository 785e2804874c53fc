import { describe, expect, test } from 'vitest';
import type { PreflightItem } from '../shapes/findings.ts';
import type { ColumnFeature } from '../shapes/encoders/feature.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { defaultMiniBatchSize, suggestExperiment } from '../experiment/suggest.ts';
import { guessTargets } from '../profile/targets.ts';
import { parseTable } from '../table/readTable.ts';
import { preflight } from './preflight.ts';
import type { PreflightOptions } from './preflight.ts';

const rows = Array.from({ length: 60 }, (_, index) => `${index},5,${3 * index}`).join('\n');
const table = parseTable(Buffer.from(`x,same,y\n${rows}\n`), 't.csv');
const pairs = Array.from({ length: 60 }, (_, row) => `${row},${3 * row}`).join('\n');
const experiment: Experiment = {
  version: 1,
  dataset: 't.csv',
  target: 'y',
  predictorType: 'regressor',
  features: [{ column: 'x' }],
  split: { test: 0.5, validation: 0, seed: 0, shuffle: true },
  format: 'recordio',
  hyperparameters: {},
  training: { instanceType: 'ml.m5.large', instanceCount: 1, maxRuntimeSeconds: 3600 },
  output: { prefix: 'linear-learner' },
  endpoint: { instanceType: 'ml.m5.large', instanceCount: 1 },
};
const items = (more: Partial<Experiment>, how: PreflightOptions = { ownLearner: true }) =>
  preflight(table, { ...experiment, ...more }, how).then(({ items: all }) => all);

test('a sound experiment passes', async () => {
  expect((await items({})).map(({ severity }) => severity)).not.toContain('failure');
});

test.each<
  [string, Partial<Experiment>, Pick<PreflightItem, 'kind' | 'severity'> & { facts?: object; fix?: object }]
>([
  [
    'the target among the features',
    { features: [{ column: 'x' }, { column: 'y' }] },
    {
      kind: 'target-is-feature',
      severity: 'failure',
      facts: { column: 'y' },
      fix: { path: ['features', 1] },
    },
  ],
  [
    'a target that never differs',
    { target: 'same' },
    { kind: 'constant-target', severity: 'failure', facts: { target: 'same', value: '5' } },
  ],
  [
    'a feature twice',
    { features: [{ column: 'x' }, { column: 'x' }] },
    { kind: 'feature-twice', severity: 'failure', facts: { column: 'x' }, fix: { path: ['features', 1] } },
  ],
  [
    'a feature twice among products',
    { features: [{ product: ['x', 'x'] }, { product: ['x', 'x'] }] },
    { kind: 'feature-twice', severity: 'failure', facts: { column: 'x×x' }, fix: { path: ['features', 1] } },
  ],
  [
    'more columns than can be trained on',
    { features: [{ column: 'x' }, { column: 'x', encode: 'hash', buckets: 20_000 }] },
    { kind: 'feature-limit', severity: 'failure', facts: { count: 20_001, limit: 20_000 } },
  ],
  [
    'a feature_dim that is not the number of features',
    { hyperparameters: { feature_dim: 7 } },
    {
      kind: 'feature-dim',
      severity: 'failure',
      facts: { given: 7, featureCount: 1 },
      fix: { path: ['hyperparameters', 'feature_dim'], value: 1 },
    },
  ],
  [
    'a loss of another problem',
    { hyperparameters: { loss: 'logistic' } },
    { kind: 'hyperparameter-refused', severity: 'failure', facts: { name: 'loss', found: 'logistic' } },
  ],
  [
    'a setting without effect beside another',
    { hyperparameters: { use_bias: false, unbias_label: true } },
    {
      kind: 'hyperparameter-ignored',
      severity: 'warning',
      facts: { name: 'unbias_label', because: 'use_bias', value: 'false' },
      fix: { path: ['hyperparameters', 'unbias_label'] },
    },
  ],
  [
    'a feature that never changes',
    { features: [{ column: 'x' }, { column: 'same' }] },
    {
      kind: 'constant-feature',
      severity: 'warning',
      facts: { column: 'same' },
      fix: { path: ['features', 1] },
    },
  ],
  [
    'no held-out row',
    { split: { test: 0, validation: 0, seed: 0, shuffle: true } },
    { kind: 'no-test-rows', severity: 'warning', fix: { path: ['split', 'test'], value: 0.33 } },
  ],
  [
    'few held-out rows',
    { split: { test: 5, validation: 0, seed: 0, shuffle: true } },
    {
      kind: 'few-test-rows',
      severity: 'warning',
      facts: { rowCount: 5 },
      fix: { path: ['split', 'test'], value: 0.5 },
    },
  ],
  [
    'more models than fit into memory',
    { predictorType: 'multiclass_classifier', hyperparameters: { num_models: 1e15 } },
    { kind: 'memory-short', severity: 'warning', facts: { modelCount: 1e15 } },
  ],
  [
    'fewer than five training rows for each feature column, and no validation rows',
    {
      split: { test: 52, validation: 0, seed: 0, shuffle: true },
      features: [{ column: 'x' }, { column: 'same' }],
    },
    {
      kind: 'many-features',
      severity: 'warning',
      facts: { featureCount: 2, trainRows: 8 },
      fix: { path: ['split', 'validation'], value: 0.2 },
    },
  ],
])('%s is named', async (_, more, expected) => {
  expect((await items(more)).find(({ kind }) => kind === expected.kind)).toMatchObject(expected);
});

test.each<[string, Partial<Experiment>]>([
  ['there are validation rows', { split: { test: 50, validation: 2, seed: 0, shuffle: true } }],
  ['one model is trained', { hyperparameters: { num_models: 1 } }],
])('many features are not named where %s', async (_, more) => {
  const features = [{ column: 'x' }, { column: 'same' }];
  const split = { test: 52, validation: 0, seed: 0, shuffle: true };
  const found = await items({ features, split, ...more });
  expect(found.map(({ kind }) => kind)).not.toContain('many-features');
});

test.each([{ loss: 'logistic' }, { optimizer: 'newton' }, { l1: -1 }, { init_method: 'ones' }])(
  'what the algorithm would refuse, %j, is refused before',
  async (hyperparameters) => {
    const [name = ''] = Object.keys(hyperparameters);
    expect((await items({ hyperparameters }))[0]).toMatchObject({
      kind: 'hyperparameter-refused',
      severity: 'failure',
      facts: { name },
    });
  },
);

test.each([
  [7, { severity: 'pass', facts: { dropped: 2, trainRows: 30, miniBatchSize: 7 } }],
  [8, { severity: 'warning', facts: { dropped: 6 }, fix: { value: 7 } }],
])(
  'a mini_batch_size of %i is only warned of where another keeps more rows',
  async (miniBatchSize, expected) => {
    const found = await items({ hyperparameters: { mini_batch_size: miniBatchSize } });
    expect(found.find(({ kind }) => kind === 'partial-batch')).toMatchObject(expected);
  },
);

test('a fitted mini_batch_size is never warned of', async () => {
  for (const test of [0, 1, 2, 3, 7, 31]) {
    const found = await items({ split: { test, validation: 0, seed: 0, shuffle: true } });
    const batches = found.filter(({ kind }) => kind === 'partial-batch' || kind === 'batches-full');
    expect(batches.map(({ severity }) => severity)).toEqual(['pass']);
  }
});

test.each([
  [3, 1],
  [203, 50],
  [3999, 999],
  [4000, 1000],
  [4030, 1000],
  [4999, 999],
  [2_000_999, 1000],
])('of %i training rows the batch fitted is %i', (rowCount, size) => {
  expect(defaultMiniBatchSize(rowCount)).toBe(size);
  expect(rowCount % size).toBeLessThanOrEqual(Math.max(3, rowCount / 100));
});

test("memory is the own learner's concern, and what fits is no warning", async () => {
  const kinds = async (how: PreflightOptions) => (await items({}, how)).map(({ kind }) => kind);
  expect(await kinds({ ownLearner: true, memoryBytes: 3000 })).toContain('memory-short');
  expect(await kinds({ ownLearner: true, memoryBytes: 1e9 })).not.toContain('memory-short');
  expect(await kinds({ ownLearner: false, memoryBytes: 3000 })).not.toContain('memory-short');
});

describe('columns that are left out', () => {
  const lines = Array.from(
    { length: 60 },
    (_, row) => `${row},${row === 7 ? '' : row},5,w${row},,${3 * row}`,
  );
  const mixed = parseTable(Buffer.from(`x,gap,same,word,none,y\n${lines.join('\n')}\n`), 'm.csv');
  const leftOut = async (features: Experiment['features'], of = mixed) => {
    const { items: all } = await preflight(of, { ...experiment, features }, { ownLearner: true });
    return all.find(({ kind }) => kind === 'columns-left-out');
  };

  test.each([undefined, [{ column: 'x' }, { column: 'gap', missing: 0 }]])(
    'are told with their reasons where every usable one is a feature: %j',
    async (features) => {
      expect(await leftOut(features)).toEqual({
        kind: 'columns-left-out',
        severity: 'warning',
        facts: { count: 3 },
        columns: [
          { name: 'same', why: 'constant', missingCount: 0 },
          { name: 'word', why: 'text', missingCount: 0 },
          { name: 'none', why: 'missing', missingCount: 60 },
        ],
      });
    },
  );

  test('are nothing new where the user chose among the usable ones, or where there are none', async () => {
    expect(await leftOut([{ column: 'same' }])).toBeUndefined();
    expect(
      await leftOut([{ column: 'x' }], parseTable(Buffer.from(`x,y\n${pairs}\n`), 'p.csv')),
    ).toBeUndefined();
  });

  test('are no features by default, while a number with gaps is one', async () => {
    expect(
      (await preflight(mixed, { ...experiment, features: undefined }, { ownLearner: true })).featureCount,
    ).toBe(2);
  });
});

describe('cells that cannot be trained on', () => {
  const lines = Array.from({ length: 60 }, (_, row) =>
    [row, row % 20 === 7 ? '' : row, row === 3 ? 'a lot' : row, row === 9 ? '' : 3 * row].join(','),
  );
  const holed = parseTable(Buffer.from(`x,gap,odd,y\n${lines.join('\n')}\n`), 'h.csv', {
    values: ['a lot'],
  });
  const found = async (more: Partial<Experiment>) =>
    (await preflight(holed, { ...experiment, target: 'x', ...more }, { ownLearner: true })).items;
  const kinds = async (more: Partial<Experiment>) => (await found(more)).map(({ kind }) => kind);

  test('are a failure for each column, with their number, the first place and a way out', async () => {
    expect((await found({ features: [{ column: 'gap' }, { column: 'odd' }] })).slice(0, 2)).toEqual([
      {
        kind: 'value-missing',
        severity: 'failure',
        facts: { file: 'h.csv', row: 8, line: 9, column: 'gap', role: 'feature', count: 3, found: '' },
        fix: {
          path: ['features', 0],
          value: { column: 'gap', missing: 'median', indicator: true },
        },
      },
      {
        kind: 'value-not-numeric',
        severity: 'failure',
        facts: { file: 'h.csv', row: 4, line: 5, column: 'odd', role: 'feature', count: 1, found: 'a lot' },
        fix: { path: ['features', 1] },
      },
    ]);
  });

  test('leave the other checks as they are, but nothing is said to be complete', async () => {
    const sound = await kinds({
      features: [{ column: 'odd' }, { column: 'gap' }],
      hyperparameters: { loss: 'x' },
    });
    expect(sound).toEqual([
      'value-not-numeric',
      'value-missing',
      'hyperparameter-refused',
      'partial-batch',
      'split-sides',
      'features-counted',
    ]);
  });

  test('of the only feature are reported without a fix that takes it away', async () => {
    expect((await found({ features: [{ column: 'odd' }] }))[0]).not.toHaveProperty('fix');
    expect((await found({ features: [{ column: 'gap' }] }))[0]).toMatchObject({
      fix: { path: ['features', 0], value: { column: 'gap', missing: 'median', indicator: true } },
    });
  });

  test.each(['median', 'mean', 'mostFrequent', 7] as const)('are filled in by %s', async (missing) => {
    expect(await kinds({ features: [{ column: 'gap', missing }] })).not.toContain('value-missing');
  });

  test('leave their rows out where they are dropped', async () => {
    const features = [{ column: 'gap', missing: 'drop' as const }];
    expect(await found({ features })).toContainEqual({
      kind: 'rows-with-gaps',
      severity: 'warning',
      facts: { count: 3 },
    });
    expect(await kinds({ features })).not.toContain('value-missing');
  });

  test('in the target are no matter where they are missing or classes', async () => {
    const predictorType = 'multiclass_classifier';
    expect(await kinds({ target: 'y', features: [{ column: 'x' }] })).not.toContain('value-missing');
    expect(await kinds({ target: 'odd', features: [{ column: 'x' }], predictorType })).not.toContain(
      'value-not-numeric',
    );
    expect(await kinds({ target: 'odd', features: [{ column: 'x' }] })).toContain('value-not-numeric');
  });
});

test('rows without a target, or of another length, are left out and counted', async () => {
  const lines = Array.from({ length: 300 }, (_, row) =>
    row === 5 ? '5,5,5' : `${row % 50 === 1 ? '' : row},${row % 50 === 0 ? 'NA' : row}`,
  );
  const holed = parseTable(Buffer.from(`x,y\n${lines.join('\n')}\n`), 'h.csv');
  const { items: found, rowCounts } = await preflight(
    holed,
    { ...experiment, target: 'y', features: [{ column: 'x' }] },
    { ownLearner: true },
  );
  expect(rowCounts).toMatchObject({ withoutTarget: 6, setAside: 1 });
  expect(rowCounts.train + rowCounts.validation + rowCounts.test).toBe(293);
  expect(found).toContainEqual({
    kind: 'rows-without-target',
    severity: 'warning',
    facts: { count: 6, target: 'y' },
  });
  expect(found).toContainEqual({
    kind: 'rows-set-aside',
    severity: 'warning',
    facts: { count: 1 },
  });
});

describe('categories', () => {
  const lines = Array.from({ length: 60 }, (_, row) =>
    [row, row === 41 ? 'queen' : ['clerk', 'nurse'][row % 2], 3 * row].join(','),
  );
  const jobs = parseTable(Buffer.from(`x,job,y\n${lines.join('\n')}\n`), 'j.csv');
  const unshuffled = { test: 0.5, validation: 0, seed: 0, shuffle: false };
  const found = (features: Experiment['features']) =>
    preflight(jobs, { ...experiment, features, split: unshuffled }, { ownLearner: true });

  test('are features by default, with a column for each level', async () => {
    const { items: all, featureCount } = await found(undefined);
    expect(featureCount).toBe(3);
    expect(all.map(({ severity }) => severity)).not.toContain('failure');
  });

  test('listed without an encoding get one as the fix', async () => {
    expect((await found([{ column: 'job' }])).items[0]).toMatchObject({
      kind: 'value-not-numeric',
      fix: { path: ['features', 0], value: { column: 'job', encode: 'one-hot' } },
    });
  });

  test('with a value that no training row has fail where that is an error', async () => {
    const strict: ColumnFeature = { column: 'job', encode: 'one-hot', unseen: 'error' };
    expect((await found([strict])).items[0]).toMatchObject({
      kind: 'value-unseen',
      severity: 'failure',
      facts: { column: 'job', found: 'queen', row: 42, count: 1 },
      fix: { path: ['features', 0], value: { column: 'job', encode: 'one-hot' } },
    });
    const zero: ColumnFeature = { ...strict, unseen: 'zero' };
    await expect(found([zero])).resolves.toMatchObject({ featureCount: 2 });
  });

  test('are warned of keys that their encoding does not take', async () => {
    const features: Experiment['features'] = [
      { column: 'job', encode: 'one-hot', indicator: true, missing: 'drop' },
      { column: 'x', minRows: 2 },
    ];
    const ignored = (await found(features)).items.filter(({ kind }) => kind === 'hyperparameter-ignored');
    expect(ignored.map(({ facts }) => facts)).toEqual([
      { name: 'job: indicator', because: 'encode', value: 'one-hot' },
      { name: 'x: minRows', because: 'encode', value: 'number' },
    ]);
  });
});

test('a column that is encoded in several ways is not a feature twice', async () => {
  const { items } = await preflight(
    parseTable(
      Buffer.from(`x,y\n${Array.from({ length: 40 }, (_, row) => `${row},${3 * row}`).join('\n')}\n`),
      't.csv',
    ),
    {
      ...experiment,
      features: [{ column: 'x' }, { column: 'x', encode: 'powers' }, { column: 'x', encode: 'bins' }],
    },
    { ownLearner: true },
  );
  expect(items.filter(({ severity }) => severity === 'failure')).toEqual([]);
});

test('a stratified split has no effect on numbers, whose rows are drawn at random', async () => {
  const split = { ...experiment.split, method: 'stratified' as const };
  expect(await items({ split })).toContainEqual(
    expect.objectContaining({
      kind: 'hyperparameter-ignored',
      facts: { name: 'split.method', because: 'predictorType', value: 'regressor' },
    }),
  );
});

test('numbers that the learner cannot hold are no suggestion, and are named with the reason', async () => {
  const rows = Array.from({ length: 60 }, (_, row) => `${row},${row === 7 ? '1e300' : row + 0.5},${3 * row}`);
  const large = parseTable(Buffer.from(`x,far,y\n${rows.join('\n')}\n`), 'large.csv');
  const suggested = suggestExperiment({ ...large, columns: await large.facts() }, 'y');
  expect(suggested.features).toEqual([{ column: 'x' }]);
  const { items: found } = await preflight(large, suggested, { ownLearner: true });
  expect(found.filter(({ severity }) => severity === 'failure')).toEqual([]);
  expect(found).toContainEqual(
    expect.objectContaining({
      kind: 'columns-left-out',
      columns: [{ name: 'far', why: 'too-large', missingCount: 0 }],
    }),
  );
  expect(guessTargets(await large.facts())).not.toContain('far');
});
