import type { Cells } from '../shapes/cells.ts';
import type { ColumnFacts } from '../shapes/profile.ts';
import type { ColumnReading } from '../source/columnCells.ts';

/** What a column's cells say of it, without statistics: enough to suggest an experiment. */
export function factsOf(name: string, { type, why, given, date }: ColumnReading, cells: Cells): ColumnFacts {
  return {
    name,
    type,
    why,
    ...(given === undefined ? {} : { given }),
    ...(date === undefined ? {} : { date }),
    ...countsOf(cells),
  };
}

function countsOf(cells: Cells): Pick<ColumnFacts, 'nonNullCount' | 'missingCount' | 'distinctCount'> {
  switch (cells.kind) {
    case 'numbers': {
      const { values } = cells;
      let missingCount = 0;
      const distinct = new Set<number>();
      for (const value of values)
        if (Number.isNaN(value)) missingCount += 1;
        else distinct.add(value);
      return { nonNullCount: values.length - missingCount, missingCount, distinctCount: distinct.size };
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
