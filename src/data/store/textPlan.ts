import type { WholeReadOptions } from '../shapes/read.ts';
import { decoratedColumns } from './decorated.ts';
import { isMissing } from '../source/missing.ts';
import { openRows } from '../source/rowReader.ts';
import type { FoundRows } from '../source/rowReader.ts';
import { isIndented } from '../source/indented.ts';
import { OpenQuoteError, recordsOf } from '../source/records.ts';
import { linesOf } from '../source/skippedLines.ts';

/**
 * How a column is loaded: as numbers, with the cells that are none kept beside them, or as it is. Decimals show by how they are
 * written, those of doubles by their values.
 */
export type Slot = 'whole' | 'decimal' | 'double' | 'text';

/** How DuckDB loads a table. */
export interface LoadPlan {
  readonly slots: readonly Slot[];
  /** Most decimals of a number in the sample, column by column. */
  readonly decimals: readonly number[];
  readonly from: CsvFile | ParquetFiles;
}

/** What DuckDB is given to read a file of text. */
export interface CsvFile {
  readonly kind: 'csv';
  readonly path: string;
  readonly delimiter: string;
  /** Empty where nothing is quoted. */
  readonly quote: string;
  /** Lines above the first row. */
  readonly skip: number;
  readonly lineEnd: '\n' | '\r\n';
  /** A longer line is refused. */
  readonly longestLineBytes: number;
  readonly decimal: WholeReadOptions['decimal'];
  /** Whether a number may have an underscore, which DuckDB would read over. */
  readonly mayHaveUnderscore: boolean;
}

export interface ParquetFiles {
  readonly kind: 'parquet';
  readonly paths: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Rows to read: by default all. */
  readonly mostRows?: number | undefined;
}

/** A file that DuckDB reads as our own reader does, as far as its sample shows. */
export interface TextPlan {
  readonly load: LoadPlan & { readonly from: CsvFile };
  readonly firstByte: number;
  readonly header: readonly string[] | undefined;
  readonly headerText: string | undefined;
  /** The first and the last rows of the sample's head, as they are written. */
  readonly head: readonly (readonly string[])[];
  readonly headEnd: readonly (readonly string[])[];
  readonly skipped: FoundRows['skipped'];
}

/** What the rows of a sample say of the whole. */
export interface HeadRows {
  readonly found: FoundRows;
  readonly rows: readonly (readonly string[])[];
  readonly firstLine: number;
  readonly isIndented: boolean;
}

/** The rows of the first part of a file; undefined where its quotes make none. */
export function headRows(head: string, options: WholeReadOptions): HeadRows | undefined {
  const rows: string[][] = [];
  const texts: string[] = [];
  let firstLine = 0;
  const onRow = (cells: string[], line: number, text: string) => {
    if (rows.length === 0) firstLine = line;
    rows.push(cells);
    texts.push(text);
  };
  const reader = openRows(options, { onRow }, { lookAhead: Infinity });
  try {
    reader.read(head, true);
  } catch (error) {
    if (error instanceof OpenQuoteError) return undefined;
    throw error;
  }
  return { found: reader.finish(), rows, firstLine, isIndented: isIndented(texts, options) };
}

const fewestRows = 3;
/** Rows at either end that are kept as they are written. */
export const keptAtEnds = 30;

/** As DuckDB has it, which gives each thread several times as much. */
export const usualLineBytes = 2 * 1024 * 1024;

/** Undefined where DuckDB would read other rows than our own reader, as far as the sample shows. */
export function planText(
  path: string,
  sample: { readonly head: string; readonly text: string },
  options: WholeReadOptions,
): TextPlan | undefined {
  const isPlain =
    options.encoding === 'utf-8' &&
    options.delimiter !== ' ' &&
    options.comment === '' &&
    options.skipFooter === 0 &&
    (options.quote === '' || options.escape === options.quote) &&
    // DuckDB would take these for a pattern of names.
    !/[*?[\]{}]/.test(path);
  const isMixed = /\r(?!\n)/.test(sample.text) || (/\r\n/.test(sample.text) && /(?<!\r)\n/.test(sample.text));
  if (!isPlain || isMixed) return undefined;
  const head = headRows(sample.head, options);
  if (head === undefined || head.isIndented || head.rows.length < fewestRows) return undefined;
  const { found, rows, firstLine } = head;
  if (decoratedColumns(head, options).length > 0) return undefined;
  const { headerText, width, wrong, skipped } = found;
  const hasAll = wrong.count === 0 && skipped.every(({ why }) => why === 'units') && width > 1;
  const header = headerText === undefined ? undefined : recordsOf(headerText, options, 1)[0]?.cells;
  const isHeaderWhole = !/[\r\n]/.test(headerText ?? '') && (header?.length ?? width) === width;
  if (!hasAll || !isHeaderWhole) return undefined;
  const lineEnd = sample.text.includes('\r\n') ? '\r\n' : '\n';
  return {
    load: {
      ...slotsOf(rows, width, options),
      from: {
        kind: 'csv',
        path,
        delimiter: options.delimiter,
        quote: options.quote !== '' && sample.text.includes(options.quote) ? options.quote : '',
        skip: firstLine - 1,
        lineEnd,
        longestLineBytes: usualLineBytes,
        decimal: options.decimal,
        mayHaveUnderscore: hasUnderscore(rows),
      },
    },
    firstByte: Buffer.byteLength(linesOf(sample.head, firstLine - 1).join(lineEnd)),
    header,
    headerText,
    head: rows.slice(0, keptAtEnds),
    headEnd: rows.slice(-keptAtEnds),
    skipped,
  };
}

const plainNumbers = {
  '.': /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/,
  ',': /^-?(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?$/,
};
const wholeNumber = /^-?\d+$/;
const mostDecimals = 6;

/** How each column is loaded, by its first rows. */
export function slotsOf(
  rows: readonly (readonly string[])[],
  width: number,
  { decimal }: Pick<WholeReadOptions, 'decimal'>,
): Pick<LoadPlan, 'slots' | 'decimals'> {
  const found = Array.from({ length: width }, (_, index) =>
    slotOf(
      rows.map((row) => row[index] ?? '').filter((cell) => !isMissing(cell)),
      plainNumbers[decimal],
    ),
  );
  return {
    slots: found.map(({ slot }) => slot),
    decimals: found.map(({ decimals }) => decimals),
  };
}

const hasUnderscore = (rows: readonly (readonly string[])[]) =>
  rows.some((cells) => cells.some((cell) => cell.includes('_')));

function slotOf(
  cells: readonly string[],
  plainNumber: RegExp,
): { readonly slot: Slot; readonly decimals: number } {
  const numbers = cells.filter((cell) => plainNumber.test(cell));
  if (numbers.length === 0 || numbers.length < cells.length * leastNumbers)
    return { slot: 'text', decimals: 0 };
  if (numbers.every((cell) => wholeNumber.test(cell))) return { slot: 'whole', decimals: 0 };
  const decimals = numbers.map((cell) => /[.,](\d*)/.exec(cell)?.[1]?.length ?? 0);
  return { slot: 'decimal', decimals: decimals.reduce((a, b) => Math.min(mostDecimals, Math.max(a, b)), 0) };
}

/** Of the cells in the sample; others may be words among numbers. */
const leastNumbers = 0.9;

export const numberColumn = (index: number) => `n${index}`;
/** Of a column of numbers: the cells that are no plain ones. */
export const oddColumn = (index: number) => `o${index}`;
export const textColumn = (index: number) => `c${index}`;
