import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseExperiment } from './parseExperiment.ts';
import { experimentJsonSchema } from '../shapes/experiment.ts';

const tutorial = readFileSync('examples/salary-tutorial.linear.json', 'utf8');
const edited = (edit: (raw: Record<string, never>) => object) => JSON.stringify(edit(JSON.parse(tutorial)));

test('the tutorial experiment in examples parses', () => {
  expect(parseExperiment(tutorial, 'x.linear.json')).toMatchObject({
    target: 'Salary',
    split: { test: 0.33, seed: 0 },
  });
});

test.each([
  ['{\n  "version": 1,\n  oops\n}', { code: 'experiment-json', facts: { line: 3, column: 3 } }],
  ['{\n "version": 1,\n "dataset": tru\n}', { code: 'experiment-json', facts: { line: 3, column: 13 } }],
  ['{\r\n "version": 1\r\n "dataset": ""\r\n}', { facts: { problem: 'CommaExpected', line: 3, column: 2 } }],
  ['{\n "version": 1,\n}', { facts: { problem: 'PropertyNameExpected', line: 3 } }],
  ['{\n "version": 1,\n "dataset": "a\n}', { facts: { problem: 'UnexpectedEndOfString', line: 3 } }],
  ['', { facts: { problem: 'ValueExpected', line: 1, column: 1 } }],
  [edited((raw) => ({ ...raw, featurs: [] })), { code: 'experiment-key', facts: { key: 'featurs' } }],
  [
    edited((raw) => ({ ...raw, hyperparameters: { mini_batch_sise: 5 } })),
    { code: 'experiment-key', facts: { suggestion: 'mini_batch_size' } },
  ],
  [
    edited((raw) => ({ ...raw, hyperparameters: { epochs: 0 } })),
    { code: 'experiment-value', facts: { key: 'hyperparameters.epochs' } },
  ],
  [
    edited((raw) => ({ ...raw, hyperparameters: { loss: 'logistic' } })),
    { code: 'experiment-value', facts: { key: 'hyperparameters.loss' } },
  ],
  [
    edited((raw) => ({ ...raw, read: { delimeter: ';' } })),
    { code: 'experiment-key', facts: { key: 'read.delimeter', suggestion: 'delimiter' } },
  ],
  [
    edited((raw) => ({ ...raw, read: { encoding: 'latin' } })),
    { code: 'experiment-value', facts: { key: 'read.encoding', found: '"latin"' } },
  ],
  [
    edited((raw) => ({ ...raw, features: [{ column: 'x', encode: 'onehot' }] })),
    {
      code: 'experiment-value',
      facts: { key: 'features.0.encode', expected: expect.stringContaining('"number" or "one-hot" or') },
    },
  ],
  [
    edited((raw) => ({ ...raw, features: [{ column: 'x', missing: 'average' }] })),
    {
      code: 'experiment-value',
      facts: {
        key: 'features.0.missing',
        expected: '"median" or "mean" or "mostFrequent" or "drop" or a number',
      },
    },
  ],
  [
    edited((raw) => ({ ...raw, features: [{ column: 'x', maxLevel: 5 }] })),
    { code: 'experiment-key', facts: { suggestion: 'maxLevels' } },
  ],
  [
    edited((raw) => ({ ...raw, features: [{ product: ['a'] }] })),
    { code: 'experiment-value', facts: { key: 'features.0.product', expected: 'a list of at least 2' } },
  ],
  [
    edited((raw) => ({ ...raw, features: [{ column: 'x' }, { colunm: 'y' }] })),
    { code: 'experiment-key', facts: { key: 'features.1.colunm', suggestion: 'column' } },
  ],
  [
    edited((raw) => ({ ...raw, features: [{ column: 'x', transform: 'log' }] })),
    { code: 'experiment-value', facts: { key: 'features.0.transform', found: '"log"' } },
  ],
  [
    edited((raw) => ({ ...raw, features: ['x'] })),
    { code: 'experiment-value', facts: { key: 'features.0', expected: 'an object in braces' } },
  ],
  [
    edited((raw) => ({ ...raw, rows: [{ column: 'x' }] })),
    { facts: { key: 'rows.0', expected: expect.stringContaining('above, below, from') } },
  ],
  [
    edited((raw) => ({ ...raw, columns: { x: { meaning: 'quantity' } } })),
    { facts: { key: 'columns.x.meaning', expected: expect.stringContaining('"category"') } },
  ],
  [
    edited((raw) => ({ ...raw, split: { test: 0.2, method: 'grouped' } })),
    { facts: { key: 'split.method', expected: expect.stringContaining('"stratified" or "group"') } },
  ],
  [
    edited((raw) => ({ ...raw, split: { test: 0.2, method: 'stratified', shuffle: false } })),
    { facts: { key: 'split.method', expected: expect.stringContaining('shuffle') } },
  ],
  [edited((raw) => ({ ...raw, target: 5 })), { code: 'experiment-value', facts: { key: 'target' } }],
  [
    edited((raw) => ({ ...raw, split: { test: 1.5 } })),
    { code: 'experiment-value', facts: { key: 'split.test', found: '1.5' } },
  ],
])('parseExperiment reports %s with its position', (text, expected) => {
  let thrown: unknown;
  try {
    parseExperiment(text, 'x.linear.json');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject(expected);
});

test('a multiclass experiment may leave out num_classes', () => {
  const text = edited((raw) => ({ ...raw, predictorType: 'multiclass_classifier', hyperparameters: {} }));
  expect(parseExperiment(text, 'x.linear.json').predictorType).toBe('multiclass_classifier');
});

test('the shipped JSON Schema matches the code', () => {
  const shipped: unknown = JSON.parse(readFileSync('schemas/experiment.schema.json', 'utf8'));
  expect(shipped).toEqual(JSON.parse(JSON.stringify(experimentJsonSchema())));
  expect(JSON.stringify(shipped)).toContain('Rows per training step');
});

test('num_classes may be left to the table', () => {
  const text = edited((raw) => ({ ...raw, predictorType: 'multiclass_classifier', hyperparameters: {} }));
  expect(parseExperiment(text, 'x.linear.json').predictorType).toBe('multiclass_classifier');
});

type JsonSchema = Readonly<Record<string, unknown>>;
const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

/** Every object of the schema: its path, 0 for the entry of a list and x for one by name, and its keys. */
function objectsOf(schema: unknown, path: readonly (string | number)[] = []): [typeof path, string][] {
  if (!isSchema(schema)) return [];
  const { properties, items, additionalProperties, anyOf } = schema;
  const own = Object.entries(isSchema(properties) ? properties : {});
  return [
    ...own.map(([key]): [typeof path, string] => [path, key]),
    ...own.flatMap(([key, value]) => objectsOf(value, [...path, key])),
    ...objectsOf(items, [...path, 0]),
    ...objectsOf(additionalProperties, [...path, 'x']),
    ...(Array.isArray(anyOf) ? anyOf.flatMap((one) => objectsOf(one, path)) : []),
  ];
}

/** The value with a misspelled key in the object at a path. */
function misspelled(value: unknown, [step, ...rest]: readonly (string | number)[], key: string): unknown {
  if (step === undefined) return { ...(isSchema(value) ? value : {}), [`${key}_`]: 1 };
  if (typeof step === 'number') return [misspelled({}, rest, key)];
  const object = isSchema(value) ? value : {};
  return { ...object, [step]: misspelled(object[step], rest, key) };
}

const everyKey = objectsOf(experimentJsonSchema()).filter(([, key]) => key.length > 4);

test.each(everyKey)('a misspelled key in %j is recognised: %s', (path, key) => {
  const text = JSON.stringify(misspelled(JSON.parse(tutorial), path, key));
  expect(() => parseExperiment(text, 'x.linear.json')).toThrow(
    expect.objectContaining({
      code: 'experiment-key',
      facts: expect.objectContaining({ key: [...path, `${key}_`].join('.'), suggestion: key }),
    }),
  );
});

test('keys of objects, lists, alternatives and records are among those that a misspelled one is compared with', () => {
  const keys = everyKey.map(([path, key]) => [...path, key].join('.'));
  expect(keys).toEqual(
    expect.arrayContaining([
      'positiveClass',
      'features.0.column',
      'features.0.product',
      'columns.x.meaning',
      'rows.0.above',
      'output.bucket',
      'hyperparameters.epochs',
    ]),
  );
});

const nested = (levels: number, closing = ']'.repeat(levels)) =>
  tutorial.replace('"version"', `"x": ${'['.repeat(levels)}${closing}, "version"`);
const strangers = Array.from({ length: 300_000 }, () => ({ colunm: 'x' }));

test.each([
  ['nested deeply', nested(500_000), 'experiment-json'],
  ['nested deeply and cut short', nested(500_000, ''), 'experiment-json'],
  [
    'of hundreds of thousands of wrong features',
    edited((raw) => ({ ...raw, features: strangers })),
    'experiment-',
  ],
  ['with a key of megabytes', edited((raw) => ({ ...raw, ['k'.repeat(1e7)]: 1 })), 'experiment-key'],
  ['with a value of megabytes', edited((raw) => ({ ...raw, version: 'v'.repeat(1e7) })), 'experiment-value'],
])('an experiment %s is refused in few words', (_, text, code) => {
  expect(() => parseExperiment(text, 'x.linear.json')).toThrow(
    expect.objectContaining({
      code: expect.stringContaining(code),
      message: expect.stringMatching(/^.{1,500}$/s),
    }),
  );
});
