import { delimiters, plainReadOptions } from '../shapes/read.ts';
import type { ReadOptions, WholeReadOptions } from '../shapes/read.ts';
import type { Doubt, HeaderRule, SkippedLine } from '../shapes/reading.ts';
import { sniffDialect, usualWidth } from './dialect.ts';
import type { FoundEncoding } from './encoding.ts';
import { sniffHeader } from './header.ts';
import { sniffNumberFormat } from './numberFormat.ts';
import { recordsOf } from './records.ts';
import type { Dialect, TextRecord } from './records.ts';
import type { TextSample } from './sample.ts';
import {
  afterLines,
  footerOf,
  isHeaderComment,
  isTotal,
  linesOf,
  openingOf,
  titlesOf,
} from './skippedLines.ts';

export interface Sniffed {
  readonly options: WholeReadOptions;
  readonly unsure: readonly Doubt[];
  readonly headerRule: HeaderRule;
  /** Lines above the first record and below the last one. */
  readonly skipped: readonly SkippedLine[];
}

const recordsLookedAt = 300;

interface Given {
  readonly options: ReadOptions;
  readonly encoding: FoundEncoding;
  readonly fileName: string;
  /** Lines of the whole file, to number those at its end; computed only where they are needed. */
  readonly lineCount: () => number;
}

/** Works out how a file is read from a sample of its text; options that are given are kept. Pure. */
export function sniff(sample: TextSample, { options: given, encoding, fileName, lineCount }: Given): Sniffed {
  const opening = openingOf(sample.head);
  const above = given.skipLines ?? opening.skipped.at(-1)?.line ?? 0;
  const body = afterLines(sample.head, above);
  const hinted = delimiters.find((delimiter) => delimiter === opening.delimiter);
  const { dialect: found, isSure } = sniffDialect(
    { ...sample, head: body },
    hinted === undefined ? given : { delimiter: hinted, ...given },
    fileName,
  );
  const top = given.skipLines === undefined ? topOf(body, opening.skipped, found) : givenTop(sample, above);
  const skipLines = given.skipLines ?? top.at(-1)?.line ?? 0;
  const hasComments = given.comment === undefined && top.some(({ why }) => why === 'comment');
  const dialect = hasComments ? withComments(sample, found, skipLines) : found;
  const records = recordsFrom(afterLines(sample.head, skipLines), sample, dialect);
  const bottom = given.skipFooter === undefined ? bottomOf(sample, records, dialect, lineCount) : [];
  const rows = (bottom.length === 0 ? records : records.filter((record) => !isTotal(record))).map(
    ({ cells }) => cells,
  );
  const header =
    given.header === undefined
      ? sniffHeader(rows)
      : { header: given.header, rule: 'given' as const, isSure: true };
  const format = sniffNumberFormat(header.header ? rows.slice(1) : rows, dialect.delimiter, {
    ...(given.decimal === undefined ? {} : { decimal: given.decimal }),
    ...(given.thousands === undefined ? {} : { thousands: given.thousands }),
  });
  const doubts: readonly (readonly [Doubt, boolean])[] = [
    ['delimiter', isSure],
    ['encoding', encoding.isSure || given.encoding !== undefined],
    ['header', header.isSure && (given.skipLines !== undefined || skipLines >= above)],
    ['decimal', format.isSure],
  ];
  return {
    options: {
      ...plainReadOptions,
      ...dialect,
      ...format.format,
      header: header.header,
      encoding: given.encoding ?? encoding.encoding,
      missing: given.missing ?? [],
      values: given.values ?? [],
      skipLines,
      skipFooter: given.skipFooter ?? bottom.length,
      index: given.index ?? 'leaveOut',
      wrongRows: given.wrongRows ?? 'setAside',
    },
    unsure: doubts.flatMap(([doubt, isCertain]) => (isCertain ? [] : [doubt])),
    headerRule: header.rule,
    skipped: [...top, ...bottom],
  };
}

function topOf(body: string, opening: readonly SkippedLine[], dialect: Dialect): readonly SkippedLine[] {
  const last = opening.at(-1)?.line ?? 0;
  return isHeaderComment(opening.at(-1), body, dialect)
    ? opening.slice(0, -1)
    : [...opening, ...titlesOf(body, dialect, last + 1)];
}

/** Lines further down that begin like the comments above are comments too, unless they look like rows. */
function withComments(sample: TextSample, dialect: Dialect, skipLines: number): Dialect {
  const records = recordsFrom(afterLines(sample.head, skipLines), sample, dialect);
  const width = usualWidth(records);
  const isRow = ({ cells }: TextRecord) => cells[0]?.startsWith('#') === true && cells.length === width;
  return records.some(isRow) ? dialect : { ...dialect, comment: '#' };
}

const givenTop = ({ head }: TextSample, count: number): readonly SkippedLine[] =>
  linesOf(head, count).map((text, index) => ({ line: index + 1, text, why: 'given' }));

/** Records from all of the sample; those of the head first. */
function recordsFrom(head: string, { blocks }: TextSample, dialect: Dialect): readonly TextRecord[] {
  const inHead = recordsOf(head, dialect, recordsLookedAt);
  const width = usualWidth(inHead);
  // A block can begin within a quoted value: only records of the usual width are surely whole.
  const inBlocks = blocks.flatMap((block) =>
    recordsOf(block, { ...dialect, quote: '' }, recordsLookedAt / 10),
  );
  return [...inHead, ...inBlocks.filter(({ cells }) => cells.length === width)];
}

function bottomOf(
  { head, tail }: TextSample,
  records: readonly TextRecord[],
  dialect: Dialect,
  lineCount: () => number,
): readonly SkippedLine[] {
  const found = footerOf(tail === '' ? head : tail, dialect, usualWidth(records), 0);
  if (found.length === 0) return found;
  const totals = found.filter(({ why }) => why === 'total').length;
  // Where rows are called total throughout, the last one is a row like the others.
  if (records.filter(isTotal).length > totals) return [];
  const last = lineCount();
  return found.map((skipped) => ({ ...skipped, line: skipped.line + last }));
}
