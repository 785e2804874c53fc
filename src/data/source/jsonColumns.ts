import { plainReadOptions } from '../shapes/read.ts';
import type { ReadOptions, WholeReadOptions } from '../shapes/read.ts';
import type { DroppedColumn } from '../shapes/reading.ts';
import { dataFailure } from '../shapes/failures.ts';
import { cellOf } from './jsonLines.ts';
import { nameColumns } from './names.ts';
import type { FoundRows } from './rowReader.ts';

/** How a file in JSON Lines is read. */
export const jsonOptions = ({ missing = [], values = [] }: ReadOptions): WholeReadOptions => ({
  ...plainReadOptions,
  format: 'jsonl',
  missing,
  values,
});

/** The keys of objects, in the order in which they first appear, and which have values that are no cells. */
export interface JsonKeys {
  readonly names: () => readonly string[];
  readonly isNested: (name: string) => boolean;
  /** Whether a key first appeared after the first object. */
  readonly hasGrown: () => boolean;
  /** The cells of the keys so far. */
  readonly cellsOf: (object: Readonly<Record<string, unknown>>) => string[];
}

export function openJsonKeys(): JsonKeys {
  const places = new Map<string, number>();
  const nested = new Set<string>();
  let [rowsBefore, isGrown] = [0, false];
  return {
    names: () => [...places.keys()],
    isNested: (name) => nested.has(name),
    hasGrown: () => isGrown,
    cellsOf: (object) => {
      for (const key of Object.keys(object)) {
        if (places.has(key)) continue;
        places.set(key, places.size);
        isGrown ||= rowsBefore > 0;
      }
      rowsBefore += 1;
      const cells = new Array<string>(places.size).fill('');
      for (const [key, value] of Object.entries(object)) {
        const cell = cellOf(value);
        if (cell === undefined) nested.add(key);
        else cells[places.get(key) ?? 0] = cell;
      }
      return cells;
    },
  };
}

/** What is found in objects beside their cells. Throws 'table-nested' where no key has plain values. */
export function foundInObjects(file: string, keys: JsonKeys, rowCount: number): FoundRows {
  const names = keys.names();
  const columns = nameColumns(names, names.length, {
    rowCount: () => rowCount,
    isEmpty: () => false,
    countsRows: () => false,
  });
  const nested = names.flatMap((name, index) => (keys.isNested(name) ? [index] : []));
  const [first] = nested;
  if (nested.length === names.length && first !== undefined)
    throw dataFailure(
      'table-nested',
      { file, column: names[first] ?? '' },
      `${file} has no column of plain values`,
    );
  return {
    names: columns.names.filter((_, index) => !nested.includes(index)),
    width: names.length,
    usual: names.length,
    rowCount,
    lineCount: rowCount,
    headerText: undefined,
    skipped: [],
    skippedCount: 0,
    wrong: { first: [], count: 0, firstIndex: -1, lineCount: 0 },
    droppedIndices: nested.toReversed(),
    dropped: nested.map((index): DroppedColumn => ({
      number: index + 1,
      name: names[index] ?? '',
      why: 'nested',
    })),
    changedNames: columns.changed.filter(({ number }) => !nested.includes(number - 1)),
  };
}
