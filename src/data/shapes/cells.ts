import { inParts } from './inParts.ts';

/** Cells of a column in row order, in the form that takes the least memory. */
export type Cells = NumberCells | WordCells | TextCells;

/** NaN is a missing value. */
interface NumberCells {
  readonly kind: 'numbers';
  readonly values: Float64Array;
}

/** A code is the index of a level; -1 is a missing value. */
export interface WordCells {
  readonly kind: 'words';
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

/** An empty text is a missing value. */
export interface TextCells {
  readonly kind: 'texts';
  readonly texts: readonly string[];
}

/** A column with more distinct words than this has no levels. */
export const mostWordLevels = 1_000_000;

export function countOf(cells: Cells): number {
  switch (cells.kind) {
    case 'numbers':
      return cells.values.length;
    case 'words':
      return cells.codes.length;
    case 'texts':
      return cells.texts.length;
  }
}

/** A number, a text, or undefined for a missing value. */
export function cellAt(cells: Cells, index: number): string | number | undefined {
  switch (cells.kind) {
    case 'numbers': {
      const value = cells.values[index] ?? Number.NaN;
      return Number.isNaN(value) ? undefined : value;
    }
    case 'words':
      return cells.levels[cells.codes[index] ?? -1];
    case 'texts': {
      const text = cells.texts[index] ?? '';
      return text === '' ? undefined : text;
    }
  }
}

export function isMissingAt(cells: Cells, index: number): boolean {
  switch (cells.kind) {
    case 'numbers':
      return Number.isNaN(cells.values[index] ?? Number.NaN);
    case 'words':
      return (cells.codes[index] ?? -1) < 0;
    case 'texts':
      return (cells.texts[index] ?? '') === '';
  }
}

/** The cells at `indices`, in that order; numbers into memory of as many, where it is given. */
export function gathered(cells: Cells, indices: Int32Array, into?: Float64Array): Cells {
  switch (cells.kind) {
    case 'numbers': {
      const values = into ?? new Float64Array(indices.length);
      inParts(indices.length, (from, to) => gatherNumbers(cells.values, indices, values, from, to));
      return { kind: 'numbers', values };
    }
    case 'words': {
      const codes = new Int32Array(indices.length);
      for (let at = 0; at < indices.length; at += 1) codes[at] = cells.codes[indices[at] ?? -1] ?? -1;
      return { kind: 'words', codes, levels: cells.levels };
    }
    case 'texts':
      return { kind: 'texts', texts: Array.from(indices, (index) => cells.texts[index] ?? '') };
  }
}

function gatherNumbers(
  values: Float64Array,
  indices: Int32Array,
  into: Float64Array,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at += 1) into[at] = values[indices[at] ?? -1] ?? Number.NaN;
}

/** The cells from `from` up to `to`, without copying numbers or codes. */
export function sliced(cells: Cells, from: number, to: number): Cells {
  switch (cells.kind) {
    case 'numbers':
      return { kind: 'numbers', values: cells.values.subarray(from, to) };
    case 'words':
      return { kind: 'words', codes: cells.codes.subarray(from, to), levels: cells.levels };
    case 'texts':
      return { kind: 'texts', texts: cells.texts.slice(from, to) };
  }
}

/** Rows of each level. */
export function levelCounts({ codes, levels }: WordCells): Int32Array {
  const counts = new Int32Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** The cells with each distinct text once; texts where there are too many. */
export function wordsOf(texts: readonly string[]): WordCells | TextCells {
  const codes = new Int32Array(texts.length);
  const levels: string[] = [];
  const known = new Map<string, number>();
  for (const [at, text] of texts.entries()) {
    if (text === '') {
      codes[at] = -1;
      continue;
    }
    let code = known.get(text);
    if (code === undefined) {
      if (levels.length === mostWordLevels) return { kind: 'texts', texts };
      code = levels.push(text) - 1;
      known.set(text, code);
    }
    codes[at] = code;
  }
  return { kind: 'words', codes, levels };
}
