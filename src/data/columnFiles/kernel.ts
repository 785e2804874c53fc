import { powersOfFive } from './powersOfFive.ts';
import wasm from './rows.wasm';

/** How a file is written. */
export interface Dialect {
  /** One byte. */
  readonly delimiter: string;
  /** Empty where nothing is quoted; a quote within quotes is doubled. */
  readonly quote: string;
  readonly decimalPoint: '.' | ',';
  readonly isCrlf: boolean;
  /** Numbers that may mark a missing value: they are kept as words. */
  readonly markers: readonly number[];
  /** Of each column. */
  readonly isNumber: readonly boolean[];
}

/** What the numbers of a column are like, in one part of the file or in all of it. */
export interface NumberFacts {
  readonly min: number;
  readonly max: number;
  readonly first: number;
  readonly last: number;
  /** Plain numbers, and those of them that are written with a decimal point or an exponent. */
  readonly count: number;
  readonly decimalCount: number;
  /** Most figures after the decimal point. */
  readonly decimals: number;
  /** Characters of the shortest and the longest number. */
  readonly shortest: number;
  readonly longest: number;
  readonly isSorted: boolean;
}

/** Whole rows as columns, one after the other; valid until the next ones are read. */
interface ReadRows {
  readonly rowCount: number;
  /** As many as rows, unless a quoted cell has some. */
  readonly lineCount: number;
  /** float64 or int32 of each row, column after column. */
  readonly bytes: Uint8Array;
  readonly facts: readonly NumberFacts[];
}

/** Cells that are no plain numbers, by their number. */
export interface Words {
  readonly column: Uint32Array;
  readonly count: Uint32Array;
  readonly firstPart: Uint32Array;
  readonly firstRow: Uint32Array;
  readonly from: Uint32Array;
  readonly length: Uint32Array;
  /** UTF-8. */
  readonly texts: Uint8Array;
}

/** Why rows are not read: they are not plain, or have too many different words. */
export type Refusal = 'rows' | 'words';

/** Reads parts of a file of plain rows. */
export interface RowKernel {
  /** `text` has whole rows, each with its line end. */
  readonly read: (text: Uint8Array, part: number) => ReadRows | Refusal;
  readonly words: () => Words;
}

/** More text than this at once is refused. */
export const mostPartBytes = 4 * 1024 * 1024;
/** Other distinct cells than numbers, of all columns of a thread. */
const mostWords = 2 ** 20;
const mostTextBytes = 64 * 1024 * 1024;
const wordFields = 7;
const wordBytes = 4 * wordFields;
const factsBytes = 56;
const pageBytes = 65_536;
/** The kernel reads eight bytes at a time. */
const padding = 64;

/** The functions of `rows.as.ts`, which documents them. */
interface Exports {
  readonly setDialect: (delimiter: number, quote: number, decimalPoint: number, isCrlf: boolean) => void;
  readonly setColumns: (count: number, slots: number, facts: number, outputs: number) => void;
  readonly setWords: (
    slots: number,
    slotCount: number,
    words: number,
    most: number,
    texts: number,
    limit: number,
    seed: bigint,
  ) => void;
  readonly setMarkers: (at: number, count: number) => void;
  readonly setPowersOfFive: (at: number) => void;
  readonly countOfWords: () => number;
  readonly endOfTexts: () => number;
  readonly countLines: (from: number, to: number) => number;
  readonly readRows: (from: number, to: number, part: number) => number;
}

/** Whether this machine can run the kernel. */
export const hasRowKernel = (): boolean => WebAssembly.validate(wasm);

