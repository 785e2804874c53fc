import { momentsOf } from '../figures/moments.ts';
import { orderOf } from '../figures/order.ts';
import type { Cells } from '../shapes/cells.ts';
import type { ColumnFacts } from '../shapes/profile.ts';
import type { Pace } from '../shapes/work.ts';
import type { ColumnReading } from '../source/columnCells.ts';
import { varyingParts } from './varyingParts.ts';

/** What a column's cells say of it, without statistics: enough to suggest an experiment. */
export async function factsOf(
  name: string,
  { type, why, given, date }: ColumnReading,
  cells: Cells,
  pace: Pace,
): Promise<ColumnFacts> {
  return {
    name,
    type,
    why,
    ...(given === undefined ? {} : { given }),
    ...(date === undefined ? {} : { date }),
    ...(date === undefined || cells.kind !== 'numbers' ? {} : { varying: varyingParts(cells.values) }),
    ...(await countsOf(cells, pace)),
  };
}

type Counts = Pick<ColumnFacts, 'nonNullCount' | 'missingCount' | 'distinctCount'>;

async function countsOf(cells: Cells, pace: Pace): Promise<Counts> {
  switch (cells.kind) {
    case 'numbers': {
      const { values } = cells;
      const moments = await momentsOf(values, pace);
      const { count } = moments;
      const distinctCount = count === 0 ? 0 : await (await orderOf(values, moments, pace)).distinctCount();
      return { nonNullCount: count, missingCount: values.length - count, distinctCount };
    }
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
