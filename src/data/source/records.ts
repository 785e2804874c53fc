import type { WholeReadOptions } from '../shapes/read.ts';

export type Dialect = Pick<WholeReadOptions, 'delimiter' | 'quote' | 'escape' | 'comment'>;

export interface TextRecord {
  readonly cells: string[];
  /** Its text is `text.slice(start, end)`. */
  readonly start: number;
  readonly end: number;
  /** The first one, counted from 1. */
  readonly line: number;
  /** Lines that the record spans. */
  readonly lineCount: number;
  /** Indices of the cells that are in quotes. */
  readonly quoted: readonly number[];
  /** Whether text follows a closing quote, as after a stray quote. */
  readonly isBroken: boolean;
}

/** A quote that is never closed, or not within a mebibyte. `line` is where it is opened. */
export class OpenQuoteError extends Error {
  readonly line: number;
  constructor(line: number) {
    super(`line ${line}: quote not closed`);
    this.line = line;
  }
}

const longestQuoted = 1024 * 1024;
const none: readonly number[] = [];

/** A part of a text that begins with a record. */
export interface TextPart {
  readonly text: string;
  /** The line of the text that the part begins on, counted from 1. */
  readonly line: number;
  /** Whether the text ends with the part; otherwise a record that may go on in the next part is left for it. */
  readonly isLast: boolean;
}

/** Where the records of a part end: the next part begins with the rest of its text. */
type Reached = Pick<TextPart, 'line'> & { readonly end: number };

/**
 * Splits text into records in one pass, linear in its length. Lines end with LF, CRLF or CR, also mixed; blank lines are no
 * records, nor are comments. Goes on while `onRecord` returns true. Throws OpenQuoteError.
 */
export function forEachRecord(
  { text, line: firstLine, isLast }: TextPart,
  dialect: Dialect,
  onRecord: (record: TextRecord) => boolean,
  onComment: (comment: Pick<TextRecord, 'start' | 'end' | 'line'>) => void = () => undefined,
): Reached {
  const { quote, comment } = dialect;
  const lineEndAfter = lineEndFinder(text);
  const quoteAfter = finder(text, quote);
  const splitQuoted = quotedSplitter(text, dialect, lineEndAfter);
  const splitPlain = plainSplitter(dialect);
  let line = firstLine;
  let start = 0;
  // A carriage return at the end may be half a line end.
  const goesOn = (end: number) => !isLast && end + 1 >= text.length;
  while (start < text.length) {
    const end = lineEndAfter(start);
    if (goesOn(end)) break;
    const isComment = comment !== '' && text.startsWith(comment, start);
    if (isComment) onComment({ start, end, line });
    if (isComment || isBlank(text, start, end)) {
      start = end + lineEndLength(text, end);
      line += 1;
      continue;
    }
    const record =
      quoteAfter(start) >= end
        ? { cells: splitPlain(text.slice(start, end)), end, lineCount: 1, quoted: none, isBroken: false }
        : splitQuoted(start, line, isLast);
    if (record === undefined || goesOn(record.end)) break;
    const isWanted = onRecord({ ...record, start, line });
    start = record.end + lineEndLength(text, record.end);
    line += record.lineCount;
    if (!isWanted) break;
  }
  return { end: start, line };
}

/** The first `limit` records of a sample; a quote that is not closed ends it, as `endsOpen` says. */
export function sampleRecords(text: string, dialect: Dialect, limit: number) {
  const records: TextRecord[] = [];
  try {
    forEachRecord({ text, line: 1, isLast: true }, dialect, (record) => records.push(record) < limit);
    return { records, endsOpen: false };
  } catch (error) {
    if (!(error instanceof OpenQuoteError)) throw error;
    return { records, endsOpen: true };
  }
}

export const recordsOf = (...sample: Parameters<typeof sampleRecords>) => sampleRecords(...sample).records;

function isBlank(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end && text.charCodeAt(at) === 0x20) at += 1;
  return at === end;
}

/** 2 for CRLF, 1 for LF or CR, 0 at the end of the text. */
const lineEndLength = (text: string, at: number) =>
  text[at] === '\r' && text[at + 1] === '\n' ? 2 : at < text.length ? 1 : 0;

