import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { bucketNameInvalid, recognise, trainingDataReplaced } from '../aws/errors.ts';
import type { PreflightKind } from '../data/shapes/preflight.ts';
import { dataFailure } from '../data/shapes/failures.ts';
import { parseExperiment } from '../data/experiment/parseExperiment.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
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
/** What the user reads and can do about `act`. */
async function shown(act: () => unknown): Promise<ReturnType<typeof explain>> {
  try {
    await act();
  } catch (error) {
    return explain(error);
  }
  throw new Error('nothing failed');
}
const table = (bytes: string | Buffer) =>
  shown(() => parseTable(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, path));
const open = (line: number) => [{ kind: 'openFile', file: path, line }];

test.each([
  ['an empty file', '', 'salary.csv is empty. A table needs a header and rows.', 1],
  ['a header only', 'a,b\n', 'salary.csv has a header and no row. Add rows and try again.', 1],
  [
    'a row too long',
    'a,b\n\n1,2\n1,2,3\n',
    'salary.csv, row 2, column b: 3 values where the header has 2 columns. Look for a missing or an extra delimiter.',
    4,
  ],
  [
    'a row too short',
    'a,b,c\n1,2\n',
    'salary.csv, row 1, column c: 2 values where the header has 3 columns. Look for a missing or an extra delimiter.',
    2,
  ],
  [
    'an open quote',
    'a,b\n1,"2\n3,4\n5,6\n',
    'salary.csv, line 2: a quote is opened and never closed, or stands inside a value. Quote the whole value and double its quotes.',
    2,
  ],
  ['two columns of one name', 'a,a\n1,2\n', 'salary.csv has two columns named a. Rename one of them.', 1],
  ['a column without a name', '\na, \n1,2\n', 'salary.csv: column 2 has no name. Name it in the header.', 2],
  [
    'UTF-16',
    Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'),
    'salary.csv is in UTF-16. Save it with the encoding UTF-8.',
    1,
  ],
  [
    'Latin-1',
    Buffer.from('a,b\n1,2\nü,3\n', 'latin1'),
    'salary.csv, line 3: not in UTF-8, so letters would be lost. Open it with its own encoding and save it with UTF-8.',
    3,
  ],
])('%s', async (_, bytes, message, line) => {
  expect(await table(bytes)).toEqual({ message, remedies: open(line) });
});

test('a table that was deleted', async () => {
  expect(await shown(() => readTable('/nowhere/salary.csv'))).toMatchObject({
    message: 'salary.csv is not there. Put it back, or choose another file.',
  });
});

const experiment = (target: string, more: Partial<Experiment> = {}): Experiment => ({
  ...suggestExperiment({ file: { ...facts }, columns: [] }, target),
  features: [{ column: 'x' }],
  split: { test: 0.33, validation: 0, seed: 0, shuffle: false },
  ...more,
});
const facts = {
  name: 'salary.csv',
  sizeBytes: 0,
  sha256: '',
  delimiter: ',',
  encoding: 'UTF-8',
  newline: 'LF',
} as const;
const prepared = (text: string, given = experiment('y')) =>
  shown(() => {
    const { items } = preflight(parseTable(Buffer.from(text), path), given, { ownLearner: true });
    const failure = items.find(({ severity }) => severity === 'failure');
    if (failure === undefined) return;
    const { kind, facts } = failure;
    throw dataFailure('preflight-failed', { file: '/home/me/data/a.linear.json', kind, facts }, kind);
  });