export function openRowKernel(dialect: Dialect): RowKernel {
  const width = dialect.isNumber.length;
  const places = placesOf(width, dialect.markers.length);
  const pages = Math.ceil(places.end / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 65_536, shared: true });
  const bytes = new Uint8Array(memory.buffer);
  const decoder = new TextDecoder();
  const exactNumber = (from: number, to: number) =>
    Number(decoder.decode(bytes.slice(from, to)).replace(',', '.'));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory, exactNumber } });
  // SAFETY: these are the functions of the module.
  const kernel = instance.exports as Exports;
  new BigUint64Array(memory.buffer, places.powers).set(powersOfFive());
  bytes.set(dialect.isNumber.map(Number), places.slots);
  kernel.setPowersOfFive(places.powers);
  new Float64Array(memory.buffer, places.markers, dialect.markers.length).set(dialect.markers);
  kernel.setMarkers(places.markers, dialect.markers.length);
  kernel.setDialect(
    dialect.delimiter.charCodeAt(0),
    dialect.quote === '' ? 0xffff : dialect.quote.charCodeAt(0),
    dialect.decimalPoint.charCodeAt(0),
    dialect.isCrlf,
  );
  kernel.setColumns(width, places.slots, places.facts, places.outputs);
  const seed = crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;
  kernel.setWords(
    places.wordSlots,
    2 * mostWords,
    places.words,
    mostWords,
    places.texts,
    places.texts + mostTextBytes,
    seed,
  );
  const rowBytes = dialect.isNumber.reduce((sum, isNumber) => sum + (isNumber ? 8 : 4), 0);
  return {
    read(text, part) {
      if (text.length > mostPartBytes) return 'rows';
      bytes.set(text, places.text);
      bytes.fill(0, places.text + text.length, places.text + text.length + padding);
      const end = places.text + text.length;
      // A row has a byte for each cell at least.
      const lineCount = kernel.countLines(places.text, end);
      const most = Math.min(lineCount, Math.floor(text.length / width));
      const outputs = new Uint32Array(memory.buffer, places.outputs, width);
      const starts: number[] = [];
      let at = places.cells;
      for (const [column, isNumber] of dialect.isNumber.entries()) {
        starts.push(at);
        outputs[column] = at;
        at += (isNumber ? 8 : 4) * (most + (most & 1));
      }
      const rowCount = kernel.readRows(places.text, end, part);
      if (rowCount < 0) return rowCount === -2 ? 'words' : 'rows';
      // Quoted line ends and padding leave room between the columns.
      let to = places.cells;
      for (const [column, from] of starts.entries()) {
        const length = (dialect.isNumber[column] === true ? 8 : 4) * rowCount;
        if (from !== to) bytes.copyWithin(to, from, from + length);
        to += length;
      }
      return {
        rowCount,
        lineCount,
        bytes: bytes.subarray(places.cells, places.cells + rowCount * rowBytes),
        facts: dialect.isNumber.map((_, column) =>
          factsAt(memory.buffer, places.facts + column * factsBytes),
        ),
      };
    },
    words() {
      const count = kernel.countOfWords();
      const all = new Uint32Array(memory.buffer, places.words, count * wordFields);
      const field = (index: number) => {
        const values = new Uint32Array(count);
        for (let at = 0; at < count; at += 1) values[at] = all[at * wordFields + index] ?? 0;
        return values;
      };
      return {
        column: field(1),
        from: field(2),
        length: field(3),
        count: field(4),
        firstPart: field(5),
        firstRow: field(6),
        texts: bytes.slice(places.texts, kernel.endOfTexts()),
      };
    },
  };
}

/** Byte positions in the memory of the kernel; what it does not touch takes no memory. */
function placesOf(width: number, markerCount: number) {
  let end = pageBytes;
  const place = (size: number) => {
    const at = end;
    end += Math.ceil(size / 64) * 64;
    return at;
  };
  const powers = place(8 * powersOfFive().length);
  const slots = place(width);
  const markers = place(8 * markerCount);
  const facts = place(width * factsBytes);
  const outputs = place(4 * width);
  const wordSlots = place(8 * mostWords);
  const words = place(mostWords * wordBytes);
  const texts = place(mostTextBytes + padding);
  const text = place(mostPartBytes + padding);
  // Each cell takes a byte of the text at least, and the columns begin at multiples of eight.
  const cells = place(8 * (mostPartBytes + 2 * width));
  return { powers, slots, markers, facts, outputs, wordSlots, words, texts, text, cells, end };
}

function factsAt(memory: ArrayBufferLike, at: number): NumberFacts {
  const [min = 0, max = 0, first = 0, last = 0] = new Float64Array(memory, at, 4);
  const [count = 0, decimalCount = 0, decimals = 0, shortest = 0, longest = 0, isSorted = 0] =
    new Uint32Array(memory, at + 32, 6);
  return {
    min,
    max,
    first,
    last,
    count,
    decimalCount,
    decimals,
    shortest,
    longest,
    isSorted: isSorted === 1,
  };
}
