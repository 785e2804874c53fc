import { expect, test } from 'vitest';
import type { GridHit, GridView } from '../shapes/gridView.ts';
import { parseTable } from '../table/readTable.ts';
import { openDraws } from './drawnTable.testing.ts';
import { openFind } from './findInView.ts';
import type { Find } from './findInView.ts';
import { viewRows } from './viewRows.ts';

const rowCount = 7000;
const draw = openDraws(3);
const cellOf = () => (draw() < 0.001 ? 'needle' : draw() < 0.003 ? 'NEED' : draw() < 0.01 ? 'neat' : '-');
const cells = Array.from({ length: rowCount }, () => [cellOf(), cellOf(), String(Math.floor(draw() * 1e6))]);
const table = parseTable(Buffer.from(`a,b,n\n${cells.map((row) => row.join(',')).join('\n')}\n`), 't.csv');

function foundPlainly(order: readonly number[], find: Find): GridHit | undefined {
  const { text, fromPosition, fromColumn, backwards, names } = find;
  const all = order.flatMap((row, position) =>
    names.flatMap((column) => {
      const cell = cells[row]?.[table.columns.indexOf(column)] ?? '';
      return cell.toLowerCase().includes(text.toLowerCase()) && cell !== '-' ? [{ position, column }] : [];
    }),
  );
  const place = ({ position, column }: GridHit) => position * names.length + names.indexOf(column);
  const at =
    fromPosition * names.length +
    (fromColumn === undefined ? (backwards ? names.length : -1) : names.indexOf(fromColumn));
  return backwards
    ? (all.findLast((hit) => place(hit) < at) ?? all.at(-1))
    : (all.find((hit) => place(hit) > at) ?? all[0]);
}

test.each<GridView>([
  { conditions: [], sort: [] },
  { conditions: [{ column: 'n', above: 300_000 }], sort: [{ column: 'n', descending: true }] },
])('find agrees with a plain search as the text grows, in the view %j', async (view) => {
  const shown = await viewRows(table, view);
  const order = Array.from({ length: shown.rowCount }, (_, at) => shown.order?.[at] ?? at);
  const find = openFind();
  for (let round = 0; round < 20; round += 1)
    for (const text of ['n', 'ne', 'need', 'needle', 'needles', '9999', 'NEED']) {
      const wanted: Find = {
        text,
        names: round % 2 === 0 ? ['a', 'b', 'n'] : ['n', 'b'],
        fromPosition: Math.floor(draw() * order.length),
        fromColumn: draw() < 0.5 ? undefined : 'b',
        backwards: draw() < 0.5,
      };
      expect(await find(table, shown, wanted), JSON.stringify(wanted)).toEqual(foundPlainly(order, wanted));
    }
});
