import type { WholeReadOptions } from '../shapes/read.ts';
import type { ColumnDates, ColumnType, TypeReason } from '../shapes/profile.ts';
import type { WordsInNumbers } from '../shapes/reading.ts';
import type { ColumnOptions as GivenColumn, ColumnsOptions, GivenMeaning } from '../shapes/columns.ts';
import { mayBeDates, sniffDates, sniffEpoch } from './dateFormats.ts';
import { isMissing, isMissingSign } from './missing.ts';
import { numberReader } from './numbers.ts';
import type { NumberFormat } from './numbers.ts';

export interface ColumnReading {
  readonly type: ColumnType;
  readonly why: TypeReason;
  readonly words?: WordsInNumbers;
  /** Of numbers: most decimals in a cell, at most six. */
  readonly decimals: number;
  /** Of dates: how they are written. */
  readonly date?: ColumnDates;
  /** What the user says that the column is. */
  readonly given?: GivenMeaning;
}

type Rows = readonly string[][];
type Words = Map<string, { count: number; firstRow: number }>;

const mostWordsShare = 0.05;
const wordsListed = 10;
const longestWord = 100;
const plain: NumberFormat = { decimal: '.', thousands: '' };

interface ColumnOptions {
  readonly options: Pick<WholeReadOptions, 'decimal' | 'thousands' | 'missing' | 'values'>;
  /** Whether a blank follows each delimiter, so that it is no part of the values. */
  readonly isIndented: boolean;
  /** The line of the file that a row begins on. */
  readonly lineOf: (row: number) => number;
  /** What the experiment says of columns, by name. */
  readonly columns?: ColumnsOptions | undefined;
}

/**
 * Works out what a column holds and writes its cells the plain way, in place: a number as "-1234.5", a missing value as an empty
 * text, other values as they are. Whole numbers keep all their figures.
 */
export function readColumn(name: string, rows: Rows, index: number, how: ColumnOptions): ColumnReading {
  const given = how.columns?.[name];
  const options =
    given?.missing === undefined
      ? how.options
      : { ...how.options, missing: [...how.options.missing, ...given.missing] };
  const missing = markersOf(rows, index, options);
  const format = formatOf(rows, index, options, missing);
  const counts = countCells(rows, index, {
    missing,
    read: numberReader(format),
    kept: new Set(options.values),
  });
  const type =
    given?.meaning === undefined ? typeOf(name, counts, rows.length) : typeGiven(given.meaning, counts);
  const isNumbers = type.type === 'integer' || type.type === 'decimal';
  const decimals = rewrite(rows, index, missing, isNumbers ? numberReader(format) : undefined);
  if (!isNumbers && how.isIndented) for (const row of rows) row[index] = (row[index] ?? '').trimStart();
  const date = datesOf(name, rows, index, type, given);
  return {
    ...(date === undefined ? type : { type: 'date', why: date.why }),
    decimals,
    ...(date === undefined ? {} : { date: date.dates }),
    ...(given?.meaning === undefined ? {} : { given: given.meaning }),
    ...(isNumbers && counts.words.size > 0 ? { words: listWords(name, counts.words, how.lineOf) } : {}),
  };
}

/** A column is what the user says it is; cells that do not fit are words among numbers. */
function typeGiven(meaning: GivenMeaning, counts: Counts): Pick<ColumnReading, 'type' | 'why'> {
  switch (meaning) {
    case 'integer':
    case 'decimal':
      return { type: counts.decimalCount > 0 ? 'decimal' : meaning, why: 'given' };
    case 'boolean':
      return { type: 'boolean', why: 'given' };
    case 'date':
      return { type: isNumbersAlone(counts) ? 'integer' : 'text', why: 'given' };
    case 'category':
    case 'text':
    case 'identifier':
      return { type: 'text', why: 'given' };
  }
}

const isNumbersAlone = ({ presentCount, numberCount }: Counts) => numberCount === presentCount;

const firstLookedAt = 20;

