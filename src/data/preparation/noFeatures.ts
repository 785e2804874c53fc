import { dataFailure } from '../shapes/failures.ts';
import { whyUnusable } from '../experiment/usable.ts';
import { columnFactsOf } from '../profile/profile.ts';
import { featureOf, isMissing } from '../table/cells.ts';
import { cellsOf, placeOf } from '../table/columns.ts';
import type { Table } from '../table/readTable.ts';

/** The failure for a table without usable features, with the first unusable cell of the column nearest to being one. */
export function noFeatures(table: Table, target?: string) {
  const others = columnFactsOf(table).filter(({ name }) => name !== target);
  const nearest = others.find((facts) => whyUnusable(facts) === 'text');
  return dataFailure(
    'no-features',
    {
      file: table.path,
      ...(target === undefined ? {} : { target }),
      ...(nearest === undefined ? {} : firstBadCell(table, nearest.name)),
    },
    `${table.path} has no column of varying numbers to predict ${target ?? ''} from`,
  );
}

function firstBadCell(table: Table, column: string) {
  const cells = cellsOf(table, table.columns.indexOf(column));
  const first = cells.findIndex((cell) => !isMissing(cell) && featureOf(cell) === undefined);
  return { ...placeOf(table, first), column, found: cells[first] ?? '' };
}
