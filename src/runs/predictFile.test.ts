import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskFullAt } from '../files/diskFullAt.testing.ts';
import type { FittedFeature } from '../data/shapes/encoders/fitted.ts';
import type { Engine } from '../data/engine/calls.ts';
import { readTable } from '../data/table/readTable.ts';
import type { FileProgress } from './predictFile.ts';
import { engineHere, plainPreparation, predictWith } from './predictWith.testing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-predict-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A table alone in a folder of its own. */
async function tableOf(text: string | Buffer, name = 't.csv') {
  const apart = await mkdtemp(join(folder, 'table-'));
  const path = join(apart, name);
  await writeFile(path, text);
  return { apart, path };
}

const doubled = ([x = 0]: readonly number[]) => ({ score: 2 * x });

test.each([
  ['a,b', 'x,"a,b"\n1,2\n', 'x,"a,b","predicted_a,b"\n1,2,2\n'],
  ['y', 'x;y\r\n1;2\r\n', 'x;y;predicted_y\r\n1;2;2\r\n'],
  ['y', 'x;y\r\n1,25;2\r\n0,5;3\r\n', 'x;y;predicted_y\r\n1,25;2;2,5\r\n0,5;3;1\r\n'],
  ['y"z', 'x\n1\n', 'x,"predicted_y""z"\n1,2\n'],
  ['y', 'x,predicted_y\n1,2\n', 'x,predicted_y,predicted_y_2\n1,2,2\n'],
])('predictions of %j are appended in the dialect of the file', async (target, text, expected) => {
  const { apart, path } = await tableOf(text);
  const question = { path, preparation: plainPreparation(target, 'x'), answer: doubled };
  await expect(predictWith(question, { files: { fs: diskFullAt(1) } })).rejects.toMatchObject({
    code: 'disk-full',
  });
  const [first, second] = [await predictWith(question), await predictWith(question)];
  expect([first.path, second.path]).toEqual([
    join(apart, 't.predicted.csv'),
    join(apart, 't-2.predicted.csv'),
  ]);
  expect(await readFile(first.path, 'utf8')).toBe(expected);
  expect((await readdir(apart)).toSorted()).toEqual(['t-2.predicted.csv', 't.csv', 't.predicted.csv']);
});

const classifier = (...classNames: readonly string[]) => ({
  preparation: { ...plainPreparation('y', 'x'), classNames },
  experiment: { predictorType: 'binary_classifier' },
  answer: ([x = 0]: readonly number[]) => ({ score: x / 4, predicted_label: x > 2 ? 1 : 0 }),
});

test('class names are quoted where CSV needs it, and are no formulas', async () => {
  const { path } = await tableOf('x,"=note"\n1,=1+1\n3,"@SUM(A1)"\n');
  const { path: written } = await predictWith({ path, ...classifier('a,b', '=cmd()') });
  expect(await readFile(written, 'utf8')).toBe(
    `x,"=note",predicted_y,score_y\n1,=1+1,"a,b",0.25\n3,"@SUM(A1)",'=cmd(),0.75\n`,
  );
});

test('a class that the encoding of the file lacks makes the output UTF-8', async () => {
  const { path } = await tableOf(Buffer.from('x;Größe\n1;ä\n3;ö\n', 'latin1'));
  const inOwn = await predictWith({ path, ...classifier('nein', 'schön') });
  expect(await readFile(inOwn.path, 'latin1')).toBe(
    'x;Größe;predicted_y;score_y\n1;ä;nein;0.25\n3;ö;schön;0.75\n',
  );
  const inUtf8 = await predictWith({ path, ...classifier('否', '是') });
  expect(await readFile(inUtf8.path, 'utf8')).toBe('x;Größe;predicted_y;score_y\n1;ä;否;0.25\n3;ö;是;0.75\n');
});

test('a row that cannot be predicted has an empty prediction, and is counted with its place', async () => {
  const { path } = await tableOf('x,z\n1,1\n\n,2\n3,\n4,4\n,5\n');
  const bodies: string[] = [];
  const preparation = plainPreparation('y', 'x', 'z');
  const result = await predictWith({ path, preparation, answer: doubled, bodies });
  expect(await readFile(result.path, 'utf8')).toBe('x,z,predicted_y\n1,1,2\n,2,\n3,,\n4,4,8\n,5,\n');
  expect(bodies).toEqual(['1,1\n4,4']);
  expect(result).toMatchObject({ rowCount: 5, predictedCount: 2, requestCount: 1 });
  expect(result.unpredicted).toEqual([
    { column: 'x', problem: 'value-missing', count: 2, row: 2, line: 4, found: '' },
    { column: 'z', problem: 'value-missing', count: 1, row: 3, line: 5, found: '' },
  ]);
});