test.each([
  [
    'text in the target',
    'x,y\n\n1,2\n2,a\n3,4\n',
    'a.linear.json: y is a target, but has "a" in row 2, which is no number. Mend it, or do not use the column. Nothing was created.',
    4,
  ],
  [
    'a value that is missing in the target',
    'x,y,z\n1,2,"of two\nlines"\n2,,\n3,4,\n',
    'a.linear.json: y is a target, but has no value in row 2. Fill it in, or do not use the column. Nothing was created.',
    4,
  ],
  [
    'a value that is missing in a feature, among the held-out rows',
    'x,y\n1,2\n2,3\n,4\n',
    'a.linear.json: x is a feature, but has no value in row 3. Fill it in, or do not use the column. Nothing was created.',
    4,
  ],
  ['a column that is not there', 'xx,y\n1,2\n', 'salary.csv has no column x. Did you mean xx?', 1],
  [
    'one row',
    'x,y\n1,2\n',
    'salary.csv: the split of 1 rows leaves no training rows. Add rows, or change the sizes of the split.',
    1,
  ],
])('%s', async (_, text, message, line) => {
  expect(await prepared(text)).toEqual({ message, remedies: open(line) });
});

test.each([
  [
    'x,y\n1,2\nlow,3\n',
    'salary.csv has no column of varying numbers besides y: x has "low" in row 2. Numbers are written like 1234.5.',
    3,
  ],
  [
    'x,z,y\na,1,2\nb,,3\nc,3,4\n',
    'salary.csv has no column of varying numbers besides y: z has no value in row 2. Fill it in.',
    3,
  ],
  [
    'x,y\n1,2\n1,3\n',
    'salary.csv has no column of varying numbers besides y. Nothing can be learned from it.',
    1,
  ],
])('nothing to predict from in %j', async (text, message, line) => {
  expect(await prepared(text, experiment('y', { features: undefined }))).toEqual({
    message,
    remedies: open(line),
  });
});

const written = JSON.stringify(experiment('y'), null, 2);
const saying = (text: string) => shown(() => parseExperiment(text, '/home/me/data/salary.linear.json'));
const replaced = (from: string, to: string) => saying(written.replace(from, to));

