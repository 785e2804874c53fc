import type { WholeReadOptions } from '../shapes/read.ts';
import type { ColumnDates, ColumnType, TypeReason } from '../shapes/profile.ts';
import type { WordsInNumbers } from '../shapes/reading.ts';
import type { ColumnOptions as GivenColumn, ColumnsOptions, GivenMeaning } from '../shapes/columns.ts';
import { countDates, sniffNumberedDates } from './dateFormats.ts';
import type { DateCounter } from './dateFormats.ts';
import { isCode, isCodeLike, isMissing, isMissingSign, isNoValue, numberMarkers } from './missing.ts';
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

type Words = Map<string, { count: number; firstRow: number }>;

const mostWordsShare = 0.05;
const wordsListed = 10;
const longestWord = 100;
const plain: NumberFormat = { decimal: '.', thousands: '' };

interface ColumnOptions {
  readonly options: Pick<WholeReadOptions, 'decimal' | 'thousands' | 'missing' | 'values'>;
  /** Whether a blank follows each delimiter, so that it is no part of the values. */
  readonly isIndented: boolean;
  readonly rowCount: number;
  /** What the experiment says of columns, by name. */
  readonly columns?: ColumnsOptions | undefined;
}

/** Cells that are surely plain numbers and no code, such as -12.5, taken together. */
export interface PlainNumbers {
  readonly count: number;
  /** Those that are not whole. */
  readonly decimalCount: number;
  /** Lengths of the whole numbers. */
  readonly shortest: number;
  readonly longest: number;
  readonly decimals: number;
  readonly min: number;
  readonly max: number;
  /** Whether none is less than the one before. */
  readonly isSorted: boolean;
}

/**
 * Works out what a column holds from its cells, each with the number of rows that have it: in any order, all of them with `look`
 * first, then with `count`.
 */
export interface ColumnDecider {
  readonly look: (cell: string) => void;
  readonly count: (cell: string, rowCount: number, firstRow: number) => void;
  readonly decide: (lineOf: (row: number) => number) => ColumnDecision;
}

export interface ColumnDecision {
  readonly reading: ColumnReading;
  /** A cell the plain way: a number as "-1234.5" with all its figures, a missing value empty, another value as it is. */
  readonly plainCell: (cell: string) => string;
}

const noNumbers: PlainNumbers = {
  count: 0,
  decimalCount: 0,
  shortest: Infinity,
  longest: 0,
  decimals: 0,
  min: Infinity,
  max: -Infinity,
  isSorted: true,
};

export function openColumn(
  name: string,
  { options: ofTable, isIndented, rowCount, columns }: ColumnOptions,
  numbers: PlainNumbers = noNumbers,
): ColumnDecider {
  const given = columns?.[name];
  const options =
    given?.missing === undefined ? ofTable : { ...ofTable, missing: [...ofTable.missing, ...given.missing] };
  const dates = countDates();
  // The plain format too, where it reads more cells of this column than the file's.
  const formats: readonly NumberFormat[] = options.decimal === '.' ? [options] : [options, plain];
  const markers = findMarkers(options, formats, numbers);
  let missing: IsMarker = isMissing;
  let counters: readonly (Counter & { readonly read: ReadNumber })[] | undefined;
  const begun = () => {
    if (counters !== undefined) return counters;
    missing = markers.found();
    const kept = new Set(options.values);
    counters = formats.map((format, index) => {
      const read = numberReader(format);
      // With a decimal comma they are numbers of the first format alone.
      const own = index === 0 || numbers.decimalCount === 0 ? numbers : noNumbers;
      return { ...countCells({ missing, read, kept, rowCount, numbers: own }), read };
    });
    return counters;
  };
  return {
    look: (cell) => {
      markers.look(cell);
      dates.look(cell);
    },
    count: (cell, rows, firstRow) => {
      for (const counter of begun()) counter.add(cell, rows, firstRow);
      if (dates.mayBe() && !missing(cell)) dates.count(cell, rows);
    },
    decide: (lineOf) => {
      const { read, counts } = begun()
        .map(({ read, found }) => ({ read, counts: found() }))
        .reduce((a, b) => (b.counts.numberCount > a.counts.numberCount ? b : a));
      const type =
        given?.meaning === undefined ? typeOf(name, counts, rowCount) : typeGiven(given.meaning, counts);
      const isNumbers = type.type === 'integer' || type.type === 'decimal';
      const date = datesOf(name, type, { counts, dates, given });
      const { words, decimals } = counts;
      return {
        reading: {
          ...(date === undefined ? type : { type: 'date', why: date.why }),
          decimals: isNumbers ? decimals : 0,
          ...(date === undefined ? {} : { date: date.dates }),
          ...(given?.meaning === undefined ? {} : { given: given.meaning }),
          ...(isNumbers && words.size > 0 ? { words: listWords(name, words, lineOf) } : {}),
        },
        plainCell: (cell) => {
          if (missing(cell)) return '';
          if (!isNumbers) return isIndented ? cell.trimStart() : cell;
          const number = read(cell);
          return number !== undefined && Number.isFinite(Number(number)) ? number : '';
        },
      };
    },
  };
}

