import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { bucketNameInvalid, recognise, trainingDataReplaced } from '../aws/failures/errors.ts';
import type { PreflightFinding, PreflightKind } from '../data/shapes/findings.ts';
import { dataFailure } from '../data/shapes/failures.ts';
import { parseExperiment } from '../data/experiment/parseExperiment.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { plainReadOptions } from '../data/shapes/read.ts';
import { suggestExperiment } from '../data/experiment/suggest.ts';
import { encodeRows } from '../data/preparation/encode.ts';
import { preflight } from '../data/preparation/preflight.ts';
import { diskFullAt } from '../files/diskFullAt.testing.ts';
import { replaceFile } from '../files/writeFiles.ts';
import { parseTable, readTable } from '../data/table/readTable.ts';
import { trainingTooLarge } from '../learner/trainer/errors.ts';
import { explain } from './messages.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const path = '/home/me/data/salary.csv';
/** Message and remedies of the failure of `act`. */
async function shown(act: () => unknown): Promise<ReturnType<typeof explain>> {
  try {
    await act();
  } catch (error) {
    return explain(error);
  }
  throw new Error('nothing failed');
}
const table = (text: string) => shown(() => parseTable(Buffer.from(text), path));
const open = (line: number) => [{ kind: 'openFile', file: path, line }];

test.each([
  ['an empty file', '', 'salary.csv is empty. A table needs a header and at least one row.', 1],
  ['a header only', 'a,b\n', 'salary.csv has a header but no rows. Add rows and try again.', 1],
  [
    'a row too long',
    'a,b\n\n1,2\n1,2,3\n',
    'salary.csv, row 2, column b: expected 2 values, found 3. Look for a missing or extra delimiter.',
    4,
  ],
  [
    'a row too short',
    'a,b,c\n1,2\n',
    'salary.csv, row 1, column c: expected 3 values, found 2. Look for a missing or extra delimiter.',
    2,
  ],
  [
    'an open quote',
    'a,b\n1,"2\n3,4\n5,6\n',
    'salary.csv, line 2: a quote is never closed, or is inside an unquoted value. Quote the whole value and double the quotes in it.',
    2,
  ],
  [
    'a zero byte',
    'a,b\n1,2\n\0,3\n',
    'salary.csv, line 3: a zero byte, so this is not a text file. Choose a table saved as text.',
    undefined,
  ],
])('%s', async (_, text, message, line) => {
  expect(await table(text)).toEqual({
    message,
    remedies: line === undefined ? [{ kind: 'showLog' }] : open(line),
  });
});

test('a deleted table is explained', async () => {
  expect(await shown(() => readTable('/nowhere/salary.csv'))).toMatchObject({
    message: 'salary.csv does not exist. Restore it, or choose another file.',
  });
});

const experiment = (target: string, more: Partial<Experiment> = {}): Experiment => ({
  ...suggestExperiment(
    { file: { name: 'salary.csv' }, columns: [], reading: { options: plainReadOptions } },
    target,
  ),
  features: [{ column: 'x' }],
  split: { test: 0.33, validation: 0, seed: 0, shuffle: false },
  ...more,
});
const prepared = (text: string, given = experiment('y')) =>
  shown(async () => {
    const { items } = await preflight(parseTable(Buffer.from(text), path), given, { ownLearner: true });
    const failure = items.find(({ severity }) => severity === 'failure');
    if (failure === undefined) return;
    const facts = { file: '/home/me/data/a.linear.json', ...failure };
    throw dataFailure('preflight-failed', facts, failure.kind);
  });