/** Whether a column of words, or of whole numbers, is dates, and how they are written. */
function datesOf(
  name: string,
  rows: Rows,
  index: number,
  { type, why }: Pick<ColumnReading, 'type' | 'why'>,
  given: GivenColumn | undefined,
): { readonly why: TypeReason; readonly dates: ColumnDates } | undefined {
  if (given?.meaning === 'date' && given.format !== undefined)
    return { why: 'given', dates: { format: given.format } };
  const isGiven = given?.meaning === 'date';
  if (given?.meaning !== undefined && !isGiven) return undefined;
  if (type === 'integer') {
    const epoch = sniffEpoch(isGiven ? 'date' : name, rangeOf(rows, index));
    return epoch && { why: isGiven ? 'given' : 'epochs', dates: epoch };
  }
  if (type !== 'text' || (why !== 'words' && why !== 'given')) return undefined;
  const values = new Map<string, number>();
  for (const row of rows) {
    const cell = row[index] ?? '';
    if (cell === '') continue;
    values.set(cell, (values.get(cell) ?? 0) + 1);
    if (values.size === firstLookedAt && !mayBeDates([...values.keys()])) return undefined;
  }
  const dates = sniffDates(values);
  return dates && { why: isGiven ? 'given' : 'dates', dates };
}

function rangeOf(rows: Rows, index: number) {
  let [min, max, last] = [Infinity, -Infinity, -Infinity];
  let isSorted = true;
  for (const row of rows) {
    const cell = row[index] ?? '';
    if (cell === '') continue;
    const value = Number(cell);
    isSorted &&= value >= last;
    [min, max, last] = [Math.min(min, value), Math.max(max, value), value];
  }
  return { min, max, isSorted: isSorted && min < max };
}

type IsMarker = (cell: string) => boolean;

/** A question mark, and "-" and "." mark a missing value, but these not beside "+" or where hardly anything else is left. */
function markersOf(rows: Rows, index: number, { missing, values }: ColumnOptions['options']): IsMarker {
  const more = new Set(missing);
  const kept = new Set(values);
  const isUsual: IsMarker = (cell) =>
    more.size + kept.size === 0
      ? isMissing(cell)
      : !kept.has(cell.trim()) && (isMissing(cell) || more.has(cell.trim()));
  let [signCount, questionCount] = [0, 0];
  const others = new Set<string>();
  for (const row of rows) {
    const cell = row[index] ?? '';
    const sign = cell.length < 4 && isMissingSign(cell) ? cell.trim() : '';
    if (sign === '?') questionCount += 1;
    else if (sign !== '') signCount += 1;
    else if (others.size < 2 && !isUsual(cell)) others.add(cell.trim());
  }
  if (signCount + questionCount === 0) return isUsual;
  const isOwnValue = others.has('+') || others.size < 2;
  return (cell) => {
    if (isUsual(cell) || cell.length > 3 || !isMissingSign(cell)) return isUsual(cell);
    const sign = cell.trim();
    return (sign === '?' || !isOwnValue) && !kept.has(sign);
  };
}

/** The file's number format, unless the plain one reads more cells of this column. */
function formatOf(
  rows: Rows,
  index: number,
  { decimal, thousands }: NumberFormat,
  missing: IsMarker,
): NumberFormat {
  if (decimal === '.') return { decimal, thousands };
  const count = (format: NumberFormat) => {
    const read = numberReader(format);
    return rows.reduce((sum, row) => {
      const cell = row[index] ?? '';
      return sum + Number(!missing(cell) && read(cell) !== undefined);
    }, 0);
  };
  return count(plain) > count({ decimal, thousands }) ? plain : { decimal, thousands };
}

interface Counts {
  readonly presentCount: number;
  readonly numberCount: number;
  readonly decimalCount: number;
  /** Whether whole numbers begin with zeros, as codes of a fixed length do; 01 beside 1 is only a way to write 1. */
  readonly isZeroLed: boolean;
  readonly largeCount: number;
  readonly booleanCount: number;
  /** Whether a word is a value: a code, which has figures and letters, or one that is to be kept. */
  readonly hasValues: boolean;
  /** Not complete where there are too many to be stray. */
  readonly words: Words;
}

const integerPattern = /^[+-]?\d+$/;
const zeroLedPattern = /^0\d+$/;
const booleanPattern = /^(?:true|false|yes|no|y|n|t|f)$/i;

interface CellKinds {
  readonly missing: IsMarker;
  readonly read: (cell: string) => string | undefined;
  readonly kept: ReadonlySet<string>;
}

/** "E11" and "12-A" are codes, "1.1 t" is not. */
const isCode = (word: string) =>
  /^[\p{L}\d][\p{L}\d./-]*$/u.test(word) && /\d/.test(word) && /\p{L}/u.test(word);

