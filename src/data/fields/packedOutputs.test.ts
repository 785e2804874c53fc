import { expect, test } from 'vitest';
import type { Output, OutputMeaning } from './outputs.ts';
import { packOutputs, unpackOutputs } from './packedOutputs.ts';

const plain = { kind: 'number', isDate: false } as const;
const outputsWith = (features: readonly (readonly [string, readonly OutputMeaning[]])[]): readonly Output[] =>
  features.flatMap(([column, meanings], feature) =>
    meanings.map((meaning) => ({ columns: [column], feature, meaning })),
  );
const level = (name: string | undefined, share: number): OutputMeaning => ({
  kind: 'level',
  ...(name === undefined ? {} : { level: name }),
  share,
});

test('outputs are the same once they are packed and unpacked', () => {
  const outputs = outputsWith([
    ['a', [plain]],
    ['b', [plain]],
    ['age', [plain, { kind: 'missing' }]],
    ['job', [level('clerk', 0.25), level('', 0.5), level(undefined, 0.25)]],
    ['c', [plain]],
    ['at', [{ kind: 'number', isDate: true }]],
    ['d', [{ kind: 'number', isDate: false, transform: { kind: 'log1p' } }]],
    ['smoker', [{ kind: 'boolean', no: '0', yes: '1' }]],
  ]);
  const names = [
    'a',
    'b',
    'age',
    'age_missing',
    'job=clerk',
    'job=missing',
    'job=other',
    'c',
    'at',
    'd',
    'smoker',
  ];
  const packed = packOutputs(outputs);
  expect(packed[0]).toBe(2);
  expect(unpackOutputs(packed, names)).toEqual(outputs);
});

test('the outputs of 10,000 columns, and of 10,000 levels, take a part of a message', () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `measurement_number_${index}`);
  const numbers = outputsWith(names.map((name) => [name, [plain]]));
  expect(packOutputs(numbers)).toEqual([10_000]);
  const levels = outputsWith([['zip', names.map((_, index) => level(String(10_000 + index), 0.0001))]]);
  expect(JSON.stringify(packOutputs(levels)).length).toBeLessThan(200_000);
  expect(unpackOutputs(packOutputs(levels), names)).toEqual(levels);
});
