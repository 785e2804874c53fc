import { largest, smallest } from '../../learner/extent.ts';
import type { PlainNumbers } from '../source/columnCells.ts';
import { rowsOf } from './columns.ts';
import type { LoadedColumn, LoadedTable } from './columns.ts';
import { numberColumn, oddColumn } from './textPlan.ts';
import { numbersOf } from './vectors.ts';

/** What the numbers of a column are like, and how many of its cells are no plain numbers. */
export interface NumberFacts extends Omit<PlainNumbers, 'isSorted'> {
  readonly oddCount: number;
}

/** A statement over more columns takes DuckDB longer than several over fewer. */
const columnsAtOnce = 64;

/** Facts of the columns that were loaded as numbers, by their index. */
export async function numberFacts(
  table: LoadedTable,
  columns: readonly LoadedColumn[],
): Promise<ReadonlyMap<number, NumberFacts>> {
  const numeric = columns.filter(({ slot }) => slot !== 'text');
  const counts = await aggregates(table, numeric, countsOf);
  // Where all are decimals nothing depends on which they are.
  const others = numeric.filter(({ index, slot }) => slot !== 'decimal' || (counts.get(index)?.[0] ?? 0) > 0);
  const figures = await aggregates(table, others, figuresOf);
  return new Map(
    numeric.map((column) => [
      column.index,
      factsFrom(column, counts.get(column.index) ?? [], figures.get(column.index)),
    ]),
  );
}

type Numbers = readonly (number | undefined)[];

/** What aggregates of each column amount to, by its index. */
async function aggregates(
  { connection, catalog, signal }: LoadedTable,
  columns: readonly LoadedColumn[],
  of: (column: LoadedColumn) => readonly string[],
): Promise<ReadonlyMap<number, Numbers>> {
  const found = new Map<number, Numbers>();
  for (let from = 0; from < columns.length; from += columnsAtOnce) {
    signal?.throwIfAborted();
    const some = columns.slice(from, from + columnsAtOnce);
    const values = await numbersOf(
      connection,
      `SELECT ${some.flatMap(of).join(', ')} FROM ${rowsOf(catalog)}`,
    );
    const each = values.length / some.length;
    for (const [at, { index }] of some.entries()) found.set(index, values.slice(at * each, (at + 1) * each));
  }
  return found;
}

const countsOf = ({ index }: LoadedColumn) => [
  `count(${oddColumn(index)})`,
  `count(*) FILTER (WHERE NOT isnan(${numberColumn(index)}))`,
];

function figuresOf({ index, slot }: LoadedColumn): readonly string[] {
  const [number, odd] = [numberColumn(index), oddColumn(index)];
  const plain = `FILTER (WHERE ${odd} IS NULL AND NOT isnan(${number}))`;
  const fractions = slot === 'double' ? `count(*) FILTER (WHERE ${number} <> trunc(${number}))` : '0';
  return [`count(*) ${plain}`, `min(${number}) ${plain}`, `max(${number}) ${plain}`, fractions];
}

function factsFrom(
  { slot, decimals }: LoadedColumn,
  [oddCount = 0, presentCount = 0]: Numbers,
  figures: Numbers = [presentCount, -Infinity, Infinity, 0],
): NumberFacts {
  const [count = 0, min = Infinity, max = -Infinity, fractions = 0] = figures;
  const lengths = [min, max].map((value) => String(value).length);
  const isOneSign = min >= 0 || max < 0;
  return {
    count,
    decimalCount: slot === 'decimal' ? count : fractions,
    shortest: count === 0 ? Infinity : isOneSign ? smallest(lengths) : 1,
    longest: count === 0 ? 0 : largest(lengths),
    decimals,
    min,
    max,
    oddCount,
  };
}