function countCells(rows: Rows, index: number, { missing, read, kept }: CellKinds): Counts {
  let [presentCount, numberCount, decimalCount, zeroLedCount] = [0, 0, 0, 0];
  let [largeCount, booleanCount] = [0, 0];
  const words: Words = new Map();
  let [longestZeroLed, shortest, longest] = [0, Infinity, 0];
  let hasValues = false;
  const mostWords = rows.length * mostWordsShare + 1;
  for (const [at, row] of rows.entries()) {
    const cell = row[index] ?? '';
    if (missing(cell)) continue;
    presentCount += 1;
    [shortest, longest] = [Math.min(shortest, cell.length), Math.max(longest, cell.length)];
    const number = read(cell);
    if (number !== undefined && Number.isFinite(Number(number))) {
      numberCount += 1;
      if (!integerPattern.test(number)) decimalCount += 1;
      else if (zeroLedPattern.test(number)) {
        zeroLedCount += 1;
        longestZeroLed = Math.max(longestZeroLed, number.length);
      } else if (number.length > 15 && !Number.isSafeInteger(Number(number))) largeCount += 1;
      continue;
    }
    if (booleanPattern.test(cell.trim())) booleanCount += 1;
    if (words.size > mostWords) continue;
    const word = cell.trim();
    hasValues ||= kept.has(word) || (number === undefined && isCode(word));
    const known = words.get(word);
    if (known === undefined) words.set(word, { count: 1, firstRow: at });
    else known.count += 1;
  }
  return {
    presentCount,
    numberCount,
    decimalCount,
    isZeroLed: zeroLedCount > 0 && (longestZeroLed > 2 || shortest === longest),
    largeCount,
    booleanCount,
    hasValues,
    words,
  };
}

const codeName = /(?:^|[^a-z])(?:zip|zipcode|zip_?code|postcode|postal_?code|postal|plz|code)(?:$|[^a-z])/i;

function typeOf(name: string, counts: Counts, rowCount: number): { type: ColumnType; why: TypeReason } {
  const { presentCount, numberCount, decimalCount, isZeroLed, largeCount, booleanCount, words } = counts;
  if (presentCount === 0 || rowCount === 0) return { type: 'empty', why: 'no-values' };
  if (booleanCount === presentCount && isPair(words)) return { type: 'boolean', why: 'yes-or-no' };
  const wordCount = presentCount - numberCount;
  if (numberCount === 0 || wordCount > presentCount * mostWordsShare || counts.hasValues)
    return { type: 'text', why: 'words' };
  if (isZeroLed) return { type: 'text', why: 'leading-zeros' };
  if (decimalCount > 0) return { type: 'decimal', why: 'numbers' };
  if (largeCount > 0) return { type: 'text', why: 'beyond-exact' };
  return codeName.test(name.replaceAll(/([a-z])([A-Z])/g, '$1_$2'))
    ? { type: 'text', why: 'code-name' }
    : { type: 'integer', why: 'whole-numbers' };
}

const pairs = [
  ['true', 'false'],
  ['yes', 'no'],
  ['y', 'n'],
  ['t', 'f'],
];
const isPair = (words: Words) =>
  pairs.some((pair) => [...words.keys()].every((word) => pair.includes(word.toLowerCase())));

/** Returns the most decimals of a number, at most six. */
function rewrite(
  rows: Rows,
  index: number,
  missing: IsMarker,
  read: ((cell: string) => string | undefined) | undefined,
): number {
  let decimals = 0;
  for (const row of rows) {
    const cell = row[index] ?? '';
    if (cell === '') continue;
    if (missing(cell)) row[index] = '';
    else if (read !== undefined) {
      const number = read(cell);
      const plain = number === undefined || !Number.isFinite(Number(number)) ? '' : number;
      row[index] = plain;
      if (decimals < mostDecimals && plain.includes('.')) decimals = Math.max(decimals, decimalsOf(plain));
    }
  }
  return decimals;
}

const mostDecimals = 6;
const decimalsOf = (number: string) => Math.min(mostDecimals, /\.(\d*)/.exec(number)?.[1]?.length ?? 0);

function listWords(column: string, words: Words, lineOf: (row: number) => number): WordsInNumbers {
  const listed = [...words]
    .map(([word, { count, firstRow }]) => ({
      word: word.slice(0, longestWord),
      count,
      firstLine: lineOf(firstRow),
    }))
    .toSorted((a, b) => b.count - a.count);
  return {
    column,
    cellCount: listed.reduce((sum, { count }) => sum + count, 0),
    words: listed.slice(0, wordsListed),
  };
}
