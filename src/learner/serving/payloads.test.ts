import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { predict } from '../model.ts';
import type { LinearModel, Predictions } from '../model.ts';
import { answerRequest } from './answer.ts';
import { readRequest } from './request.ts';
import { writeResponse } from './response.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const fixture = (file: string) =>
  new Uint8Array(readFileSync(new URL(`../../../test/fixtures/recordio/${file}`, import.meta.url)));
type Block = ReturnType<typeof readRequest> extends Generator<infer One> ? One : never;
/** All values of a block, sparse rows written out. */
function denseValues(block: Block): number[] {
  if (!('columns' in block)) return [...block.values];
  const { rowCount, columnCount, rowStarts, columns } = block;
  const values = new Array<number>(rowCount * columnCount).fill(0);
  for (let row = 0; row < rowCount; row += 1)
    for (let at = rowStarts[row] ?? 0; at < (rowStarts[row + 1] ?? 0); at += 1)
      values[row * columnCount + (columns[at] ?? 0)] = block.values[at] ?? 0;
  return values;
}
/** All values of a request, whose blocks have at most two rows. */
const valuesOf = (body: Uint8Array, type: string, width: number) =>
  [...readRequest(body, type, width, 2)].flatMap(denseValues);
const values = (body: string, type: string, width: number) => valuesOf(bytes(body), type, width);
/** The whole answer, as text or, of RecordIO, as bytes. */
function written(predictions: Predictions, accept: string) {
  const { contentType, chunks } = writeResponse([predictions], accept);
  const body = new Uint8Array(Buffer.concat([...chunks]));
  return { contentType, body: /json|csv/.test(contentType) ? new TextDecoder().decode(body) : body };
}
const regressor = (...scores: number[]) =>
  ({ predictorType: 'regressor', scores: Float32Array.from(scores) }) as const;
const binary = {
  predictorType: 'binary_classifier',
  scores: Float32Array.of(0.9999949932098389, 0.25),
  labels: Uint8Array.of(1, 0),
} as const;
const multiclass = {
  predictorType: 'multiclass_classifier',
  classCount: 4,
  scores: Float32Array.of(0.125, 0.25, 0.5, 0.125),
  labels: Uint32Array.of(2),
} as const;

test('every documented form of a request is read', () => {
  expect(values('42\n81', 'text/csv', 1)).toEqual([42, 81]);
  expect(values('42\n81', 'text/csv; label_size=0', 1)).toEqual([42, 81]);
  expect(values('7,42\n8,81', 'text/csv;label_size=1', 1)).toEqual([42, 81]);
  expect(values('{"instances":[{"features":[1,2]}]}', 'application/json', 2)).toEqual([1, 2]);
  expect(
    values('{"instances":[{"data":{"features":{"values":[1,2]}}}]}', 'application/json; charset=utf-8', 2),
  ).toEqual([1, 2]);
  expect(
    values(
      '{"instances":[{"data":{"features":{"keys":[2],"shape":[3],"values":[7]}},"configuration":{}}]}',
      'application/json',
      3,
    ),
  ).toEqual([0, 0, 7]);
  expect(values('{"features":[1]}\n{"features":[2]}\n', 'application/jsonlines', 1)).toEqual([1, 2]);
  expect(
    values(
      '{"data":{"features":{"values":[1,2]}}}\n{"data":{"features":{"keys":[0],"shape":[2],"values":[5]}}}',
      'application/jsonlines',
      2,
    ),
  ).toEqual([1, 2, 5, 0]);
});

test('RecordIO requests are read, dense and sparse', () => {
  const type = 'application/x-recordio-protobuf';
  expect(valuesOf(fixture('dense_1x1_float32_nolabel.pbr'), type, 1)).toEqual([1.5]);
  expect(valuesOf(fixture('sparse_2x3_coo_float32.pbr'), type, 3)).toEqual([6, 0, 0, 0, 0, 5]);
  const mixed = [fixture('dense_10x3_float32_nolabel.pbr'), fixture('dense_10x3_float32_label.pbr')];
  expect(valuesOf(Uint8Array.from(mixed.flatMap((part) => [...part])), type, 3)).toHaveLength(20 * 3);
  expect(() => valuesOf(fixture('dense_1x1_float64_nolabel.pbr'), type, 1)).toThrow(
    /unable to evaluate payload provided: Record 1 holds a Float64Tensor/,
  );
});

