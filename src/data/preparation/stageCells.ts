import { cellAt } from '../shapes/cells.ts';
import type { Cells, WordCells } from '../shapes/cells.ts';
import type { HotColumn, OpenEncoder } from './encoders/encoder.ts';
import { isStorable, withoutSign } from './encoders/numbers.ts';
import type { OpenFeature } from './openFeatures.ts';
import { openRowWriter } from './rowWriter.ts';

/** Encoded rows of equal size: a float32 or an int32 for each slot. */
export interface Slots {
  readonly floats: Float32Array;
  /** Shares memory with the floats. */
  readonly integers: Int32Array;
  /** Slots of a row. */
  readonly stride: number;
}

/** Rows of a chunk of a table, counted from its first, which is the row `from` of the table. */
export interface PlacedRows {
  readonly rows: Int32Array;
  readonly from: number;
  /** The first slot of each row. */
  readonly starts: Int32Array;
}

/** Encodes the rows; `slot` is counted from their first. Returns the index of the first row that it cannot encode, and -1 for none. */
type StageCells = (placed: PlacedRows, slots: Slots, slot: number) => number;

/** Encodes chunks of a table one after the other. */
export type Stage = (cells: Cells, second: Cells | undefined) => StageCells;

/** A feature with one value at most that is not 0 takes a slot for where it is, others take a slot for each output. */
export const slotCountOf = ({ hot, names }: OpenEncoder) => (hot === undefined ? names.length : 1);

export function openStage(feature: OpenFeature): Stage {
  const { encoder, second, folds } = feature;
  const { hot } = encoder;
  if (hot !== undefined) return openHotStage(hot);
  const writer = openRowWriter(feature);
  return (cells, other) =>
    cells.kind === 'numbers' && encoder.isPlain === true && second === undefined && folds === undefined
      ? plainStage(encoder, cells.values)
      : rowStage(writer(cells, other));
}

function rowStage(write: ReturnType<ReturnType<typeof openRowWriter>>): StageCells {
  return ({ rows, from, starts }, { floats }, slot) => {
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index] ?? 0;
      if (write(row, from + row, floats, (starts[index] ?? 0) + slot) !== undefined) return index;
    }
    return -1;
  };
}

/** Most numbers take a short way, on which none becomes an object. */
function plainStage(encoder: OpenEncoder, values: Float64Array): StageCells {
  const width = encoder.names.length;
  return ({ rows, starts }, { floats }, slot) => {
    for (let index = 0; index < rows.length; index += 1) {
      const value = values[rows[index] ?? 0] ?? Number.NaN;
      const place = (starts[index] ?? 0) + slot;
      if (isStorable(value)) {
        floats[place] = withoutSign(value);
        for (let output = 1; output < width; output += 1) floats[place + output] = 0;
      } else if (encoder.write(Number.isNaN(value) ? undefined : value, floats, place) !== undefined)
        return index;
    }
    return -1;
  };
}

const unknown = 2 ** 31 - 1;
const refused = -(2 ** 31);

/** Words are looked up once each. */
function openHotStage(hot: HotColumn): Stage {
  const numberOf = (cell: Parameters<HotColumn>[0]) => {
    const found = hot(cell);
    return typeof found === 'string' ? refused : found;
  };
  let known: { readonly levels: readonly string[]; readonly columns: Int32Array } | undefined;
  const ofWords = ({ codes, levels }: WordCells): StageCells => {
    if (known?.levels !== levels)
      known = { levels, columns: new Int32Array(levels.length + 1).fill(unknown) };
    const { columns } = known;
    return ({ rows, starts }, { integers }, slot) => {
      for (let index = 0; index < rows.length; index += 1) {
        const place = 1 + (codes[rows[index] ?? 0] ?? -1);
        let column = columns[place] ?? unknown;
        if (column === unknown) {
          column = numberOf(levels[place - 1]);
          columns[place] = column;
        }
        if (column === refused) return index;
        integers[(starts[index] ?? 0) + slot] = column;
      }
      return -1;
    };
  };
  return (cells) => {
    if (cells.kind === 'words') return ofWords(cells);
    return ({ rows, starts }, { integers }, slot) => {
      for (let index = 0; index < rows.length; index += 1) {
        const column = numberOf(cellAt(cells, rows[index] ?? 0));
        if (column === refused) return index;
        integers[(starts[index] ?? 0) + slot] = column;
      }
      return -1;
    };
  };
}
