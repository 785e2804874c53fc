import type { ReadParts } from '../columnFiles/readParts.ts';
import type { Pace } from '../shapes/work.ts';

/** The cells of a column that are no plain numbers, in the order in which they first appear. */
export interface ColumnWords {
  readonly texts: readonly string[];
  readonly counts: readonly number[];
  readonly firstRows: readonly number[];
  /** Of each reader: its numbers of words, and which of `texts` each is. */
  readonly numbers: readonly (readonly (readonly [number: number, text: number])[])[];
}

interface Found {
  readonly known: Map<string, number>;
  readonly texts: string[];
  readonly counts: number[];
  readonly firstRows: number[];
  readonly numbers: (readonly [number, number])[][];
}

/** Joins what the readers found, by column. Undefined where a text is no UTF-8. */
export async function joinWords(
  { parts, words }: Pick<ReadParts, 'parts' | 'words'>,
  pace: Pace,
): Promise<ReadonlyMap<number, ColumnWords> | undefined> {
  const begins: number[] = [];
  let rowCount = 0;
  for (const part of parts) {
    begins.push(rowCount);
    rowCount += part.rowCount;
  }
  const found = new Map<number, Found>();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (const [reader, of] of words.entries())
    for (const [number, column] of of.column.entries()) {
      if (number % wordsAtOnce === 0) await pace();
      const from = of.from[number] ?? 0;
      let text: string;
      try {
        text = decoder.decode(of.texts.subarray(from, from + (of.length[number] ?? 0)));
      } catch {
        return undefined;
      }
      const firstRow = (begins[of.firstPart[number] ?? 0] ?? 0) + (of.firstRow[number] ?? 0);
      const into = found.get(column) ?? emptyOf(words.length);
      found.set(column, into);
      into.numbers[reader]?.push([number, add(into, text, of.count[number] ?? 0, firstRow)]);
    }
  return new Map([...found].map(([column, of]) => [column, inOrder(of)]));
}

const wordsAtOnce = 10_000;

const emptyOf = (readers: number): Found => ({
  known: new Map(),
  texts: [],
  counts: [],
  firstRows: [],
  numbers: Array.from({ length: readers }, () => []),
});

function add(
  { known, texts, counts, firstRows }: Found,
  text: string,
  count: number,
  firstRow: number,
): number {
  const at = known.get(text);
  if (at === undefined) {
    known.set(text, texts.length);
    counts.push(count);
    firstRows.push(firstRow);
    return texts.push(text) - 1;
  }
  counts[at] = (counts[at] ?? 0) + count;
  firstRows[at] = Math.min(firstRows[at] ?? firstRow, firstRow);
  return at;
}

function inOrder({ texts, counts, firstRows, numbers }: Found): ColumnWords {
  const order = [...texts.keys()].toSorted((a, b) => (firstRows[a] ?? 0) - (firstRows[b] ?? 0));
  const places = new Int32Array(texts.length);
  for (const [place, at] of order.entries()) places[at] = place;
  return {
    texts: order.map((at) => texts[at] ?? ''),
    counts: order.map((at) => counts[at] ?? 0),
    firstRows: order.map((at) => firstRows[at] ?? 0),
    numbers: numbers.map((of) => of.map(([number, at]) => [number, places[at] ?? 0] as const)),
  };
}

/** Of a column that has none, from so many readers. */
export const noWords = (readers: number): ColumnWords => ({
  texts: [],
  counts: [],
  firstRows: [],
  numbers: Array.from({ length: readers }, () => []),
});
