import { cellAt } from '../shapes/cells.ts';
import type { Cells, WordCells } from '../shapes/cells.ts';
import type { CellProblem, OpenEncoder } from './encoders/encoder.ts';
import { isStorable, withoutSign } from './encoders/numbers.ts';
import type { OpenFeature } from './openFeatures.ts';

/** Encodes a row of a chunk by its index there and in the table; `at` is where the feature begins. */
export type WriteRow = (
  row: number,
  tableRow: number,
  into: Float32Array,
  at: number,
) => CellProblem | undefined;

/** Encodes chunks of a table one after the other. Words are encoded once each. */
export function openRowWriter({
  encoder,
  folds,
}: Pick<OpenFeature, 'encoder' | 'folds'>): (cells: Cells, second: Cells | undefined) => WriteRow {
  const ofWords = wordWriter(encoder);
  const ofFolds = folds?.encoders.map(wordWriter);
  return (cells, second) => {
    if (second !== undefined)
      return (row, _, into, at) => encoder.write(cellAt(cells, row), into, at, cellAt(second, row));
    const writeOf = (one: OpenEncoder, words: (cells: WordCells) => WriteRow): WriteRow => {
      switch (cells.kind) {
        case 'numbers':
          return numberWriter(one, cells.values);
        case 'words':
          return words(cells);
        case 'texts':
          return (row, _, into, at) => one.write(cellAt(cells, row), into, at);
      }
    };
    const full = writeOf(encoder, ofWords);
    if (folds === undefined || ofFolds === undefined) return full;
    const parts = folds.encoders.map((one, fold) => writeOf(one, ofFolds[fold] ?? ofWords));
    return (row, tableRow, into, at) =>
      (parts[folds.foldOf[tableRow] ?? -1] ?? full)(row, tableRow, into, at);
  };
}

function numberWriter(encoder: OpenEncoder, values: Float64Array): WriteRow {
  const writeCell: WriteRow = (row, _, into, at) => {
    const value = values[row] ?? Number.NaN;
    return encoder.write(Number.isNaN(value) ? undefined : value, into, at);
  };
  if (encoder.isPlain !== true) return writeCell;
  const width = encoder.names.length;
  // Most numbers take a short way, on which none becomes an object.
  return (row, tableRow, into, at) => {
    const value = values[row] ?? Number.NaN;
    if (!isStorable(value)) return writeCell(row, tableRow, into, at);
    into[at] = withoutSign(value);
    for (let index = 1; index < width; index += 1) into[at + index] = 0;
    return undefined;
  };
}

/** What became of each word of the last chunk, which often has the same words as the next. */
function wordWriter(encoder: OpenEncoder): (cells: WordCells) => WriteRow {
  const width = encoder.names.length;
  let known: { readonly levels: readonly string[]; readonly encoded: (Float32Array | CellProblem)[] } = {
    levels: [],
    encoded: [],
  };
  const encode = (level: string | undefined): Float32Array | CellProblem => {
    const values = new Float32Array(width);
    return encoder.write(level, values, 0) ?? values;
  };
  return ({ codes, levels }) => {
    if (known.levels !== levels) known = { levels, encoded: [] };
    const { encoded } = known;
    return (row, _, into, at) => {
      const place = 1 + (codes[row] ?? -1);
      const found = (encoded[place] ??= encode(levels[place - 1]));
      if (typeof found === 'string') return found;
      for (let index = 0; index < width; index += 1) into[at + index] = found[index] ?? 0;
      return undefined;
    };
  };
}
