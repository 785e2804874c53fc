import { delimiters } from '../shapes/read.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { isDate } from './dates.ts';
import { isMissing, isMissingSign } from './missing.ts';
import { isNumberInAnyFormat } from './numbers.ts';
import { recordsOf, sampleRecords } from './records.ts';
import type { Dialect, TextRecord } from './records.ts';
import type { TextSample } from './sample.ts';

export interface FoundDialect {
  readonly dialect: Dialect;
  readonly isSure: boolean;
}

const recordsLookedAt = 300;
/** The best reading must be this much better than the next one. */
const clearMargin = 1.25;
const tabbed = /\.(tsv|tab)$/i;

/** The dialect that splits the sample most evenly into cells that look like values; keys of `given` are kept. */
export function sniffDialect(sample: TextSample, given: ReadOptions, fileName: string): FoundDialect {
  const text = [sample.head, ...sample.blocks].join('\n');
  const readings = candidates(text, given).map((dialect) => readingOf(text, dialect));
  const byName = tabbed.test(fileName)
    ? readings.find(
        ({ dialect, width, evenness }) => dialect.delimiter === '\t' && width > 1 && evenness > 0.5,
      )
    : undefined;
  // Blanks would split values further that tabs separate already.
  const isSplit = readings.some(({ dialect, ...how }) => dialect.delimiter === '\t' && isEvenAndClean(how));
  const ranked = readings
    .filter(({ dialect }) => !isSplit || dialect.delimiter !== ' ')
    .toSorted((a, b) => b.score - a.score);
  const [first] = ranked;
  const best = byName ?? first;
  if (best === undefined || best.score === 0)
    return { dialect: { ...fallback, ...withoutAbsent(given) }, isSure: isOneColumn(text) };
  // Tabs are blanks too: where both read the same there is no doubt.
  const next = ranked.find(
    ({ dialect: { delimiter }, width }) =>
      delimiter !== best.dialect.delimiter &&
      !(delimiter === ' ' && best.dialect.delimiter === '\t' && width === best.width),
  );
  const decimals = given.delimiter === undefined ? decimalsIn(text, best) : 'none';
  // No semicolon is in the text: with it as the delimiter there is one column.
  if (decimals === 'one-column') return { dialect: { ...best.dialect, delimiter: ';' }, isSure: true };
  const isClear =
    best.score >= clearMargin * (next?.score ?? 0) && best.evenness >= 0.9 && decimals === 'none';
  return { dialect: best.dialect, isSure: given.delimiter !== undefined || byName !== undefined || isClear };
}

/**
 * Whether records are numbers with a decimal comma, or two whole numbers each: nothing tells which, unless the first record is one
 * name, as of a single column.
 */
function decimalsIn(text: string, { dialect, width }: DialectReading): 'none' | 'maybe' | 'one-column' {
  if (dialect.delimiter !== ',' || width !== 2) return 'none';
  const [first, ...others] = recordsOf(text, dialect, recordsLookedAt);
  const isNumber = ({ start, end }: TextRecord) => isNumberInAnyFormat(text.slice(start, end));
  if (first === undefined || others.length === 0 || !others.every(isNumber)) return 'none';
  return first.cells.length === 1 ? 'one-column' : isNumber(first) ? 'maybe' : 'none';
}

const fallback: Dialect = { delimiter: ',', quote: '"', escape: '"', comment: '' };

