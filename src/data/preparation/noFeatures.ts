import { cellAt } from '../shapes/cells.ts';
import { dataFailure } from '../shapes/failures.ts';
import { whyUnusable } from '../experiment/usable.ts';
import { featureOf } from '../table/cells.ts';
import { placeOf } from '../table/table.ts';
import type { Table } from '../table/table.ts';

/** The failure for a table without usable features, with the first unusable cell of the column nearest to being one. */
export async function noFeatures(table: Table, target?: string) {
  const others = (await table.facts()).filter(({ name }) => name !== target);
  const nearest = others.find((facts) => whyUnusable(facts) === 'text');
  return dataFailure(
    'no-features',
    {
      file: table.path,
      ...(target === undefined ? {} : { target }),
      ...(nearest === undefined ? {} : await firstBadCell(table, nearest.name)),
    },
    `${table.path} has no column of varying numbers to predict ${target ?? ''} from`,
  );
}

async function firstBadCell(table: Table, column: string) {
  for await (const { from, rowCount, cells } of table.chunks([table.columns.indexOf(column)])) {
    const [only] = cells;
    if (only === undefined) continue;
    for (let row = 0; row < rowCount; row += 1) {
      const cell = cellAt(only, row);
      if (typeof cell === 'string' && featureOf(cell) === undefined)
        return { ...(await placeOf(table, from + row)), column, found: cell };
    }
  }
  return {};
}