test.each([
  [
    'text in the target',
    'x,y\n\n1,2\n2,a\n3,4\n',
    'a.linear.json: y has 1 value that is not a number: "a" in row 2. It is the target: fix the cells, or choose another target. Nothing was created.',
    4,
  ],
  [
    'a value that is missing in a feature, among the held-out rows',
    'x,y\n1,2\n2,3\n,4\n',
    'a.linear.json: x has 1 missing value, in row 3. It is a feature: fix the cells, say what replaces them, or leave the column out. Nothing was created.',
    4,
  ],
  ['a column that is not there', 'xx,y\n1,2\n', 'salary.csv has no column x. Did you mean xx?', 1],
  [
    'one row',
    'x,y\n1,2\n',
    'salary.csv: splitting 1 rows leaves no training rows. Add rows, or change the split sizes.',
    1,
  ],
])('%s', async (_, text, message, line) => {
  expect(await prepared(text)).toEqual({ message, remedies: open(line) });
});

test.each([
  [
    'x,y\n1,2\nlow,3\n',
    'salary.csv has no column of numbers or categories that vary, apart from y: x has "low" in row 2. Numbers are written like 1234.5.',
    3,
  ],
  [
    'x,z,y\na,,2\nb,,3\nc,,4\n',
    'salary.csv has no column of numbers or categories that vary, apart from y: x has "a" in row 1. Numbers are written like 1234.5.',
    2,
  ],
  [
    'x,y\n1,2\n1,3\n',
    'salary.csv has no column of numbers or categories that vary, apart from y. There is nothing to learn from.',
    1,
  ],
])('nothing to predict from in %j', async (text, message, line) => {
  expect(await prepared(text, experiment('y', { features: undefined }))).toEqual({
    message,
    remedies: open(line),
  });
});

const { read: _, ...plain } = experiment('y');
const written = JSON.stringify(plain, null, 2);
const saying = (text: string) => shown(() => parseExperiment(text, '/home/me/data/salary.linear.json'));
const replaced = (from: string, to: string) => saying(written.replace(from, to));

test('an experiment that is not JSON is explained with line and column', async () => {
  expect(await replaced('"salary.csv"', 'salary')).toEqual({
    message:
      'salary.linear.json, line 3, column 14: this is not valid JSON. Strings and keys need double quotes.',
    remedies: [{ kind: 'openFile', file: '/home/me/data/salary.linear.json', line: 3 }],
  });
});

test.each([
  ['  "version": 1', '  "version": 2', 'line 2: version is 2, but must be 1.'],
  ['  "dataset": "salary.csv",', '', 'line 1: dataset is missing. It must be a text in quotes.'],
  ['"target": "y"', '"target": 5', 'line 4: target is 5, but must be a text in quotes.'],
  [
    '"regressor"',
    '"clusterer"',
    'line 5: predictorType is "clusterer", but must be "regressor" or "binary_classifier" or "multiclass_classifier".',
  ],
  ['"column": "x"', '"colum": "x"', 'line 8: features.0.colum is not a valid key. Did you mean column?'],
  [
    '"test": 0.33',
    '"test": 1.5',
    'line 12: split.test is 1.5, but must be a fraction below 1, or a whole number of rows.',
  ],
  ['"test": 0.33', '"test": -1', 'line 12: split.test is -1, but must be 0 or more.'],
  ['"seed": 0', '"seed": 0.5', 'line 14: split.seed is 0.5, but must be a whole number.'],
  ['"seed": 0', '"sede": 0', 'line 14: split.sede is not a valid key. Did you mean seed?'],
  [
    '"hyperparameters": {}',
    '"hyperparameters": { "epochs": [5] }',
    'line 18: hyperparameters.epochs is [5], but must be a text, a number, true or false.',
  ],
])('an experiment with %s as %s', async (from, to, message) => {
  expect((await replaced(from, to)).message).toBe(`salary.linear.json, ${message}`);
});

test('an experiment that is nested too deeply is explained as that', async () => {
  const { message } = await shown(() => parseExperiment('['.repeat(500_000), '/home/me/x.linear.json'));
  expect(message).toBe(
    'x.linear.json, line 1, column 1: this is nested too deeply, or is too large, for an experiment.',
  );
});