function withoutAbsent({ delimiter, quote, escape, comment }: ReadOptions): Partial<Dialect> {
  return {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(quote === undefined ? {} : { quote }),
    ...(escape === undefined ? {} : { escape }),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** A file of one column has next to none of the characters that could separate values. */
function isOneColumn(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  return lines.filter((line) => /[,;\t|]/.test(line)).length <= lines.length * 0.05;
}

function candidates(text: string, given: ReadOptions): readonly Dialect[] {
  const quotes = given.quote === undefined ? quotesOf(text) : [given.quote];
  return delimiters
    .filter((delimiter) => given.delimiter === undefined || delimiter === given.delimiter)
    .flatMap((delimiter) => quotes.map((quote) => ({ delimiter, quote })))
    .flatMap(({ delimiter, quote }) =>
      (text.includes(`\\${quote}`) ? (['\\', quote] as const) : [quote])
        .filter((escape) => given.escape === undefined || escape === given.escape)
        .map((escape): Dialect => ({ ...fallback, delimiter, quote, escape: escape === '' ? '"' : escape })),
    )
    .map((dialect) => ({ ...dialect, ...withoutAbsent(given) }));
}

/** A double quote, and a single one where values begin with it. */
function quotesOf(text: string): readonly ('"' | "'")[] {
  return /(?:^|[,;\t| \r\n])'/.test(text) ? ['"', "'"] : ['"'];
}

interface DialectReading {
  readonly dialect: Dialect;
  readonly width: number;
  /** Share of records that have the usual number of cells. */
  readonly evenness: number;
  /** Share of cells that look like values. */
  readonly clean: number;
  readonly score: number;
}

const isEvenAndClean = ({ width, evenness, clean }: Pick<DialectReading, 'width' | 'evenness' | 'clean'>) =>
  width > 1 && evenness >= 0.9 && clean >= 0.95;

function readingOf(text: string, dialect: Dialect): DialectReading {
  const { records, endsOpen } = sampleRecords(text, dialect, recordsLookedAt);
  const width = usualWidth(records);
  const even = records.filter(({ cells }) => cells.length === width);
  const evenness = records.length === 0 ? 0 : even.length / records.length;
  if (width < 2) return { dialect, width, evenness, clean: 0, score: 0 };
  const looked = spread((even.length > 1 ? even.slice(1) : even).flatMap(cellsOf));
  const clean = looked.filter((cell) => isClean(cell, dialect.delimiter)).length / looked.length;
  const unbroken = 1 - records.filter(({ isBroken }) => isBroken).length / records.length;
  const isDates =
    dialect.delimiter === ' ' &&
    (even.length > 1 ? even.slice(1) : even).every(({ start, end }) => isDate(text.slice(start, end)));
  const plausible =
    (dialect.delimiter === ' ' ? blanksPlausible(looked) : 1) * (endsOpen ? 0.3 : 1) * (isDates ? 0 : 1);
  const score = evenness ** 2 * (1 - 1 / width) * (0.1 + 0.9 * clean ** 2) * unbroken ** 2 * plausible;
  return { dialect, width, evenness, clean, score };
}

interface Cell {
  readonly text: string;
  readonly isQuoted: boolean;
}

const cellsOf = ({ cells, quoted }: TextRecord): readonly Cell[] =>
  cells.map((text, index) => ({ text: text.trim(), isQuoted: quoted.includes(index) }));

const cellsLookedAt = 10_000;
/** At most so many cells, from everywhere. */
function spread(cells: readonly Cell[]): readonly Cell[] {
  const step = Math.ceil(cells.length / cellsLookedAt);
  return step < 2 ? cells : cells.filter((_, index) => index % step === 0);
}

/** Texts have blanks too: they separate values only where many of these are numbers, dates or in quotes. */
function blanksPlausible(cells: readonly Cell[]): number {
  return cells.filter(({ text, isQuoted }) => isQuoted || isFigure(text)).length >= cells.length / 3
    ? 0.85
    : 0;
}

/** The most frequent number of cells; of equally frequent ones the first. */
export function usualWidth(records: readonly Pick<TextRecord, 'cells'>[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let [usual, most] = [0, 0];
  for (const [width, count] of counts) if (count > most) [usual, most] = [width, count];
  return usual;
}

const isFigure = (text: string) => isNumberInAnyFormat(text) || isDate(text);

/** Anything in quotes, a number, a date, nothing, or words that no other delimiter would split and without a stray quote. */
function isClean({ text, isQuoted }: Cell, delimiter: string): boolean {
  if (isQuoted || isMissing(text) || isMissingSign(text) || isFigure(text)) return true;
  if (/^["']|["']$/.test(text)) return false;
  const parts = text.split(/\s+/);
  const isSeveral = parts.length > 1 && (/ {2}/.test(text) || parts.every(isFigure));
  return (
    !isSeveral && !delimiters.some((other) => other !== ' ' && other !== delimiter && text.includes(other))
  );
}