test('JSON responses are byte-identical to json.dumps', () => {
  expect(written(regressor(11.719074249267578), '').body).toBe(
    '{"predictions": [{"score": 11.719074249267578}]}',
  );
  expect(written(regressor(40684, 1e-5), 'application/json').body).toBe(
    '{"predictions": [{"score": 40684.0}, {"score": 9.999999747378752e-06}]}',
  );
  expect(written(regressor(NaN, -Infinity), '').body).toBe(
    '{"predictions": [{"score": NaN}, {"score": -Infinity}]}',
  );
  expect(written(binary, '*/*').body).toBe(
    '{"predictions": [{"score": 0.9999949932098389, "predicted_label": 1}, {"score": 0.25, "predicted_label": 0}]}',
  );
  expect(written(multiclass, 'application/json').body).toBe(
    '{"predictions": [{"score": [0.125, 0.25, 0.5, 0.125], "predicted_label": 2}]}',
  );
});

test('JSON Lines responses have one prediction per line', () => {
  expect(written(regressor(0.5, 2), 'application/jsonlines').body).toBe('{"score": 0.5}\n{"score": 2.0}\n');
  expect(written(multiclass, 'application/jsonlines').body).toBe(
    '{"score": [0.125, 0.25, 0.5, 0.125], "predicted_label": 2}\n',
  );
});

test('CSV responses have the score of a regressor and the label of a classifier', () => {
  expect(written(regressor(0.5, 40684), 'text/csv')).toEqual({
    contentType: 'text/csv',
    body: '0.5\n40684.0\n',
  });
  expect(written(binary, 'text/csv; charset=utf-8, application/json').body).toBe('1\n0\n');
  expect(written(multiclass, 'text/*').body).toBe('2\n');
});

test('RecordIO responses have the documented shape', () => {
  const type = 'application/x-recordio-protobuf';
  expect(written(binary, type)).toEqual({ body: fixture('response_binary.pbr'), contentType: type });
  const score = new DataView(fixture('response_regressor_score.pbr').buffer);
  const scores = regressor(score.getFloat32(8 + 15, true), score.getFloat32(28 + 8 + 15, true));
  expect(written(scores, type).body).toEqual(fixture('response_regressor_score.pbr'));
});

test('requests that do not fit the model are refused with the reason', () => {
  expect(() => values('1,2', 'text/csv', 1)).toThrow(/2 features a row, the model has 1/);
  expect(() => values('a', 'text/csv', 1)).toThrow(/unable to evaluate payload provided: Row 1 holds "a"/);
  expect(() => values('{', 'application/json', 1)).toThrow(/unable to evaluate payload/);
  expect(() =>
    values('{"instances":[{"data":{"features":{"keys":[2],"values":[7]}}}]}', 'application/json', 1),
  ).toThrow(/unable to evaluate payload/);
  const huge = '{"instances":[{"data":{"features":{"keys":[2],"shape":[1000000000000],"values":[7]}}}]}';
  expect(() => values(huge, 'application/json', 3)).toThrow(/1000000000000 features a row, the model has 3/);
  expect(() => valuesOf(fixture('sparse_2x3_coo_float32.pbr'), 'application/x-recordio-protobuf', 4)).toThrow(
    'unable to evaluate payload provided: 3 features a row, the model has 4',
  );
  const json =
    (...instances: string[]) =>
    () =>
      values(`{"instances":[${instances.join()}]}`, 'application/json', 3);
  const sparse = (tensor: string) => json(`{"data":{"features":{${tensor}}}}`);
  expect(json()).toThrow(/there are no rows/);
  expect(json('{"features":[1,2,3]}', '{"features":[1,2]}')).toThrow(/instance 2 has 2 features/);
  expect(json('{"features":[1,2,3]}', '{"features":[1,2,1e39]}')).toThrow(
    /feature 3 of row 2 is not a finite float32/,
  );
  expect(sparse('"keys":[1],"values":[7]')).toThrow(/instance 1 has keys but no shape/);
  expect(sparse('"keys":[3],"shape":[3],"values":[7]')).toThrow(/instance 1 has the key 3, outside/);
  expect(sparse('"keys":[1,2],"shape":[3],"values":[7]')).toThrow(/instance 1 has 2 keys and 1 values/);
  expect(() => values('', 'text/csv', 1)).toThrow(/there are no rows/);
  expect(() => values('1', 'text/plain', 1)).toThrow(/text\/plain not supported/);
  expect(() => values('1', 'text/csv;label_size=2', 1)).toThrow(/label_size=2 not supported/);
  expect(() => values('1', 'text/csv;label_size=1', 1)).toThrow(/0 features a row, the model has 1/);
  expect(() => written(regressor(1), 'text/plain')).toThrow(/not supported/);
});

