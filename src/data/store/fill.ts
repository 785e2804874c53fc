import type { DuckDBVector } from '@duckdb/node-api';
import type { Cells } from '../shapes/cells.ts';
import { mostChunkRows } from '../table/table.ts';
import type { StoredKind } from './columns.ts';
import { codesIn, numbersIn, textAt } from './vectors.ts';

export interface Filling {
  /** Takes the values of a vector to the rows from `at` on. */
  readonly add: (vector: DuckDBVector, at: number, count: number) => void;
}

export function wholeColumn(
  kind: StoredKind,
  rowCount: number,
  levels: readonly string[],
): Filling & { readonly cells: Cells } {
  switch (kind) {
    case 'numbers': {
      const values = new Float64Array(rowCount);
      return { cells: { kind, values }, add: (vector, at) => values.set(numbersIn(vector), at) };
    }
    case 'words': {
      const codes = new Int32Array(rowCount);
      return { cells: { kind, codes, levels }, add: (vector, at) => codes.set(codesIn(vector), at) };
    }
    case 'texts': {
      const texts: string[] = new Array<string>(rowCount).fill('');
      return {
        cells: { kind, texts },
        add: (vector, at, count) => {
          for (let row = 0; row < count; row += 1) texts[at + row] = textAt(vector, row);
        },
      };
    }
  }
}

export type ChunkPart = Filling & { readonly cells: (count: number) => Cells };

/** A column of chunks that use the same memory one after the other. */
export function chunkPart(kind: StoredKind, levels: readonly string[]): ChunkPart {
  const { cells, add } = wholeColumn(kind, mostChunkRows, levels);
  return { add, cells: (count) => firstOf(cells, count) };
}

function firstOf(cells: Cells, count: number): Cells {
  switch (cells.kind) {
    case 'numbers':
      return { kind: 'numbers', values: cells.values.subarray(0, count) };
    case 'words':
      return { ...cells, codes: cells.codes.subarray(0, count) };
    case 'texts':
      return { kind: 'texts', texts: cells.texts.slice(0, count) };
  }
}
