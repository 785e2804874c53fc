// Parsing untrusted bytes takes time and memory proportional to their number. With quadratic parsing, each of these inputs would
// take hours or exhaust memory, so a test passes by ending at all.
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { expect, test } from 'vitest';
import { readArtifact } from './artifact/artifact.ts';
import { tarGzOf } from './artifact/artifact.testing.ts';
import { writeLabelRecords } from './formats/labelRecords.ts';
import { readNumericCsv, readTrainingCsv } from './formats/csv.ts';
import { framed } from './formats/framing.ts';
import { readRecordIO, writeRecordIO } from './formats/recordio.ts';
import { varint } from './formats/varint.ts';
import { nearest, validateHyperparameter } from './hyperparameters/validate.ts';
import { parseLogLine } from './logLines/parse.ts';
import { predict } from './model.ts';
import { pythonFloat } from './pythonRepr.ts';
import { readRequest } from './serving/request.ts';
import { writeResponse } from './serving/response.ts';

const size = 10_000_000;
const bytes = (text: string) => new TextEncoder().encode(text);
/** `text` repeated to 10 MB. */
const filled = (text: string) => text.repeat(Math.ceil(size / text.length));

test.each([
  ['digits and a letter', `${filled('1')}a`],
  ['digits, a point, digits and a letter', `${filled('1').slice(size / 2)}.${filled('2').slice(size / 2)}a`],
  ['a point, digits and a letter', `.${filled('1')}a`],
  ['an exponent of digits and a letter', `1e${filled('1')}a`],
  ['spaces and a letter', `${filled(' ')}a`],
  ['a digit, spaces and a letter', `1${filled(' ')}a`],
  ['signs', filled('-')],
  ['points', filled('.')],
])('a CSV cell of %s is refused', (_, cell) => {
  expect(() => readNumericCsv(bytes(cell))).toThrow(/not a number/);
  expect(() => [...readRequest(bytes(cell), 'text/csv', 1)]).toThrow(/not a number/);
});

test.each([
  ['numbers with an exponent, one a line', '1e5\n', 1],
  ['short lines behind a long one', `1${' '.repeat(1000)}\n1\n1\n1\n`, 1],
  ['one number a line', '1\n', 1],
  ['blank lines', ' \n', 0],
])('a CSV of %s is read', (_, lines, columnCount) => {
  expect(readNumericCsv(bytes(filled(lines)))).toMatchObject({ columnCount });
});

test('a CSV of one wide line is read', () => {
  expect(readTrainingCsv(bytes(`${filled('1,')}1`)).features).toMatchObject({ rowCount: 1 });
});

const prefixes = [
  '#metrics "epoch": 1, "model": 1',
  '#metrics "train_',
  '"train_a_objective": {',
  '"train_a_objective": {"sum": ',
  '"validation__objective',
  '"epoch": 1',
  '#early_stopping_criteria_metric: epoch=1, criteria=a',
  '#early_stopping_criteria_metric: ',
  'epoch=1, criteria=',
  'Epoch 1: Loss has not improved for 1',
  'Epoch 1',
  '#progress_metric: ',
  '#progress_metric: completed 1',
  "#train_score (algo-1) : ('",
  "#train_score (algo-1) : ('a', 1",
  'Best model found for hyperparameters: {',
  'Best model found for hyperparameters: {}',
];
test.each(prefixes)('a log line that repeats %s is parsed', (part) => {
  for (const line of [
    part,
    `#metrics ${part}`,
    `#early_stopping_criteria_metric: ${part}`,
    `#progress_metric: ${part}`,
  ])
    expect(() => parseLogLine(line + filled(part))).not.toThrow();
});

test.each(['1', 'a', ' ', '"', '{', "'", '_objective'])(
  'a log line that ends in many %j is parsed',
  (part) => {
    for (const start of [
      '#metrics ',
      '#metrics "train_',
      '#metrics {"epoch": ',
      '#early_stopping_criteria_metric: epoch=',
      '#early_stopping_criteria_metric: epoch=1, criteria=a',
      'Epoch ',
      '#progress_metric: completed ',
      "#train_score (algo-1) : ('",
      "#train_score (algo-1) : ('a', ",
      'Best model found for hyperparameters: {',
    ])
      expect(() => parseLogLine(start + filled(part))).not.toThrow();
  },
);

test.each(['learning_rate', 'epochs', 'use_bias', 'loss', 'positive_example_weight_mult'])(
  'a value of 10 MB for %s is refused',
  (name) => {
    for (const value of [`${filled('1')}a`, `1.${filled('1')}a`, `1e${filled('1')}a`, filled('-')])
      expect(() => validateHyperparameter(name, value)).toThrow(/Invalid value/);
  },
);

test('an unknown name of 10 MB suggests nothing', () => {
  expect(nearest(filled('learning_rate'), ['learning_rate', 'loss'])).toBeUndefined();
  expect(() => validateHyperparameter(filled('a'), '1')).toThrow(/Unknown/);
});

test('text of 10 MB is parsed as a Python float', () => {
  expect(pythonFloat(`${filled('inf')}x`)).toBeNaN();
});

