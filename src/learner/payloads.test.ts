import { expect, test } from 'vitest';
import { readRequest, readResponse, writeResponse } from './payloads.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const values = (body: string, type: string, width: number) => [
  ...readRequest(bytes(body), type, width).values,
];

test('every documented request form', () => {
  expect(values('42\n81', 'text/csv', 1)).toEqual([42, 81]);
  expect(values('{"instances":[{"features":[1,2]}]}', 'application/json', 2)).toEqual([1, 2]);
  expect(
    values('{"instances":[{"data":{"features":{"values":[1,2]}}}]}', 'application/json; charset=utf-8', 2),
  ).toEqual([1, 2]);
  expect(
    values(
      '{"instances":[{"data":{"features":{"keys":[2],"shape":[3],"values":[7]}}}]}',
      'application/json',
      3,
    ),
  ).toEqual([0, 0, 7]);
  expect(values('{"features":[1]}\n{"features":[2]}\n', 'application/jsonlines', 1)).toEqual([1, 2]);
});

test('answers have the bytes of json.dumps', () => {
  expect(writeResponse(Float32Array.of(11.719074249267578), '').body).toBe(
    '{"predictions": [{"score": 11.719074249267578}]}',
  );
  expect(writeResponse(Float32Array.of(40684, 1e-5), 'application/json').body).toBe(
    '{"predictions": [{"score": 40684.0}, {"score": 9.999999747378752e-06}]}',
  );
  expect(readResponse('{"predictions": [{"score": 40684.0}]}')).toEqual([40684]);
});

test('what the model cannot read is refused with the reason', () => {
  expect(() => values('1,2', 'text/csv', 1)).toThrow(/2 features a row, the model has 1/);
  expect(() => values('a', 'text/csv', 1)).toThrow(/unable to evaluate payload/);
  expect(() => values('{', 'application/json', 1)).toThrow(/unable to evaluate payload/);
  expect(() => values('1', 'text/plain', 1)).toThrow(/text\/plain not supported/);
  expect(() => writeResponse(Float32Array.of(1), 'text/csv')).toThrow(/not supported/);
});