test('a file of which no row can be predicted is refused with its first row, and nothing is written', async () => {
  const { apart, path } = await tableOf('x,z\n,1\n,2\n');
  const question = { path, preparation: plainPreparation('y', 'x'), answer: doubled };
  await expect(predictWith(question)).rejects.toMatchObject({
    code: 'value-missing',
    facts: { file: path, row: 1, line: 2, column: 'x' },
  });
  expect(await readdir(apart)).toEqual(['t.csv']);
});

const manyRows = (count: number) =>
  `x,z\n${Array.from({ length: count }, (_, row) => `${row},${row % 7}\n`).join('')}`;

test('a file is sent in batches and progress is reported, row by row as in the file', async () => {
  const { path } = await tableOf(manyRows(25_000));
  const seen: FileProgress[] = [];
  const result = await predictWith(
    { path, preparation: plainPreparation('y', 'x'), answer: doubled },
    { onProgress: (progress) => seen.push(progress) },
  );
  expect(result).toMatchObject({ rowCount: 25_000, predictedCount: 25_000, requestCount: 3 });
  const rows = seen.flatMap((one) => (one.phase === 'predicting' ? [one] : []));
  expect(rows.map(({ doneCount }) => doneCount)).toEqual([10_000, 20_000, 25_000]);
  expect(rows.at(-1)?.remainingMs).toBe(0);
  const { rows: written } = await readTable(result.path);
  expect(written.every(([x, , predicted]) => Number(predicted) === 2 * Number(x))).toBe(true);
});

/** The calls of whichever engine is there when they are made. */
const callsOf = (now: () => Engine): Pick<Engine, 'openPrediction' | 'predictionRows' | 'predictedRows'> => ({
  openPrediction: (request) => now().openPrediction(request),
  predictionRows: (request) => now().predictionRows(request),
  predictedRows: (request) => now().predictedRows(request),
});

test('the engine may end between two batches', async () => {
  const { path } = await tableOf(manyRows(25_000));
  const engines = [engineHere(), engineHere(), engineHere()] as const;
  let calls = 0;
  // Each engine is asked three times, then another process has taken its place.
  const now = () => engines[Math.min(2, Math.floor(calls++ / 3))] ?? engines[0];
  const engine = {
    ...engines[0],
    ...callsOf(now),
  };
  const question = { path, preparation: plainPreparation('y', 'x'), answer: doubled };
  const [whole, broken] = [await predictWith(question), await predictWith({ ...question, engine })];
  expect(calls).toBeGreaterThan(8);
  expect(await readFile(broken.path)).toEqual(await readFile(whole.path));
});

test('a table that changed before the engine read it again is refused', async () => {
  const { apart, path } = await tableOf(manyRows(25_000));
  const [first, second] = [engineHere(), engineHere()];
  let isFirst = true;
  const engine = {
    ...first,
    ...callsOf(() => (isFirst ? first : second)),
    predictedRows: async (request: Parameters<Engine['predictedRows']>[0]) => {
      if (isFirst) await appendFile(path, '3,4\n');
      isFirst = false;
      return second.predictedRows(request);
    },
  };
  const question = { path, preparation: plainPreparation('y', 'x'), answer: doubled, engine };
  await expect(predictWith(question)).rejects.toMatchObject({ code: 'file-changed', facts: { file: path } });
  expect(await readdir(apart)).toEqual(['t.csv']);
});

test('cancelling at any batch leaves nothing behind', async () => {
  const { apart, path } = await tableOf(manyRows(45_000));
  for (const at of [0, 1, 2, 3, 4]) {
    const controller = new AbortController();
    let requests = 0;
    const answer = ([x = 0]: readonly number[]) => {
      if (x % 10_000 === 0 && requests++ === at) controller.abort(new Error(`cancelled at ${at}`));
      return { score: x };
    };
    await expect(
      predictWith({ path, preparation: plainPreparation('y', 'x'), answer }, { signal: controller.signal }),
    ).rejects.toThrow(`cancelled at ${at}`);
    expect(await readdir(apart)).toEqual(['t.csv']);
  }
});

test('an endpoint that answers for another number of rows is not believed', async () => {
  const { apart, path } = await tableOf('x\n1\n2\n');
  const answer = () => ({ score: 1 });
  const engine = engineHere();
  const rows = engine.predictionRows;
  const short = {
    ...engine,
    predictionRows: async (request: Parameters<typeof rows>[0]) => {
      const batch = await rows(request);
      return typeof batch === 'object' ? { ...batch, body: '1' } : batch;
    },
  };
  const preparation = plainPreparation('y', 'x');
  await expect(predictWith({ path, preparation, answer, engine: short })).rejects.toMatchObject({
    code: 'answer-unreadable',
  });
  expect(await readdir(apart)).toEqual(['t.csv']);
});

