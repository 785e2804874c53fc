import { expect, test } from 'vitest';
import { jsonAppender, valuesAppender } from './predictedJson.ts';

const file = {
  name: 't.jsonl',
  sizeBytes: 1,
  sha256: '',
  delimiter: ',',
  encoding: 'utf-8',
  newline: 'LF',
} as const;

test('keys are added to each object, which stays as it is written', () => {
  const lines = ['{"a": 1, "b": {"c": "}"}}', '{}', ' {"a":2 } ', '{"a": 12345678901234567890}'];
  const cells = [
    ['x', 0.5],
    ['"quoted"', 1],
    ['', ''],
    ['ü', 2],
  ];
  const { begin, rows } = jsonAppender({ file }, ['predicted_y', 'score "y"']);
  expect(begin([]).length).toBe(0);
  const written = Buffer.from(rows(lines, (index) => cells[index] ?? [])).toString();
  expect(written.split('\n')).toEqual([
    '{"a": 1, "b": {"c": "}"}, "predicted_y": "x", "score \\"y\\"": 0.5}',
    '{"predicted_y": "\\"quoted\\"", "score \\"y\\"": 1}',
    ' {"a":2, "predicted_y": null, "score \\"y\\"": null}',
    '{"a": 12345678901234567890, "predicted_y": "ü", "score \\"y\\"": 2}',
    '',
  ]);
});

test('values alone are a CSV file with a line for each row', () => {
  const cells = [
    ['a, "b"', 0.5],
    ['', ''],
    ['c', 1e-7],
  ];
  const written = valuesAppender().rows(['', '', ''], (index) => cells[index] ?? []);
  expect(Buffer.from(written).toString()).toBe('"a, ""b""",0.5\n,\n"c",1e-7\n');
});