test('an experiment that is no JSON', async () => {
  expect(await replaced('"salary.csv"', 'salary')).toEqual({
    message:
      'salary.linear.json, line 3, column 14: this word is not JSON. Texts and keys stand in double quotes.',
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
  [
    '"column": "x"',
    '"colum": "x"',
    'line 8: features.0.colum is not a key of an experiment. Did you mean column?',
  ],
  [
    '"test": 0.33',
    '"test": 1.5',
    'line 12: split.test is 1.5, but must be a fraction below 1, or a whole number of rows.',
  ],
  ['"test": 0.33', '"test": -1', 'line 12: split.test is -1, but must be 0 or more.'],
  ['"seed": 0', '"seed": 0.5', 'line 14: split.seed is 0.5, but must be a whole number.'],
  ['"seed": 0', '"sede": 0', 'line 14: split.sede is not a key of an experiment. Did you mean seed?'],
  [
    '"hyperparameters": {}',
    '"hyperparameters": { "epochs": [5] }',
    'line 18: hyperparameters.epochs is [5], but must be a text, a number, true or false.',
  ],
])('an experiment with %s as %s', async (from, to, message) => {
  expect((await replaced(from, to)).message).toBe(`salary.linear.json, ${message}`);
});

test('a hyperparameter out of its range', async () => {
  const { message, remedies } = await replaced(
    '"hyperparameters": {}',
    '"hyperparameters": {\n"epochs": 0 }',
  );
  expect(message).toMatch(/^salary\.linear\.json, line 19: hyperparameters\.epochs is 0, but must be .+\.$/);
  expect(remedies).toMatchObject([{ line: 19 }]);
});

test('a side of the split that would be empty', async () => {
  const split = { test: 0, validation: 3, seed: 0, shuffle: false };
  expect((await prepared('x,y\n1,2\n3,4\n', experiment('y', { split }))).message).toBe(
    'salary.csv: the split of 2 rows leaves no training rows. Add rows, or change the sizes of the split.',
  );
});

test('a row typed in by hand is no file to open', async () => {
  const preparation = {
    version: 1,
    target: 'y',
    features: [{ column: 'x', type: 'number', min: 0, max: 1, mean: 0 }],
    trainMean: 0,
    testRowNumbers: [],
  } as const;
  const { message, remedies } = await shown(() => encodeRows(preparation, [{ x: 'six' }]));
  expect(message).toBe(
    'Row 1, column x: "six" is not a number, and x is a feature. Mend the value, or do not use the column.',
  );
  expect(remedies).toEqual([{ kind: 'showLog' }]);
});

test.each([
  [
    Object.assign(new Error('Cannot create already existing endpoint'), { name: 'ValidationException' }),
    'This name is taken. Choose another one, or delete what has it. Cannot create already existing endpoint',
  ],
  [
    bucketNameInvalid('My_Bucket', 'characters'),
    '"My_Bucket" is not a bucket name: 3 to 63 small letters, digits, dots and hyphens, beginning and ending with a letter or a digit.',
  ],
  [
    trainingDataReplaced({ bucket: 'b', key: 'p/train/linear-train-data' }, 'mine', 'other'),
    's3://b/p/train/linear-train-data holds the training data of other now, no longer that of mine. Train again, or give the experiment an output prefix of its own.',
  ],
])('%s', (error, message) => {
  expect(explain(recognise(error, 'SomeOperation')).message).toBe(message);
});

test.each<[PreflightKind, Record<string, string | number>, string]>([
  [
    'batch-too-large',
    { miniBatchSize: 1000, trainRows: 20, suggested: 5 },
    'mini_batch_size 1000 is more than the 20 training rows, so no batch is full. Set it to 5.',
  ],
  ['target-is-feature', { column: 'y' }, 'y is the target and a feature. Remove it from the features.'],
  [
    'value-missing',
    { column: 'age', role: 'feature', count: 38, row: 5 },
    'age is a feature, but has 38 missing values, the first in row 5. Fill them in, or do not use the column.',
  ],
  [
    'value-not-numeric',
    { column: 'y', role: 'target', count: 2, row: 5, found: 'a' },
    'y is a target, but has 2 values that are no numbers, the first, "a", in row 5. Mend them, or do not use the column.',
  ],
  ['feature-twice', { column: 'x' }, 'x is a feature twice. Remove it once.'],
  [
    'feature-dim',
    { given: 7, featureCount: 1 },
    'feature_dim is 7, but there are 1 features. Remove feature_dim.',
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
    'name has 5000 different values: too many to be classes. Choose another predictorType.',
  ],
  [
    'positive-class',
    { target: 'left', given: 'ja', names: 'no, yes' },
    'positiveClass is ja, which is no class of left: they are no, yes. Name one of them.',
  ],
  [
    'num-classes',
    { target: 'kind', given: 3, count: 4 },
    'num_classes is 3, but kind has 4 classes. Remove num_classes.',
  ],
  [
    'one-class',
    { target: 'left', name: 'no' },
    'all training rows have no in left, so there is nothing to tell apart. Change the split.',
  ],
])('a preflight that fails by %s', (kind, facts, message) => {
  const failure = dataFailure('preflight-failed', { file: '/home/me/a.linear.json', kind, facts }, '');
  expect(explain(failure).message).toBe(`a.linear.json: ${message} Nothing was created.`);
});

test('a full disk, here and on the embedded server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-messages-'));
  const file = join(folder, 'salary.pbr');
  const { message } = await shown(() => replaceFile(file, 'x', { fs: diskFullAt(1) }));
  expect(message).toBe(
    'The disk is full, so salary.pbr was not written. Nothing was left half-written: free some space and try again.',
  );
  await rm(folder, { recursive: true });
  const full = Object.assign(new Error('No space left'), { $metadata: { httpStatusCode: 507 } });
  expect(explain(recognise(full, 'PutObject')).message).toMatch(/^The disk of the embedded server is full\./);
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
  const told = await shown(() => {
    throw trainingTooLarge(size);
  });
  expect(told.message).toBe(message);
});
