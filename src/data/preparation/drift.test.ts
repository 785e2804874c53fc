import { expect, test } from 'vitest';
import { parseTable } from '../table/readTable.ts';
import { suggestExperiment } from '../experiment/suggest.ts';
import { driftsOf } from './drift.ts';
import { preflight } from './preflight.ts';

const rowCount = 400;
const noise = (row: number, seed: number) => (((row + 1) * seed * 7919) % 1009) / 1009;
const columns: Readonly<Record<string, (row: number) => string | number>> = {
  even: (row) => noise(row, 3),
  rising: (row) => row + noise(row, 7),
  shifted: (row) => noise(row, 11) + (row < 300 ? 0 : 0.4),
  kind: (row) => (row < 300 || noise(row, 13) < 0.5 ? 'old' : 'new'),
  colour: (row) => ['red', 'green', 'blue'][row % 3] ?? '',
  gaps: (row) => (row >= 300 && row % 3 > 0 ? '' : noise(row, 17)),
};
const lines = Array.from({ length: rowCount }, (_, row) =>
  Object.values(columns)
    .map((cell) => cell(row))
    .join(),
);
const table = parseTable(Buffer.from([Object.keys(columns).join(), ...lines].join('\n')), 't.csv');
const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, row) => from + row);

test('columns that changed before the last rows drift, the most different first', async () => {
  const inOrder = { train: range(0, 300), test: range(300, rowCount) };
  const drifts = await driftsOf(table, Object.keys(columns), inOrder);
  expect(drifts.map(({ column }) => column)).toEqual(['rising', 'gaps', 'shifted', 'kind']);
  expect(drifts[0]?.distance).toBe(1);
});

test('nothing drifts between rows that are drawn from all over, nor between few rows', async () => {
  const mixed = range(0, rowCount).toSorted((a, b) => noise(a, 101) - noise(b, 101));
  const drawn = { train: mixed.subarray(0, 300), test: mixed.subarray(300) };
  expect(await driftsOf(table, Object.keys(columns), drawn)).toEqual([]);
  const few = { train: range(0, 300), test: range(360, rowCount) };
  expect(await driftsOf(table, Object.keys(columns), few)).toEqual([]);
});

test('the distance of numbers is that of scipy.stats.ks_2samp', async () => {
  // ks_2samp(range(0, 60), range(24, 84)).statistic
  const counting = parseTable(
    Buffer.from(['n,m', ...Array.from({ length: 84 }, (_, row) => `${row},1`)].join('\n')),
    't.csv',
  );
  const overlapping = { train: range(0, 60), test: range(24, 84) };
  expect(await driftsOf(counting, ['n', 'm'], overlapping)).toEqual([
    { column: 'n', distance: expect.closeTo(0.4, 12) },
  ]);
});

test('preflight reports drifting features of a split that is not shuffled, and none of a shuffled one', async () => {
  const facts = await table.facts();
  const suggested = suggestExperiment({ ...table, columns: facts }, 'even');
  const driftOf = async (shuffle: boolean) => {
    const split = { test: 0.25, validation: 0, seed: 0, shuffle };
    const { items } = await preflight(table, { ...suggested, split }, { ownLearner: true });
    return items.filter(({ kind }) => kind === 'drift');
  };
  expect(await driftOf(false)).toEqual([
    {
      kind: 'drift',
      severity: 'warning',
      facts: { column: 'rising', distance: 1, columnCount: 4, isShuffled: false },
      fix: { path: ['split', 'shuffle'], value: true },
    },
  ]);
  expect(await driftOf(true)).toEqual([]);
});

test('rows that a column holds out may drift for a reason, which no seed changes', async () => {
  const facts = await table.facts();
  const suggested = suggestExperiment({ ...table, columns: facts }, 'even');
  const split = {
    test: 0.25,
    validation: 0,
    seed: 0,
    shuffle: true,
    method: 'time',
    column: 'rising',
  } as const;
  const { items } = await preflight(table, { ...suggested, split }, { ownLearner: true });
  expect(items.filter(({ kind }) => kind === 'drift')).toEqual([
    expect.objectContaining({ facts: expect.objectContaining({ column: 'rising', isByColumn: true }) }),
  ]);
  expect(items.find(({ kind }) => kind === 'drift')).not.toHaveProperty('fix');
});
