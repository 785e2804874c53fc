import type { Levels } from '../columnFiles/columnFile.ts';
import type { NumberFacts } from '../columnFiles/kernel.ts';
import type { ColumnChange } from '../columnFiles/rowReader.ts';
import { openColumn } from '../source/columnCells.ts';
import type { ColumnDecision, ColumnReading, PlainNumbers } from '../source/columnCells.ts';
import { numberOfCell } from '../table/cells.ts';
import type { ColumnWords } from './columnWords.ts';

/** A column as it was read, and what all its cells say. */
export interface ReadColumn {
  readonly name: string;
  /** In the file, from 0. */
  readonly index: number;
  readonly isNumber: boolean;
  readonly words: ColumnWords;
  readonly numbers: NumberFacts;
}

export interface DecidedColumn {
  readonly reading: ColumnReading;
  readonly kind: 'numbers' | 'words';
  readonly levels?: Levels;
  /** What each reader has to change; of those that have nothing to, undefined. */
  readonly changes: readonly (ColumnChange | undefined)[];
}

type How = Parameters<typeof openColumn>[1];

/** Decides what a column is; undefined where it was read as numbers and is to be read as text. */
export function decideColumn(column: ReadColumn, how: How): DecidedColumn | undefined {
  const { words, numbers, isNumber, name } = column;
  const decider = openColumn(name, how, isNumber ? plainNumbers(numbers) : undefined);
  const emptyCount = how.rowCount - numbers.count - words.counts.reduce((sum, count) => sum + count, 0);
  if (emptyCount > 0) decider.look('');
  for (const text of words.texts) decider.look(text);
  if (emptyCount > 0) decider.count('', emptyCount, 0);
  for (const [at, text] of words.texts.entries())
    decider.count(text, words.counts[at] ?? 0, words.firstRows[at] ?? 0);
  const decision = decider.decide((row) => row);
  return isNumber ? numbersOf(column, how, decision) : textsOf(column, decision);
}

const plainNumbers = ({ count, shortest, ...facts }: NumberFacts): PlainNumbers => ({
  ...facts,
  count,
  shortest: count === 0 ? Infinity : shortest,
  decimals: Math.min(mostDecimals, facts.decimals),
});

const mostDecimals = 6;
const msOfSecond = 1000;

function numbersOf(
  { index, words, numbers }: ReadColumn,
  { options }: How,
  { reading, plainCell }: ColumnDecision,
): DecidedColumn | undefined {
  // Which format reads more of them, only the cells of all rows can tell.
  const mayBeOfPoints = options.decimal === ',' && numbers.decimalCount > 0;
  if (mayBeOfPoints && words.texts.some((text) => text.includes('.'))) return undefined;
  if (reading.type === 'empty')
    return {
      reading,
      kind: 'words',
      levels: { texts: [], counts: [] },
      changes: words.numbers.map(() => ({ kind: 'empty', column: index })),
    };
  const read = numberOfCell(reading);
  const isOfNumbers = reading.date === undefined || reading.date.format.startsWith('epoch-');
  if (read === undefined || !isOfNumbers) return undefined;
  const factor = reading.date?.format === 'epoch-s' ? msOfSecond : 1;
  if (factor === 1 && words.texts.length === 0)
    return { reading, kind: 'numbers', changes: words.numbers.map(() => undefined) };
  const values = Float64Array.from(words.texts, (text) => read(plainCell(text)));
  return {
    reading,
    kind: 'numbers',
    changes: words.numbers.map((of) => ({
      kind: 'numbers',
      column: index,
      values: byNumber(of, values, new Float64Array(spanOf(of))),
      factor,
    })),
  };
}

function textsOf({ index, words }: ReadColumn, { reading, plainCell }: ColumnDecision): DecidedColumn {
  const read = numberOfCell(reading);
  if (read !== undefined) {
    const values = Float64Array.from(words.texts, (text) => read(plainCell(text)));
    return {
      reading,
      kind: 'numbers',
      changes: words.numbers.map((of) => ({
        kind: 'words',
        column: index,
        values: byNumber(of, values, new Float64Array(spanOf(of))),
      })),
    };
  }
  const codes = new Int32Array(words.texts.length);
  const known = new Map<string, number>();
  const counts: number[] = [];
  for (const [at, text] of words.texts.entries()) {
    const plain = plainCell(text);
    let code = plain === '' ? -1 : known.get(plain);
    if (code === undefined) {
      code = known.size;
      known.set(plain, code);
    }
    if (code >= 0) counts[code] = (counts[code] ?? 0) + (words.counts[at] ?? 0);
    codes[at] = code;
  }
  return {
    reading,
    kind: 'words',
    levels: { texts: [...known.keys()], counts },
    changes: words.numbers.map((of) =>
      of.every(([number, text]) => codes[text] === number)
        ? undefined
        : { kind: 'codes', column: index, values: byNumber(of, codes, new Int32Array(spanOf(of))) },
    ),
  };
}

type Numbered = ColumnWords['numbers'][number];

/** One more than the largest number: they are given in ascending order. */
const spanOf = (numbers: Numbered) => (numbers.at(-1)?.[0] ?? -1) + 1;

/** What belongs to the texts, by the numbers that a reader gave them. */
function byNumber<T extends Int32Array | Float64Array>(numbers: Numbered, ofTexts: T, into: T): T {
  for (const [number, text] of numbers) into[number] = ofTexts[text] ?? Number.NaN;
  return into;
}
