import { openRowKernel } from './kernel.ts';
import { readBytesSync, writeBytesSync } from './syncBytes.ts';
import type { Dialect, NumberFacts, Refusal, Words } from './kernel.ts';

/** What a thread needs to read parts of a text into a file of columns. */
export interface RowReaderSetup {
  readonly dialect: Dialect;
  /** The file that the columns are written to, open for reading and writing. */
  readonly file: number;
  /** Where the next part is written: one BigInt64 for all threads. */
  readonly end: SharedArrayBuffer;
}

export interface WrittenPart {
  readonly rowCount: number;
  readonly lineCount: number;
  /** Its first byte in the file of columns. */
  readonly at: number;
  readonly facts: readonly NumberFacts[];
}

/** What becomes of a column once it is decided; `values` are by the number of a word. */
export type ColumnChange =
  | { readonly kind: 'codes'; readonly column: number; readonly values: Int32Array }
  /** Words that are numbers. */
  | { readonly kind: 'words'; readonly column: number; readonly values: Float64Array }
  /** Numbers, and words among them. */
  | {
      readonly kind: 'numbers';
      readonly column: number;
      readonly values: Float64Array;
      readonly factor: number;
    }
  /** Nothing but missing values. */
  | { readonly kind: 'empty'; readonly column: number };

export interface RowReader {
  readonly read: (text: Uint8Array, part: number) => WrittenPart | Refusal;
  readonly words: () => Words;
  /** Answers where the columns are that had to move, by column. */
  readonly change: (
    parts: readonly Pick<WrittenPart, 'rowCount' | 'at'>[],
    changes: readonly ColumnChange[],
  ) => readonly ReadonlyMap<number, number>[];
}

/** Reads and writes without waiting for the event loop: on a thread of its own, or a small part at a time. */
export function openRowReader({ dialect, file, end }: RowReaderSetup): RowReader {
  const kernel = openRowKernel(dialect);
  const next = new BigInt64Array(end);
  const claim = (size: number) => Number(Atomics.add(next, 0, BigInt(size)));
  const offsets = offsetsOf(dialect.isNumber);
  const changeColumn = (rowCount: number, at: number, change: ColumnChange): number | undefined => {
    const from = at + rowCount * (offsets[change.column] ?? 0);
    switch (change.kind) {
      case 'codes': {
        const codes = read(new Int32Array(rowCount), file, from);
        for (let row = 0; row < rowCount; row += 1) codes[row] = change.values[codes[row] ?? -1] ?? -1;
        write(codes, file, from);
        return undefined;
      }
      case 'words': {
        const codes = read(new Int32Array(rowCount), file, from);
        const numbers = new Float64Array(rowCount);
        for (let row = 0; row < rowCount; row += 1)
          numbers[row] = change.values[codes[row] ?? -1] ?? Number.NaN;
        const to = claim(numbers.byteLength);
        write(numbers, file, to);
        return to;
      }
      case 'numbers': {
        const numbers = read(new Float64Array(rowCount), file, from);
        putWords(numbers, change.values, change.factor);
        write(numbers, file, from);
        return undefined;
      }
      case 'empty': {
        const codes = new Int32Array(rowCount).fill(-1);
        const to = claim(codes.byteLength);
        write(codes, file, to);
        return to;
      }
    }
  };
  return {
    read(text, part) {
      const rows = kernel.read(text, part);
      if (typeof rows === 'string') return rows;
      const { rowCount, lineCount, bytes, facts } = rows;
      const at = claim(bytes.length);
      write(bytes, file, at);
      return { rowCount, lineCount, at, facts };
    },
    words: kernel.words,
    change: (parts, changes) =>
      parts.map(({ rowCount, at }) => {
        const moved = changes.flatMap((change) => {
          const to = changeColumn(rowCount, at, change);
          return to === undefined ? [] : [[change.column, to] as const];
        });
        return new Map(moved);
      }),
  };
}

/** Bytes of a row before each column. */
export function offsetsOf(isNumber: readonly boolean[]): readonly number[] {
  let offset = 0;
  return isNumber.map((is) => {
    const at = offset;
    offset += is ? Float64Array.BYTES_PER_ELEMENT : Int32Array.BYTES_PER_ELEMENT;
    return at;
  });
}

const missingWord = 0x7ff80000;

/** Puts values in the place of words, which are NaNs with the number of the word plus one in their lower half. */
function putWords(numbers: Float64Array, values: Float64Array, factor: number): void {
  const halves = new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
  for (let row = 0; row < numbers.length; row += 1) {
    const value = numbers[row] ?? 0;
    if (!Number.isNaN(value)) numbers[row] = value * factor;
    else if (halves[2 * row + 1] === missingWord) {
      const word = (halves[2 * row] ?? 0) - 1;
      numbers[row] = word < 0 ? Number.NaN : (values[word] ?? Number.NaN);
    }
  }
}

type Cells = Float64Array | Int32Array | Uint8Array;

const bytesOf = ({ buffer, byteOffset, byteLength }: Cells) => new Uint8Array(buffer, byteOffset, byteLength);

const write = (cells: Cells, file: number, at: number) => writeBytesSync(file, bytesOf(cells), at);

function read<T extends Cells>(into: T, file: number, at: number): T {
  readBytesSync(file, bytesOf(into), at);
  return into;
}
