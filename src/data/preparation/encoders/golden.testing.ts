import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import * as z from 'zod/mini';

const numbers = z.array(z.number());
const cellsOfNumbers = z.array(z.nullable(z.number()));
const cellsOfWords = z.array(z.nullable(z.string()));

/** What scikit-learn and pandas make of columns; see encoders.py beside the file. */
export const golden = z
  .object({
    transforms: z.array(
      z.object({
        cells: cellsOfNumbers,
        asked: cellsOfNumbers,
        clip: z.tuple([z.number(), z.number()]),
        encoded: z.record(z.string(), numbers),
      }),
    ),
    ordinals: z.array(
      z.object({
        cells: cellsOfWords,
        asked: cellsOfWords,
        order: z.nullable(z.array(z.string())),
        encoded: numbers,
      }),
    ),
    frequencies: z.array(z.object({ cells: cellsOfWords, asked: cellsOfWords, encoded: numbers })),
    targets: z.array(
      z.object({
        cells: cellsOfWords,
        asked: cellsOfWords,
        labels: numbers,
        classCount: z.number(),
        folds: z.number(),
        smoothing: z.number(),
        seed: z.number(),
        trained: z.array(numbers),
        encoded: z.array(numbers),
      }),
    ),
    hashes: z.array(
      z.object({
        texts: z.array(z.string()),
        buckets: z.number(),
        hashes: numbers,
        encoded: z.array(numbers),
      }),
    ),
    dates: z.array(
      z.object({ times: numbers, timezone: z.string(), encoded: z.record(z.string(), numbers) }),
    ),
    bins: z.array(
      z.object({
        cells: numbers,
        asked: numbers,
        count: z.number(),
        edges: numbers,
        encoded: z.array(numbers),
      }),
    ),
    polynomials: z.array(
      z.object({ a: numbers, b: numbers, degree: z.number(), powers: z.array(numbers), product: numbers }),
    ),
  })
  .parse(JSON.parse(readFileSync('test/fixtures/encoders.json', 'utf8')));

/** Equal up to a few last bits of a double. */
export function expectClose(found: readonly unknown[], expected: readonly number[]) {
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) {
    const error = Math.abs(Number(found[index]) - value);
    expect(error, `${index}: ${String(found[index])} for ${value}`).toBeLessThanOrEqual(
      1e-12 * Math.max(1, Math.abs(value)),
    );
  }
}
