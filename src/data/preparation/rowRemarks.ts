import { openLook, remarkKey } from '../fields/lookAt.ts';
import type { Field } from '../fields/field.ts';
import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { RemarkedRows } from '../fields/predictionBatch.ts';

/** Counts the values of rows that the model takes, but that are not as those that it learned from. */
export interface RowRemarks {
  /** Looks at a row of a chunk, which is the row `at` of the table, counted from 0; cells are in the order of the columns. */
  readonly note: (cells: readonly Cells[], row: number, at: number) => void;
  /** What was counted since the last time. */
  readonly take: () => readonly RemarkedRows[];
}

const longestFound = 100;

export function openRowRemarks(fields: readonly Field[], columns: readonly string[]): RowRemarks {
  const looks = fields.map((field) => ({
    column: field.column,
    look: openLook(field),
    place: columns.indexOf(field.column),
  }));
  let found = new Map<string, RemarkedRows & { count: number }>();
  return {
    note(cells, row, at) {
      for (const { column, look, place } of looks) {
        const own = cells[place];
        if (own === undefined) continue;
        const cell = cellAt(own, row);
        const seen = look(cell);
        if (seen.problem !== undefined || seen.remark === undefined) continue;
        const { remark } = seen;
        const key = `${remarkKey(remark)} ${column}`;
        const known = found.get(key);
        if (known === undefined) {
          const text = String(cell ?? '').slice(0, longestFound);
          found.set(key, { column, remark, count: 1, row: at + 1, found: text });
        } else known.count += 1;
      }
    },
    take() {
      const all = [...found.values()];
      found = new Map();
      return all;
    },
  };
}
