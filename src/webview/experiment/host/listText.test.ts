import { describe, expect, test } from 'vitest';
import { withListChanges } from './listText.ts';

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