/** A column is what the user says it is; cells that do not fit are words among numbers. */
function typeGiven(meaning: GivenMeaning, counts: Counts): Pick<ColumnReading, 'type' | 'why'> {
  switch (meaning) {
    case 'integer':
    case 'decimal':
      return { type: counts.decimalCount > 0 ? 'decimal' : meaning, why: 'given' };
    case 'boolean':
      return { type: isZeroOrOne(counts) ? 'integer' : 'boolean', why: 'given' };
    case 'date':
      return { type: isNumbersAlone(counts) ? 'integer' : 'text', why: 'given' };
    case 'category':
    case 'text':
    case 'identifier':
      return { type: 'text', why: 'given' };
  }
}

const isNumbersAlone = ({ presentCount, numberCount }: Counts) => numberCount === presentCount;

/** Whether a column of words, or of whole numbers, is dates, and how they are written. */
function datesOf(
  name: string,
  { type, why }: Pick<ColumnReading, 'type' | 'why'>,
  { counts, dates, given }: { counts: Counts; dates: DateCounter; given: GivenColumn | undefined },
): { readonly why: TypeReason; readonly dates: ColumnDates } | undefined {
  if (given?.meaning === 'date' && given.format !== undefined)
    return { why: 'given', dates: { format: given.format } };
  const isGiven = given?.meaning === 'date';
  if (given?.meaning !== undefined && !isGiven) return undefined;
  if (type === 'integer') {
    const numbered = sniffNumberedDates(isGiven ? 'date' : name, counts.range);
    const reason = numbered?.format.startsWith('epoch') === true ? 'epochs' : 'dates';
    return numbered && { why: isGiven ? 'given' : reason, dates: numbered };
  }
  if (type !== 'text' || (why !== 'words' && why !== 'given')) return undefined;
  const found = dates.found();
  return found && { why: isGiven ? 'given' : 'dates', dates: found };
}

/** Works out what a column of `rows` holds and writes its cells the plain way, in place. */
export function readColumn(
  name: string,
  rows: readonly string[][],
  index: number,
  how: Omit<ColumnOptions, 'rowCount'> & { readonly lineOf: (row: number) => number },
): ColumnReading {
  const decider = openColumn(name, { ...how, rowCount: rows.length });
  for (const row of rows) decider.look(row[index] ?? '');
  for (const [at, row] of rows.entries()) decider.count(row[index] ?? '', 1, at);
  const { reading, plainCell } = decider.decide(how.lineOf);
  for (const row of rows) {
    const cell = row[index] ?? '';
    if (cell !== '') row[index] = plainCell(cell);
  }
  return reading;
}

type IsMarker = (cell: string) => boolean;
type ReadNumber = (cell: string) => string | undefined;

/** A column with "+" and "-" has no more other values than these. */
const mostBesideSigns = 3;