/** The next position of `wanted` at or after one; positions asked for never decrease, so that the text is searched once. */
function finder(text: string, wanted: string): (from: number) => number {
  let next = wanted === '' ? Infinity : -1;
  return (from) => {
    if (next < from) {
      const found = text.indexOf(wanted, from);
      next = found < 0 ? Infinity : found;
    }
    return next;
  };
}

function lineEndFinder(text: string): (from: number) => number {
  const lineFeed = finder(text, '\n');
  const carriageReturn = finder(text, '\r');
  return (from) => Math.min(lineFeed(from), carriageReturn(from), text.length);
}

function plainSplitter({ delimiter }: Dialect): (line: string) => string[] {
  return delimiter === ' ' ? (line) => line.trim().split(/[ \t]+/) : (line) => line.split(delimiter);
}

/** Splits a record that has quotes; undefined where it may go on in the next part. */
function quotedSplitter(
  text: string,
  { delimiter, quote, escape }: Dialect,
  lineEndAfter: (from: number) => number,
) {
  const isBlanks = delimiter === ' ';
  const blanks = delimiter === '\t' ? ' ' : ' \t';
  const delimiterIn = finder(text, delimiter);
  const delimiterAfter = (from: number, end: number) => {
    if (!isBlanks) return Math.min(delimiterIn(from), end);
    let at = from;
    while (at < end && text[at] !== ' ' && text[at] !== '\t') at += 1;
    return at;
  };
  const skipBlanks = (from: number) => {
    let at = from;
    while (blanks.includes(text[at] ?? '\n')) at += 1;
    return at;
  };
  return (start: number, line: number, isLast: boolean) => {
    const cells: string[] = [];
    const quoted: number[] = [];
    let isBroken = false;
    let at = isBlanks ? skipBlanks(start) : start;
    for (;;) {
      const open = skipBlanks(at);
      if (text[open] === quote) {
        const { value, end } = readQuoted(text, open, quote, escape);
        if (end < 0) {
          if (!isLast && text.length - open <= longestQuoted) return undefined;
          throw new OpenQuoteError(line + lineEndsBetween(text, start, open));
        }
        const after = skipBlanks(end);
        const lineEnd = lineEndAfter(after);
        const cellEnd = isBlanks ? delimiterAfter(end, lineEndAfter(end)) : delimiterAfter(after, lineEnd);
        const isClean = isBlanks ? cellEnd === end : cellEnd === after;
        isBroken ||= !isClean;
        quoted.push(cells.length);
        cells.push(isClean ? value : value + text.slice(end, cellEnd));
        at = cellEnd;
      } else {
        const cellEnd = delimiterAfter(at, lineEndAfter(at));
        cells.push(text.slice(at, cellEnd));
        at = cellEnd;
      }
      const next = isBlanks ? skipBlanks(at) : at;
      const isEnd = isBlanks ? next >= lineEndAfter(next) : text[at] !== delimiter;
      if (isEnd) {
        const end = isBlanks ? lineEndAfter(at) : at;
        return { cells, end, lineCount: lineEndsBetween(text, start, end) + 1, quoted, isBroken };
      }
      at = isBlanks ? next : at + 1;
    }
  };
}

/** The value of a quoted cell and the position after its closing quote; -1 where none closes it. */
function readQuoted(text: string, open: number, quote: string, escape: string) {
  const parts: string[] = [];
  let from = open + 1;
  for (;;) {
    const found = text.indexOf(quote, from);
    if (found < 0 || found - open > longestQuoted) return { value: '', end: -1 };
    if (escape === '\\' && isEscaped(text, open, found)) {
      parts.push(text.slice(from, found), quote);
      from = found + 1;
    } else if (escape !== '\\' && text[found + 1] === quote) {
      parts.push(text.slice(from, found), quote);
      from = found + 2;
    } else {
      const last = text.slice(from, found);
      if (escape !== '\\')
        return { value: parts.length === 0 ? last : parts.join('') + last, end: found + 1 };
      return { value: (parts.join('') + last).replaceAll(/\\(["'\\])/g, '$1'), end: found + 1 };
    }
  }
}

/** Whether an odd number of backslashes precedes. */
function isEscaped(text: string, open: number, at: number): boolean {
  let backslashes = 0;
  while (at - 1 - backslashes > open && text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

export function lineEndsBetween(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) count += 1;
  }
  return count;
}
