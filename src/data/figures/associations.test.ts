import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { wordsOf } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import { correlationRatio, cramersV, groupsOf } from './associations.ts';

interface Case {
  readonly name: string;
  readonly target: readonly (string | null)[];
  readonly number: readonly (number | null)[];
  readonly level: readonly (string | null)[];
  readonly ratio: number;
  readonly cramer: number;
}

const file = new URL('../../../test/fixtures/associations.json', import.meta.url);
// SAFETY: written by associations.py beside it.
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };
const pace = openPace({});
const groups = async (words: readonly (string | null)[]) => {
  const found = await groupsOf(wordsOf(words.map((word) => word ?? '')), pace);
  if (found === undefined) throw new Error('There are too many groups');
  return found;
};

describe.each(cases)('with $name', ({ target, number, level, ratio, cramer }) => {
  const values = Float64Array.from(number, (value) => value ?? Number.NaN);

  test('the correlation ratio is that of SciPy', async () => {
    const mean = values.find((value) => !Number.isNaN(value)) ?? 0;
    const found = await correlationRatio(values, await groups(target), mean, pace);
    expect(found).toBeCloseTo(ratio, 9);
  });

  test("Cramér's V is that of SciPy, whichever comes first", async () => {
    const [a, b] = [await groups(level), await groups(target)];
    expect(await cramersV(a, b, pace)).toBeCloseTo(cramer, 12);
    expect(await cramersV(b, a, pace)).toBeCloseTo(cramer, 12);
  });
});

test('numbers make the same groups as words do', async () => {
  const numbers = await groupsOf({ kind: 'numbers', values: Float64Array.of(3, Number.NaN, 1, 3) }, pace);
  expect(numbers).toEqual({ codes: Int32Array.of(0, -1, 1, 0), count: 2 });
  expect(await groupsOf({ kind: 'texts', texts: ['a', '', 'b', 'a'] }, pace)).toEqual(numbers);
  const many = { kind: 'numbers', values: Float64Array.from({ length: 1001 }, (_, row) => row) } as const;
  expect(await groupsOf(many, pace)).toBeUndefined();
});

test('of one group, or of one value, nothing is related', async () => {
  const [one, two] = [await groups(['a', 'a', 'a']), await groups(['a', 'b', 'a'])];
  expect(await cramersV(one, two, pace)).toBeNull();
  expect(await correlationRatio(Float64Array.of(1, 2, 3), one, 2, pace)).toBeNull();
  expect(await correlationRatio(Float64Array.of(5, 5, 5), two, 5, pace)).toBeNull();
});
