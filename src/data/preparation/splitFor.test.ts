import { expect, test } from 'vitest';
import type { Splitting } from '../shapes/splitting.ts';
import type { TrialRows } from '../shapes/trialRows.ts';
import type { Split } from '../split/split.ts';
import { parseTable } from '../table/readTable.ts';
import { rowSource } from './rowSource.ts';
import { splitFor } from './splitFor.ts';

const rowCount = 60;
/** Groups of five rows, a class in each third row, and days in another order than the rows. */
const lines = Array.from({ length: rowCount }, (_, row) => {
  const day = new Date(Date.UTC(2026, 0, 1 + ((row * 7) % rowCount))).toISOString().slice(0, 10);
  return [`k${row}`, `g${Math.floor(row / 5)}`, day, row % 3 === 0 ? 'yes' : 'no'].join();
});
const table = parseTable(Buffer.from(`key,group,day,class\n${lines.join('\n')}\n`), 't.csv');
const of = (splitting: Splitting, rows: TrialRows) => splitFor(rowSource(table), splitting, rows);
const all = ({ train, validation, test: held }: Split) => [...train, ...validation, ...held];
const inOrder = (rows: readonly number[]) => rows.toSorted((a, b) => a - b);
const everyRow = Array.from({ length: rowCount }, (_, row) => row);

const methods: readonly Splitting[] = [
  { method: 'random', test: 0.2, validation: 0.1 },
  { method: 'random', shuffle: false, test: 0.2, validation: 0.1 },
  { method: 'stratified', column: 'class', test: 0.2, validation: 0.1 },
  { method: 'group', column: 'group', test: 0.2, validation: 0.1 },
  { method: 'hash', column: 'key', test: 0.2, validation: 0.1 },
];

test.each(methods)('each row is held out once by $method (shuffle $shuffle)', async (splitting) => {
  const held: number[] = [];
  for (let fold = 0; fold < 4; fold += 1) {
    const split = await of(splitting, { kind: 'fold', folds: 4, fold, seed: 3 });
    expect(inOrder(all(split))).toEqual(everyRow);
    expect(split.validation.length).toBeGreaterThan(0);
    held.push(...split.test);
  }
  expect(inOrder(held)).toEqual(everyRow);
});

test('rows of a group are in one set, also among the validation rows', async () => {
  const rows = { kind: 'fold', folds: 4, fold: 1, seed: 0 } as const;
  const split = await of({ method: 'group', column: 'group', validation: 0.2 }, rows);
  const groupsOf = (set: Int32Array) => new Set(Array.from(set, (row) => Math.floor(row / 5)));
  const [train, validation, held] = [split.train, split.validation, split.test].map(groupsOf);
  for (const group of held ?? [])
    expect([train, validation].map((other) => other?.has(group))).toEqual([false, false]);
  for (const group of validation ?? []) expect(train?.has(group)).toBe(false);
});

test('by time, a fold is predicted from earlier rows alone, the newest of them for validation', async () => {
  const dayOf = (row: number) => (row * 7) % rowCount;
  for (let fold = 0; fold < 3; fold += 1) {
    const rows = { kind: 'fold', folds: 3, fold, seed: 0 } as const;
    const split = await of({ method: 'time', column: 'day', validation: 4 }, rows);
    const [train, validation, held] = [split.train, split.validation, split.test].map((set) =>
      inOrder(Array.from(set, dayOf)),
    );
    expect(held).toHaveLength(15);
    expect(validation).toHaveLength(4);
    expect(train?.at(-1)).toBeLessThan(validation?.[0] ?? 0);
    expect(validation?.at(-1)).toBeLessThan(held?.[0] ?? 0);
  }
});

test('a larger share of the training rows has all rows of a smaller one', async () => {
  const splitting: Splitting = { method: 'random', test: 0.25, seed: 1 };
  const planned = await of(splitting, { kind: 'split' });
  const [small, large, whole] = await Promise.all(
    [0.2, 0.6, 1].map((share) => of(splitting, { kind: 'share', share, seed: 5 })),
  );
  expect(whole).toEqual(planned);
  expect(small?.test).toEqual(planned.test);
  expect(small?.train).toHaveLength(9);
  expect([...(large?.train ?? [])]).toEqual(expect.arrayContaining([...(small?.train ?? [])]));
  const other = await of(splitting, { kind: 'share', share: 0.2, seed: 6 });
  expect(other.train).not.toEqual(small?.train);
});

test('a fold without rows names the side that has none', async () => {
  const rows = { kind: 'fold', folds: 30, fold: 29, seed: 0 } as const;
  await expect(of({ method: 'group', column: 'group' }, rows)).rejects.toMatchObject({
    code: 'split-empty',
    facts: { side: 'test' },
  });
});