/** A question mark, and "-" and "." mark a missing value, but these not beside "+" or where hardly anything else is left. */
function findMarkers(
  { missing, values }: ColumnOptions['options'],
  formats: readonly NumberFormat[],
  { min, max }: PlainNumbers,
) {
  const more = new Set(missing);
  const kept = new Set(values);
  const isMarked = markedNumbers(missing, formats);
  const isUsual: IsMarker = (cell) =>
    more.size + kept.size === 0
      ? isMissing(cell)
      : !kept.has(cell.trim()) && (isMissing(cell) || more.has(cell.trim()) || isMarked(cell));
  let hasSigns = false;
  let hasPlus = false;
  const others = new Set<string>();
  const ofNumbers = min < max ? 2 : min === max ? 1 : 0;
  return {
    look: (cell: string) => {
      if (cell.length < 4 && isMissingSign(cell)) hasSigns = true;
      else if (!hasPlus || others.size <= mostBesideSigns) {
        if (cell.length < 4 && cell.trim() === '+') hasPlus = true;
        if (others.size <= mostBesideSigns && !isUsual(cell)) others.add(cell.trim());
      }
    },
    found: (): IsMarker => {
      if (!hasSigns) return isUsual;
      const otherCount = others.size + ofNumbers;
      const isOwnValue = otherCount < 2 || (hasPlus && otherCount <= mostBesideSigns);
      return (cell) => {
        if (isUsual(cell) || cell.length > 3 || !isMissingSign(cell)) return isUsual(cell);
        const sign = cell.trim();
        return (sign === '?' || !isOwnValue) && !kept.has(sign);
      };
    },
  };
}

/** Whether a cell is one of the numbers that mark a missing value. */
function markedNumbers(markers: readonly string[], formats: readonly NumberFormat[]): IsMarker {
  const numbers = numberMarkers(markers);
  if (numbers.size === 0) return () => false;
  const readers = formats.map(numberReader);
  return (cell) =>
    !isCodeLike(cell.trim()) &&
    readers.some((read) => {
      const number = read(cell);
      return number !== undefined && numbers.has(Number(number));
    });
}

interface Counts {
  readonly presentCount: number;
  readonly numberCount: number;
  readonly decimalCount: number;
  /** Whether whole numbers begin with zeros, as codes of a fixed length do; 01 beside 1 is only a way to write 1. */
  readonly isZeroLed: boolean;
  readonly largeCount: number;
  readonly booleanCount: number;
  /** Of words that say that there is no value, and of infinities. */
  readonly noValueCount: number;
  /** Whether a word is a value: a code, which has figures and letters, or one that is to be kept. */
  readonly hasValues: boolean;
  /** Not complete where there are too many to be stray. */
  readonly words: Words;
  /** Most decimals of a number, at most six. */
  readonly decimals: number;
  readonly range: { readonly min: number; readonly max: number; readonly isSorted: boolean };
}

const integerPattern = /^[+-]?\d+$/;
const zeroLedPattern = /^0\d+$/;
const booleanPattern = /^(?:true|false|yes|no|y|n|t|f)$/i;

interface CellKinds {
  readonly missing: IsMarker;
  readonly read: ReadNumber;
  readonly kept: ReadonlySet<string>;
  readonly rowCount: number;
  readonly numbers: PlainNumbers;
}

interface Counter {
  readonly add: ColumnDecider['count'];
  readonly found: () => Counts;
}

const mostDecimals = 6;
const decimalsOf = (number: string) => Math.min(mostDecimals, /\.(\d*)/.exec(number)?.[1]?.length ?? 0);

