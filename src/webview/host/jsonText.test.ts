import { describe, expect, test } from 'vitest';
import { withListChanges, withValue } from './jsonText.ts';

const short = `{
  "features": [
    { "column": "a" },   { "column": "b", "missing": "median" },
    { "column": "c" }
  ],
  "seed": 0
}
`;
const long = JSON.stringify({ features: [{ column: 'a' }, { column: 'b' }], seed: 0 }, null, 2);

describe('a change of a list', () => {
  test('leaves every other character as it is', () => {
    const replaced = new Map([[1, { column: 'b', clip: [0, 1] }]]);
    expect(withListChanges(short, ['features'], { replaced })).toBe(
      short.replace('{ "column": "b", "missing": "median" }', '{ "column": "b", "clip": [0, 1] }'),
    );
  });

  test('takes out the first, one in the middle and the last element with their commas', () => {
    const without = (index: number) =>
      withListChanges(short, ['features'], { replaced: new Map([[index, undefined]]) });
    expect(without(0)).toContain(
      '[\n    { "column": "b", "missing": "median" },\n    { "column": "c" }\n  ]',
    );
    expect(without(1)).toContain('[\n    { "column": "a" },\n    { "column": "c" }\n  ]');
    expect(without(2)).toContain('{ "column": "b", "missing": "median" }\n  ],');
  });

  test('inserts in front, between and at the end, written as the elements around', () => {
    const inserted = new Map([
      [0, [{ column: 'x' }]],
      [2, [{ column: 'y' }, { column: 'z' }]],
    ]);
    expect(withListChanges(long, ['features'], { inserted })).toBe(
      JSON.stringify({ features: ['x', 'a', 'b', 'y', 'z'].map((column) => ({ column })), seed: 0 }, null, 2),
    );
    expect(withListChanges('{"features":[1, 2]}', ['features'], { inserted: new Map([[2, [3]]]) })).toBe(
      '{"features":[1, 2, 3]}',
    );
  });

  test('fills an empty list and empties a full one', () => {
    expect(withListChanges('{\n  "rows": []\n}', ['rows'], { inserted: new Map([[0, [1]]]) })).toBe(
      '{\n  "rows": [\n    1\n  ]\n}',
    );
    const replaced = new Map([
      [0, undefined],
      [1, undefined],
    ]);
    expect(withListChanges(long, ['features'], { replaced })).toBe(
      JSON.stringify({ features: [], seed: 0 }, null, 2),
    );
  });

  test('keeps line ends of Windows', () => {
    const text = long.replaceAll('\n', '\r\n');
    const inserted = new Map([[1, [{ column: 'x', degree: 2 }]]]);
    const changed = withListChanges(text, ['features'], { inserted }) ?? '';
    expect(changed.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(JSON.parse(changed)).toMatchObject({ features: [{}, { column: 'x' }, {}] });
  });

  test('is refused for a list that the text does not have', () => {
    expect(withListChanges('{"features": 1}', ['features'], {})).toBeUndefined();
    expect(withListChanges('{}', ['features'], {})).toBeUndefined();
  });

  test('of 10,000 elements takes one pass', () => {
    const columns = Array.from({ length: 10_000 }, (_, index) => ({ column: `column ${index}` }));
    const text = JSON.stringify({ features: columns }, null, 2);
    const replaced = new Map(columns.map((_, index) => [index, { column: 'x' }]));
    const changed = withListChanges(text, ['features'], { replaced }) ?? '';
    expect(JSON.parse(changed)).toEqual({ features: columns.map(() => ({ column: 'x' })) });
  });
});

describe('a change of a key', () => {
  const file = `{
  "dataset": "t.csv",
  "split": { "test": 0.33,   "seed": 0 },
  "output": {
    "prefix": "p"
  }
}
`;

  test('leaves every other character as it is', () => {
    expect(withValue(file, ['split', 'seed'], 7)).toBe(file.replace('"seed": 0', '"seed": 7'));
    expect(withValue(file, ['split', 'method'], 'stratified')).toBe(
      file.replace('"seed": 0', '"seed": 0,   "method": "stratified"'),
    );
    expect(withValue(file, ['split', 'test'], undefined)).toBe(file.replace('"test": 0.33,   ', ''));
    expect(withValue(file, ['output'], undefined)).toBe(file.replace(/,\s*"output": \{[^}]*\}/, ''));
    expect(withValue(file, ['nothing', 'here'], undefined)).toBe(file);
  });

  test('makes the objects on its way, in the place that the order has for it', () => {
    const order = ['dataset', 'columns', 'split'];
    expect(withValue(file, ['columns', 'a b', 'meaning'], 'date', order)).toBe(
      file.replace(
        '  "split"',
        '  "columns": {\n    "a b": {\n      "meaning": "date"\n    }\n  },\n  "split"',
      ),
    );
    expect(withValue(file, ['output', 'tags'], ['x', 1])).toContain('"prefix": "p",\n    "tags": [\n');
    expect(withValue('{}', ['a'], 1)).toBe('{\n  "a": 1\n}');
    expect(withValue('{"a":1}', ['b', 'c'], [])).toBe('{"a":1, "b": { "c": [] }}');
  });

  test('is in vain where the way leads through a value that is no object', () => {
    expect(withValue(file, ['dataset', 'name'], 1)).toBe(file);
  });
});
