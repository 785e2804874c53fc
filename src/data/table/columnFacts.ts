import { numberCounts } from '../figures/counts.ts';
import type { NumberCounts } from '../figures/counts.ts';
import type { Cells } from '../shapes/cells.ts';
import type { ColumnFacts } from '../shapes/profile.ts';
import { openPace } from '../shapes/work.ts';
import type { Pace } from '../shapes/work.ts';
import type { Table } from './table.ts';
import { varyingParts } from './varyingParts.ts';

type Described = Pick<Table, 'columns' | 'types' | 'reading'>;

/** Counts the cells of each column on the first call, a column at a time. */
export function countOnce(
  table: Described,
  cellsAt: (column: number, signal: AbortSignal | undefined) => Cells | Promise<Cells>,
): Table['facts'] {
  let facts: readonly ColumnFacts[] | undefined;
  return async (signal) => {
    if (facts !== undefined) return facts;
    const pace = openPace({ signal });
    const found: ColumnFacts[] = [];
    for (const column of table.columns.keys())
      found.push(await factsOf(table, column, await cellsAt(column, signal), pace));
    facts = found;
    return facts;
  };
}

/** What a column's cells say of it, without statistics: enough to suggest an experiment. */
async function factsOf(table: Described, column: number, cells: Cells, pace: Pace): Promise<ColumnFacts> {
  const decimals = table.types[column]?.decimals ?? 0;
  return { ...readingFacts(table, column, cells), ...(await countsOf(cells, decimals, pace)) };
}

/** What is known of a column from how it is read; its cells are not counted. */
export function readingFacts(
  { columns, types, reading }: Described,
  column: number,
  cells: Cells,
): Omit<ColumnFacts, keyof NumberCounts> {
  const name = columns[column] ?? '';
  const { type, why, given, date } = types[column] ?? { type: 'empty', why: 'no-values' };
  const isRowName = reading.names.some(
    ({ number, to, why: reason }) => number === 1 && to === name && reason === 'nameless',
  );
  return {
    name,
    ...(isRowName ? { isRowName } : {}),
    type,
    why,
    ...(given === undefined ? {} : { given }),
    ...(date === undefined ? {} : { date }),
    ...(date === undefined || cells.kind !== 'numbers' ? {} : { varying: varyingParts(cells.values) }),
  };
}

async function countsOf(cells: Cells, decimals: number, pace: Pace): Promise<NumberCounts> {
  switch (cells.kind) {
    case 'numbers':
      return numberCounts(cells.values, decimals, pace);
    case 'words': {
      let missingCount = 0;
      for (const code of cells.codes) if (code < 0) missingCount += 1;
      const nonNullCount = cells.codes.length - missingCount;
      return { nonNullCount, missingCount, distinctCount: cells.levels.length };
    }
    case 'texts': {
      const present = cells.texts.filter((text) => text !== '');
      return {
        nonNullCount: present.length,
        missingCount: cells.texts.length - present.length,
        distinctCount: new Set(present).size,
      };
    }
  }
}