function countCells({ missing, read, kept, rowCount, numbers }: CellKinds): Counter {
  let [presentCount, numberCount, decimalCount] = [numbers.count, numbers.count, numbers.decimalCount];
  let [zeroLedCount, largeCount, booleanCount, noValueCount] = [0, 0, 0, 0];
  let [longestZeroLed, shortest, longest] = [0, numbers.shortest, numbers.longest];
  let { decimals, min, max, isSorted } = numbers;
  let last = numbers.count === 0 ? -Infinity : max;
  let hasValues = false;
  const words: Words = new Map();
  const mostWords = rowCount * mostWordsShare + 1;
  const addNumber = (number: string, rows: number) => {
    numberCount += rows;
    const value = Number(number);
    isSorted &&= value >= last;
    [min, max, last] = [Math.min(min, value), Math.max(max, value), value];
    if (!integerPattern.test(number)) {
      decimalCount += rows;
      if (decimals < mostDecimals) decimals = Math.max(decimals, decimalsOf(number));
    } else if (zeroLedPattern.test(number)) {
      zeroLedCount += rows;
      longestZeroLed = Math.max(longestZeroLed, number.length);
    } else if (number.length > 15 && !Number.isSafeInteger(value)) largeCount += rows;
  };
  return {
    add: (cell, rows, firstRow) => {
      if (missing(cell)) return;
      presentCount += rows;
      if (cell.length < shortest) shortest = cell.length;
      if (cell.length > longest) longest = cell.length;
      const number = read(cell);
      if (number !== undefined && Number.isFinite(Number(number))) {
        addNumber(number, rows);
        return;
      }
      const word = cell.trim();
      if (booleanPattern.test(word)) booleanCount += rows;
      if (number !== undefined || isNoValue(word)) noValueCount += rows;
      if (words.size > mostWords) return;
      hasValues ||= kept.has(word) || (number === undefined && isCode(word));
      const known = words.get(word);
      if (known === undefined) words.set(word, { count: rows, firstRow });
      else {
        known.count += rows;
        known.firstRow = Math.min(known.firstRow, firstRow);
      }
    },
    found: () => ({
      presentCount,
      numberCount,
      decimalCount,
      isZeroLed: zeroLedCount > 0 && (longestZeroLed > 2 || shortest === longest),
      largeCount,
      booleanCount,
      noValueCount,
      hasValues,
      words,
      decimals,
      range: { min, max, isSorted: isSorted && min < max },
    }),
  };
}

const codeName = /(?:^|[^a-z])(?:zip|zipcode|zip_?code|postcode|postal_?code|postal|plz|code)(?:$|[^a-z])/i;

function typeOf(name: string, counts: Counts, rowCount: number): { type: ColumnType; why: TypeReason } {
  const { presentCount, numberCount, decimalCount, noValueCount, largeCount, booleanCount, words } = counts;
  if (presentCount === 0 || rowCount === 0) return { type: 'empty', why: 'no-values' };
  if (booleanCount === presentCount && isPair(words)) return { type: 'boolean', why: 'yes-or-no' };
  const wordCount = presentCount - numberCount - noValueCount;
  const isOfWords = wordCount > presentCount * mostWordsShare || noValueCount > numberCount;
  if (numberCount === 0 || isOfWords || counts.hasValues) return { type: 'text', why: 'words' };
  if (counts.isZeroLed) return { type: 'text', why: 'leading-zeros' };
  if (decimalCount > 0) return { type: 'decimal', why: 'numbers' };
  if (largeCount > 0) return { type: 'text', why: 'beyond-exact' };
  if (codeName.test(name.replaceAll(/([a-z])([A-Z])/g, '$1_$2'))) return { type: 'text', why: 'code-name' };
  return { type: 'integer', why: isZeroOrOne(counts) ? 'zero-or-one' : 'whole-numbers' };
}

/** Whether the numbers of a column are 0 and 1, both of them. */
const isZeroOrOne = ({ numberCount, decimalCount, range }: Counts) =>
  numberCount > 0 && decimalCount === 0 && range.min === 0 && range.max === 1;

/** Whether a column is yes and no written as 1 and 0. */
export const isYesOrNoInNumbers = ({ type, why, given }: ColumnReading): boolean =>
  type === 'integer' && (why === 'zero-or-one' || given === 'boolean');

const pairs = [
  ['true', 'false'],
  ['yes', 'no'],
  ['y', 'n'],
  ['t', 'f'],
];
const isPair = (words: Words) =>
  pairs.some((pair) => [...words.keys()].every((word) => pair.includes(word.toLowerCase())));

function listWords(column: string, words: Words, lineOf: (row: number) => number): WordsInNumbers {
  const listed = [...words]
    .map(([word, { count, firstRow }]) => ({
      word: word.slice(0, longestWord),
      count,
      firstLine: lineOf(firstRow),
    }))
    .toSorted((a, b) => b.count - a.count || a.firstLine - b.firstLine);
  return {
    column,
    cellCount: listed.reduce((sum, { count }) => sum + count, 0),
    words: listed.slice(0, wordsListed),
  };
}