test('the reading options of the experiment are those of the file', async () => {
  const { path } = await tableOf('x,z\n1,-999\n-999,2\n');
  const preparation = plainPreparation('y', 'x');
  const experiment = { read: { missing: ['-999'] } };
  const { path: written } = await predictWith({ path, preparation, experiment, answer: doubled });
  expect(await readFile(written, 'utf8')).toBe('x,z,predicted_y\n1,-999,2\n-999,2,\n');
});

test('a file of another dialect is read as it is', async () => {
  const { path } = await tableOf('x;z\n1,5;-999\n-999;2\n');
  const preparation = plainPreparation('y', 'x');
  const read = { delimiter: ',', decimal: '.', header: true, missing: ['-999'] } as const;
  const { path: written } = await predictWith({ path, preparation, experiment: { read }, answer: doubled });
  expect(await readFile(written, 'utf8')).toBe('x;z;predicted_y\n1,5;-999;3\n-999;2;\n');
});

test('a column that no reading finds is named with the nearest one', async () => {
  const { path } = await tableOf('ages,z\n1,2\n');
  const question = { path, preparation: plainPreparation('y', 'age'), answer: doubled };
  const unknown = { code: 'column-unknown', facts: { column: 'age', suggestion: 'ages' } };
  await expect(predictWith(question)).rejects.toMatchObject(unknown);
  const experiment = { read: { delimiter: ';' } };
  await expect(predictWith({ ...question, experiment })).rejects.toMatchObject({ code: 'column-unknown' });
});

test('words stay words where all values of the file could be numbers', async () => {
  const { path } = await tableOf('code\n7.50\n8\n');
  const code: FittedFeature = {
    encode: 'one-hot',
    planned: { column: 'code' },
    fitted: { levels: ['7.50', '8'], hasOther: false, isNumber: false, unseen: 'error', shares: [0.5, 0.5] },
  };
  const preparation = { ...plainPreparation('y'), features: [code] };
  const bodies: string[] = [];
  await predictWith({ path, preparation, answer: doubled, bodies });
  expect(bodies).toEqual(['1,0\n0,1']);
});

test('values unlike those of the training rows are counted', async () => {
  const { path } = await tableOf('age;job\n5;a\n;b\n99;z\n-3;\n7;a\n120;a\n');
  const age: FittedFeature = {
    encode: 'number',
    planned: { column: 'age', missing: 'median' },
    fitted: { fill: 6, indicator: false, missingShare: 0.1, min: 0, max: 10, mean: 5 },
  };
  const job: FittedFeature = {
    encode: 'one-hot',
    planned: { column: 'job' },
    fitted: { levels: ['a', 'b'], hasOther: true, isNumber: false, unseen: 'other', shares: [0.5, 0.4, 0.1] },
  };
  const preparation = { ...plainPreparation('y'), features: [age, job] };
  const { remarks } = await predictWith({ path, preparation, answer: doubled });
  const other = { kind: 'unseen', rule: 'other' } as const;
  expect(remarks).toEqual([
    { column: 'age', remark: { kind: 'outside' }, count: 3, row: 3, found: '99' },
    {
      column: 'age',
      remark: { kind: 'missing', rule: { kind: 'filled', by: 'median', with: 6 } },
      count: 1,
      row: 2,
      found: '',
    },
    { column: 'job', remark: other, count: 1, row: 3, found: 'z' },
    { column: 'job', remark: { kind: 'missing', rule: other }, count: 1, row: 4, found: '' },
  ]);
});

test('dates that could be of two orders are read as in training, others as they are', async () => {
  const sold: FittedFeature = {
    encode: 'date',
    planned: { column: 'sold', encode: 'date', parts: ['month'] },
    fitted: {
      dateFormat: '%d/%m/%Y',
      missingShare: 0,
      min: 0,
      max: 1,
      mean: 0,
      parts: ['month'],
      cyclic: false,
      timezone: 'UTC',
      indicator: false,
    },
  };
  const preparation = { ...plainPreparation('y'), features: [sold] };
  const monthsOf = async (text: string) => {
    const { path } = await tableOf(text);
    const bodies: string[] = [];
    await predictWith({ path, preparation, answer: doubled, bodies });
    return bodies.join('\n').split('\n').map(Number);
  };
  expect(await monthsOf('sold\n01/05/2021\n02/06/2021\n')).toEqual([5, 6]);
  expect(await monthsOf('sold\n05/25/2021\n02/06/2021\n')).toEqual([5, 2]);
  expect(await monthsOf('sold\n2021-05-25\n')).toEqual([5]);
});
