import { expect, test } from 'vitest';
import type { RowRule } from '../shapes/rowRules.ts';
import { parseTable } from '../table/readTable.ts';
import { applyRowRules } from './rowRules.ts';
import { splitTable } from './splitTable.ts';

const text = `price,state,day,at,sold
1,CA,31.12.2025,2026-01-01T09:00:00,yes
2.5,NY,01.01.2026,2026-01-01T23:59:59,no
,CA,02.01.2026,2026-01-02T00:00:00,yes
-4,,15.01.2026,2026-02-01T00:00:00,no
5,TX,01.02.2026,2027-01-01T00:00:00,yes
`;
const table = parseTable(Buffer.from(text), 't.csv');

/** Numbers of the rows that are used. */
async function usedBy(...rules: readonly RowRule[]) {
  const isUsed = new Uint8Array(table.rowCount).fill(1);
  const count = await applyRowRules(table, rules, isUsed);
  const used = [...isUsed.keys()].filter((row) => isUsed[row] === 1).map((row) => row + 1);
  expect(count).toBe(table.rowCount - used.length);
  return used;
}

test.each<[RowRule, readonly number[]]>([
  [{ column: 'price', above: 1 }, [2, 5]],
  [{ column: 'price', above: '1' }, [2, 5]],
  [{ column: 'price', from: 1, below: 5 }, [1, 2]],
  [{ column: 'price', to: 1 }, [1, 4]],
  [{ column: 'price', in: ['1.0', 5] }, [1, 5]],
  [{ column: 'price', notIn: [1] }, [2, 3, 4, 5]],
  [{ column: 'price', in: ['1e0', ' 2.50', 'x'] }, [1, 2]],
  [{ column: 'price', in: [true] }, [1]],
  [{ column: 'at', in: ['2026-01-02', '2026-01-01T09:00:00'] }, [1, 3]],
  [{ column: 'price', isMissing: true }, [3]],
  [{ column: 'price', isMissing: false, below: 2 }, [1, 4]],
  [{ column: 'state', in: ['CA', 'NY'] }, [1, 2, 3]],
  [{ column: 'state', notIn: ['CA'] }, [2, 4, 5]],
  [{ column: 'sold', in: [true] }, [1, 3, 5]],
  [{ column: 'sold', in: ['no'] }, [2, 4]],
  [{ column: 'day', from: '2026-01-01' }, [2, 3, 4, 5]],
  [{ column: 'day', from: '01.01.2026', to: '15.01.2026' }, [2, 3, 4]],
  [{ column: 'day', to: '2026-01' }, [1, 2, 3, 4]],
  [{ column: 'day', above: '2025' }, [2, 3, 4, 5]],
  [{ column: 'day', in: ['2026-01-02', '01.02.2026'] }, [3, 5]],
  [{ column: 'at', to: '2026-01-01' }, [1, 2]],
  [{ column: 'at', above: '2026-01-01' }, [3, 4, 5]],
  [{ column: 'at', above: '2026-01-01T09:00' }, [2, 3, 4, 5]],
  [{ column: 'at', below: '2026' }, []],
  [{ column: 'at', from: '2026-01-02 00:00:00', to: '2026' }, [3, 4]],
])('the rule %j holds for rows %j', async (rule, expected) => {
  expect(await usedBy(rule)).toEqual(expected);
});

test('a row is used when every rule holds for it', async () => {
  expect(await usedBy({ column: 'state', in: ['CA', 'TX'] }, { column: 'price', above: 0 })).toEqual([1, 5]);
});

test.each<[RowRule, object]>([
  [
    { column: 'price', above: 'much' },
    { key: 'above', found: 'much', compared: 'number' },
  ],
  [
    { column: 'day', to: 'soon' },
    { key: 'to', compared: 'date' },
  ],
  [
    { column: 'state', below: 'NY' },
    { key: 'below', compared: 'words' },
  ],
])('the rule %j is refused', async (rule, facts) => {
  await expect(usedBy(rule)).rejects.toMatchObject({
    code: 'row-rule',
    facts: { ...facts, column: rule.column },
  });
});

test('a rule for a column that the table does not have is refused with the nearest name', async () => {
  await expect(usedBy({ column: 'prise', above: 0 })).rejects.toMatchObject({
    code: 'column-unknown',
    facts: { suggestion: 'price' },
  });
});

test('rows are left out by rules first, then for want of a target, and each is counted once', async () => {
  const split = { test: 0.5, validation: 0, seed: 0, shuffle: false };
  const rows: readonly RowRule[] = [{ column: 'state', notIn: ['NY'] }];
  const found = await splitTable(table, {
    target: 'price',
    predictorType: 'regressor',
    split,
    rows: [...rows],
  });
  expect([...found.used]).toEqual([0, 3, 4]);
  expect(found.rowCounts).toEqual({ train: 1, validation: 0, test: 2, byRules: 1, withoutTarget: 1 });
});