const wide: LinearModel = {
  predictorType: 'regressor',
  weights: Float32Array.from({ length: 10_000 }, (_, index) => index),
  bias: 0.5,
};
const sparseLine = (key: number) => `{"data":{"features":{"keys":[${key}],"shape":[10000],"values":[2]}}}\n`;

test('sparse rows are scored in blocks, in whichever form they come', () => {
  const keys = Array.from({ length: 1000 }, (_, row) => (row * 37) % 10_000);
  const lines = keys.map(sparseLine);
  const json = `{"instances":[${lines.map((line) => line.trim()).join()}]}`;
  const expected = keys.map((key) => ({ score: 2 * key + 0.5 }));
  for (const [contentType, body] of [
    ['application/jsonlines', lines.join('')],
    ['application/json', json],
  ] as const) {
    const request = { body: bytes(body), contentType, accept: '' };
    const text = new TextDecoder().decode(Buffer.concat([...answerRequest(wide, request).chunks]));
    expect(JSON.parse(text)).toEqual({ predictions: expected });
  }
  const blocks = [...readRequest(bytes(lines.join('')), 'application/jsonlines', 10_000)];
  expect(Math.max(...blocks.map((block) => block.values.length))).toBeLessThanOrEqual(2 ** 18);
});

test('failures count rows from the start of the body, whatever block they are in', () => {
  const lines = `${'{"features":[1]}\n'.repeat(5)}{"features":[1e39]}`;
  expect(() => values(lines, 'application/jsonlines', 1)).toThrow(/feature 1 of row 6/);
  expect(() =>
    values(`${'{"features":[1]}\n'.repeat(4)}{"features":[1,2]}`, 'application/jsonlines', 1),
  ).toThrow(/instance 5 has 2 features/);
  const record = fixture('dense_1x1_float32_nolabel.pbr');
  const cut = Buffer.concat([record, record, record, record, record.subarray(0, 10)]);
  expect(() => valuesOf(cut, 'application/x-recordio-protobuf', 1)).toThrow(/[Rr]ecord 5/);
});

test('answer of too many scores is rejected', () => {
  const classes: LinearModel = {
    predictorType: 'multiclass_classifier',
    classCount: 3,
    weights: new Float32Array(3),
    biases: new Float32Array(3),
  };
  const answer = (rowCount: number) => () =>
    answerRequest(classes, { body: bytes('1\n'.repeat(rowCount)), contentType: 'text/csv', accept: '' }, 30);
  expect(answer(10)).not.toThrow();
  expect(answer(11)).toThrow(/fewer rows/);
});

test('scores of sparse rows are bit-identical to those of dense rows', () => {
  const width = 40;
  const model = {
    predictorType: 'multiclass_classifier',
    classCount: 3,
    weights: Float32Array.from({ length: 3 * width }, (_, at) => Math.sin(at)),
    biases: Float32Array.of(0.1, -0.2, 0.3),
  } as const;
  const lines = Array.from({ length: 30 }, (_, row) => {
    // Out of order, and with a column that is given twice.
    const keys = Array.from({ length: 9 }, (_, at) => (row * 7 + at * at * 11) % width);
    const sparse = { keys, shape: [width], values: keys.map((key) => Math.cos(row + key)) };
    return row === 4
      ? { features: Array.from({ length: width }, (_, at) => at / 3) }
      : { data: { features: sparse } };
  });
  const body = bytes(lines.map((line) => JSON.stringify(line)).join('\n'));
  const [sparse] = readRequest(body, 'application/jsonlines', width);
  if (sparse === undefined) expect.fail('there is no block');
  expect(sparse).toHaveProperty('rowStarts');
  const dense = { rowCount: 30, columnCount: width, values: Float32Array.from(denseValues(sparse)) };
  expect(predict(model, sparse)).toEqual(predict(model, dense));
  expect(new Set(predict(model, dense).labels).size).toBeGreaterThan(1);
});

test('a value outside float32 in a sparse row is refused with its row and feature', () => {
  const line = (value: number) => `{"data":{"features":{"keys":[2],"shape":[3],"values":[${value}]}}}`;
  expect(() => values(`${line(1)}\n${line(1e39)}`, 'application/jsonlines', 3)).toThrow(
    /feature 3 of row 2 is not a finite float32/,
  );
});
