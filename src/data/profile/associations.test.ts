import { describe, expect, test } from 'vitest';
import { parseTable } from '../table/readTable.ts';
import { aboutTarget, figuresOf } from './tableFigures.ts';

const rows = Array.from({ length: 120 }, (_, row) =>
  [
    row % 3 === 0 ? 'yes' : 'no',
    ['north', 'east', 'south'][row % 3],
    row % 2,
    row % 3 === 0 ? 5 : 1 + (row % 4),
    `id${row}`,
    `note ${row * 7} of ${row}`,
    7,
    row * 1.5 + (row % 5),
  ].join(','),
);
const table = parseTable(
  Buffer.from(['bought,region,member,size,customer_id,note,same,price', ...rows].join('\n')),
  't.csv',
);

describe('relations of columns', () => {
  const relationsTo = async (target: string) => {
    const figures = await figuresOf(table);
    const { associations } = await aboutTarget(table, figures, target, {});
    return Object.fromEntries(
      table.columns.flatMap((name, index) => {
        const found = associations[index] ?? null;
        return found === null ? [] : [[name, `${found.kind} ${found.value.toFixed(3)}`]];
      }),
    );
  };

  test('to a class are Cramér’s V of groups and the correlation ratio of numbers', async () => {
    expect(await relationsTo('bought')).toEqual({
      region: 'cramer 1.000',
      member: 'cramer 0.000',
      size: 'ratio 0.791',
      price: 'ratio 0.020',
    });
  });

  test('to a number are Pearson’s r of numbers and the correlation ratio of groups', async () => {
    const found = await relationsTo('price');
    expect(found).toMatchObject({ region: 'ratio 0.024', bought: 'ratio 0.020', member: 'ratio 0.014' });
    expect(found['size']).toMatch(/^pearson /);
    expect(Object.keys(found)).toEqual(['bought', 'region', 'member', 'size']);
  });
});