test('a hyperparameter out of range is explained with its line', async () => {
  const { message, remedies } = await replaced(
    '"hyperparameters": {}',
    '"hyperparameters": {\n"epochs": 0 }',
  );
  expect(message).toMatch(/^salary\.linear\.json, line 19: hyperparameters\.epochs is 0, but must be .+\.$/);
  expect(remedies).toMatchObject([{ line: 19 }]);
});

test('an empty side of the split is explained', async () => {
  const split = { test: 0, validation: 3, seed: 0, shuffle: false };
  expect((await prepared('x,y\n1,2\n3,4\n', experiment('y', { split }))).message).toBe(
    'salary.csv: splitting 2 rows leaves no training rows. Add rows, or change the split sizes.',
  );
});

test('the message of a value that the model does not know names the way out', async () => {
  const fitted = { levels: ['a'], hasOther: false, rare: [], isNumber: false, shares: [1] };
  const job = { encode: 'one-hot', planned: { column: 'job', encode: 'one-hot' } } as const;
  const preparation = {
    version: 3,
    target: 'y',
    features: [{ ...job, fitted: { ...fitted, unseen: 'error' } }],
    trainMean: 0,
    testRowNumbers: [],
  } as const;
  expect((await shown(() => encodeRows(preparation, [{ job: 'queen' }]))).message).toBe(
    'Row 1, column job: "queen" is not among the values that the model was trained on. Fix the value, or set "unseen" of job to "other".',
  );
});

test('the message of a row typed by hand offers no file to open', async () => {
  const preparation = {
    version: 3,
    target: 'y',
    features: [
      {
        encode: 'number',
        planned: { column: 'x' },
        fitted: { indicator: false, missingShare: 0, min: 0, max: 1, mean: 0 },
      },
    ],
    trainMean: 0,
    testRowNumbers: [],
  } as const;
  const { message, remedies } = await shown(() => encodeRows(preparation, [{ x: 'six' }]));
  expect(message).toBe(
    'Row 1, column x: "six" is not a number, and x is a feature. Fix the value, or leave the column out.',
  );
  expect(remedies).toEqual([{ kind: 'showLog' }]);
});

test.each([
  [
    Object.assign(new Error('Cannot create already existing endpoint'), { name: 'ValidationException' }),
    'This name is already in use. Choose another one, or delete the resource that has it. Cannot create already existing endpoint',
  ],
  [
    bucketNameInvalid('My_Bucket', 'characters'),
    '"My_Bucket" is not a valid bucket name. Use 3 to 63 lowercase letters, digits, dots and hyphens, starting and ending with a letter or a digit.',
  ],
  [
    trainingDataReplaced({ bucket: 'b', key: 'p/train/linear-train-data' }, 'mine', 'other'),
    's3://b/p/train/linear-train-data now holds the training data of other instead of mine. Train again, or give the experiment its own output prefix.',
  ],
])('%s', (error, message) => {
  expect(explain(recognise(error, 'SomeOperation')).message).toBe(message);
});