const wide = 10_000;
const regressor = {
  predictorType: 'regressor',
  weights: Float32Array.from({ length: wide }, (_, at) => at),
  bias: 0.5,
} as const;
const scoresOf = (body: Uint8Array, type: string) =>
  [...readRequest(body, type, wide)].flatMap((block) => [...predict(regressor, block).scores]);
const sparseLine = `{"data":{"features":{"keys":[9999],"shape":[${wide}],"values":[2]}}}`;

test('6 MB of sparse JSON Lines, 3 GB if expanded, are scored', () => {
  const lineCount = Math.floor(6_000_000 / (sparseLine.length + 1));
  const body = bytes(`${sparseLine}\n`.repeat(lineCount));
  const scores = scoresOf(body, 'application/jsonlines');
  expect(scores).toHaveLength(lineCount);
  expect(new Set(scores)).toEqual(new Set([19998.5]));
});

test('6 MB of sparse JSON are scored', () => {
  const count = Math.floor(6_000_000 / (sparseLine.length + 1));
  const body = bytes(`{"instances":[${Array.from({ length: count }, () => sparseLine).join(',')}]}`);
  const scores = scoresOf(body, 'application/json');
  expect(new Set(scores)).toEqual(new Set([19998.5]));
});

/** A record of one value at column 9999 of 10,000. */
function sparseRecord(): Uint8Array {
  const delimited = (field: number, ...parts: readonly number[]) => [
    (field << 3) | 2,
    ...varint(parts.length),
    ...parts,
  ];
  const tensor = delimited(
    2,
    ...delimited(1, ...new Uint8Array(Float32Array.of(2).buffer)),
    ...delimited(2, ...varint(9999)),
    ...delimited(3, ...varint(wide)),
  );
  return framed(
    Uint8Array.from(delimited(1, ...delimited(1, ...bytes('values')), ...delimited(2, ...tensor))),
  );
}

test('6 MB of sparse RecordIO are scored', () => {
  const record = sparseRecord();
  const count = Math.floor(6_000_000 / record.length);
  const body = new Uint8Array(count * record.length);
  for (let at = 0; at < body.length; at += record.length) body.set(record, at);
  const scores = scoresOf(body, 'application/x-recordio-protobuf');
  expect(scores).toHaveLength(count);
  expect(new Set(scores)).toEqual(new Set([19998.5]));
});

test.each(
  [
    ['application/json', filled('[')],
    ['application/json', `{"instances":[${filled('"a",')}"a"]}`],
    ['application/json', `{"instances":[{"features":[${filled('"a",')}"a"]}]}`],
    ['application/jsonlines', filled('{\n')],
    ['application/jsonlines', filled('\n')],
    ['application/x-recordio-protobuf', filled('a')],
    [filled(';'), '1'],
    [filled(' '), '1'],
  ].map(([type = '', body = '']) => ({
    type,
    body,
    shown: JSON.stringify([body.slice(0, 30), type.slice(0, 30)]),
  })),
)('a body of $shown is refused', ({ type, body }) => {
  expect(() => [...readRequest(bytes(body), type, 3)]).toThrow(/unable to evaluate|not supported/);
});

test('an Accept header of 10 MB is refused', () => {
  expect(() =>
    writeResponse([{ predictorType: 'regressor', scores: Float32Array.of(1) }], filled('a,')),
  ).toThrow(/not supported/);
});

test('RecordIO of many parts, and of many empty records, is read', () => {
  const count = size / 8;
  const parts = new Uint32Array(count * 2);
  for (let at = 0; at < count; at += 1) {
    parts[2 * at] = 0xced7230a;
    parts[2 * at + 1] = (at === 0 ? 1 : at === count - 1 ? 3 : 2) * 2 ** 29;
  }
  expect(() => readRecordIO(new Uint8Array(parts.buffer))).toThrow(/damaged/);
  const answers = writeLabelRecords(Array.from({ length: 100_000 }, () => ({ score: [1] })));
  expect(() => readRecordIO(answers)).toThrow(/no features/);
  const [of1, of2] = [1, 2].map((columnCount) =>
    writeRecordIO({
      rowCount: 200_000,
      columnCount,
      values: new Float32Array(200_000 * columnCount),
    }),
  );
  expect(() => readRecordIO(Buffer.concat([of1 ?? answers, of2 ?? answers]))).toThrow(/has 2 values/);
});

test('an artifact of many entries, headers and nodes is refused', async () => {
  const graph = `{"nodes": [${filled('{"op": "null"}, ')}{"op": "dot"}]}`;
  const files = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, at) => [`${at}.txt`, new Uint8Array()]),
  );
  const zips = [
    zipSync(files),
    zipSync({ 'mx-mod-symbol.json': bytes(graph), 'mx-mod-0000.params': new Uint8Array(size) }),
    new Uint8Array(size).fill(0x50),
    bytes(filled('PK\x05\x06')),
  ];
  for (const zip of zips)
    await expect(readArtifact(await tarGzOf({ 'model_algo-1': zip }))).rejects.toThrow(/cannot be read/);
  const pax = { comment: filled('a'), ...Object.fromEntries(Object.keys(files).map((name) => [name, name])) };
  const tar = await packTar([{ header: { name: 'model_algo-1', size: 0, pax } }]);
  await expect(readArtifact(gzipSync(tar))).rejects.toThrow(/cannot be read/);
});