test.each<[PreflightKind, Record<string, string | number>, string]>([
  [
    'batch-too-large',
    { miniBatchSize: 1000, trainRows: 20, suggested: 5 },
    'mini_batch_size 1,000 is more than the 20 training rows: no batch would be full and the job would fail. Set it to 5.',
  ],
  [
    'target-is-feature',
    { column: 'y' },
    'y is both the target and a feature: the model would just copy it. Remove it from the features.',
  ],
  [
    'value-missing',
    { column: 'age', role: 'feature', count: 38, row: 5 },
    'age has 38 missing values, the first in row 5. It is a feature: fix the cells, say what replaces them, or leave the column out.',
  ],
  [
    'value-not-numeric',
    { column: 'y', role: 'target', count: 2, row: 5, found: 'a' },
    'y has 2 values that are not numbers; the first, "a", is in row 5. It is the target: fix the cells, or choose another target.',
  ],
  [
    'value-unseen',
    { column: 'job', role: 'feature', count: 1, row: 5, found: 'queen' },
    'No training row has the value "queen" of job in row 5, and a value that was not seen is an error. Set "unseen" of the feature to "other", or fix the cells.',
  ],
  ['feature-twice', { column: 'x' }, 'x is listed as a feature twice. Remove one of them.'],
  [
    'feature-limit',
    { count: 20_001, limit: 20_000 },
    'The features make 20,001 columns; at most 20,000 can be trained on. Use fewer columns, or encode them with fewer levels, buckets or bins.',
  ],
  [
    'feature-dim',
    { given: 7, featureCount: 1 },
    'feature_dim is 7, but the features make 1 columns. Remove feature_dim.',
  ],
  [
    'hyperparameter-refused',
    { name: 'epochs', found: '0', expected: 'a whole number from 1' },
    'epochs cannot be 0: it must be a whole number from 1.',
  ],
  [
    'class-count',
    { target: 'kind', count: 3, predictorType: 'binary_classifier' },
    'kind has 3 different values; a binary_classifier needs 2. Choose another predictorType.',
  ],
  [
    'class-count',
    { target: 'left', count: 2, predictorType: 'multiclass_classifier' },
    'left has 2 different values; a multiclass_classifier needs 3 or more. Choose another predictorType.',
  ],
  [
    'class-limit',
    { target: 'name', count: 5000 },
    'name has 5,000 different values: too many to be classes. Choose another predictorType.',
  ],
  [
    'positive-class',
    { target: 'left', given: 'ja', names: 'no, yes' },
    'The positive class is ja, which is not a value of left: its classes are no, yes. Set positiveClass to one of them.',
  ],
  [
    'num-classes',
    { target: 'kind', given: 3, count: 4 },
    'num_classes is 3, but kind has 4 classes. Remove num_classes.',
  ],
  [
    'one-class',
    { target: 'left', name: 'no' },
    'All training rows have no in left: there are no two classes to learn. Change the split.',
  ],
  [
    'constant-target',
    { target: 'wage', value: '12' },
    'wage is 12 in all training rows: there is nothing to learn. Choose another target, or train on rows in which it differs.',
  ],
])('a preflight that fails by %s', (kind, facts, message) => {
  // SAFETY: each row has the facts of its kind, which a table of rows cannot follow.
  const finding = { kind, facts } as unknown as PreflightFinding;
  const failure = dataFailure('preflight-failed', { file: '/home/me/a.linear.json', ...finding }, '');
  expect(explain(failure).message).toBe(`a.linear.json: ${message} Nothing was created.`);
});

test('a full disk is explained, here and on the embedded server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-messages-'));
  const file = join(folder, 'salary.pbr');
  const { message } = await shown(() => replaceFile(file, 'x', { fs: diskFullAt(1) }));
  expect(message).toBe(
    'The disk is full, so salary.pbr was not written. No partial file was left. Free some space and try again.',
  );
  await rm(folder, { recursive: true });
  const full = Object.assign(new Error('No space left'), { $metadata: { httpStatusCode: 507 } });
  expect(explain(recognise(full, 'PutObject')).message).toMatch(/^The embedded server's disk is full\./);
});

test.each([
  [
    1,
    'Training 32 models of 9 features needs more than 4 GiB of memory. Lower num_models, or use fewer features.',
  ],
  [
    7,
    'Training 32 models of 9 features with 7 classes each needs more than 4 GiB of memory. Lower num_classes or num_models, or use fewer features.',
  ],
])('models with %i scores a row that do not fit', async (classCount, message) => {
  const size = { featureCount: 9, modelCount: 32, classCount };
  const explanation = await shown(() => {
    throw trainingTooLarge(size);
  });
  expect(explanation.message).toBe(message);
});

test.each([
  [{ ratio: 500 }, /over 500 times its size.* unpack it yourself\.$/],
  [{}, /raise the setting linearLearner\.dataCache\.$/],
])('a file that unpacks to too much (%o) is refused with the way out of its limit', (why, message) => {
  const facts = { file: '/data/t.csv.gz', limitBytes: 64e6, ...why };
  expect(explain(dataFailure('table-unpacked', facts, 'too much')).message).toMatch(message);
});
