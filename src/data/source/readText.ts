import type { WholeReadOptions } from '../shapes/read.ts';
import type { DroppedColumn, ChangedName, SkippedLine, WrongRow } from '../shapes/reading.ts';
import { expectedWidth, nameColumns, withoutMark } from './names.ts';
import { forEachRecord } from './records.ts';
import type { TextRecord } from './records.ts';
import { afterLines } from './skippedLines.ts';
import { isUnitsRow } from './unitsRow.ts';

/** The records of a text as rows of equal length. */
export interface RowsOfText {
  readonly names: readonly string[];
  readonly rows: readonly string[][];
  /** The line that each row begins on, counted from 1. */
  readonly lines: readonly number[];
  /** As written, without line ends; undefined for a file without a header. */
  readonly headerText: string | undefined;
  readonly rowTexts: readonly string[];
  /** Empty rows and comments among the rows; the first ones, and how many there are. */
  readonly skipped: readonly SkippedLine[];
  readonly skippedCount: number;
  readonly wrong: WrongRows;
  readonly dropped: readonly DroppedColumn[];
  readonly changedNames: readonly ChangedName[];
}

interface WrongRows {
  readonly first: readonly WrongRow[];
  readonly count: number;
  /** 0-based, among all records below the header. */
  readonly firstIndex: number;
  /** Lines within wrong rows: a stray quote makes one row of many lines. */
  readonly lineCount: number;
}

const listed = 100;
const longestListed = 300;
const clipped = (text: string) => (text.length > longestListed ? `${text.slice(0, longestListed)}…` : text);

/** Reads a text in one pass; each row has as many cells as the table has names. Throws OpenQuoteError. */
export function readText(text: string, options: WholeReadOptions): RowsOfText {
  const body = withoutFooter(afterLines(text, options.skipLines), options.skipFooter);
  const raw = collect(body, options);
  const { records } = raw;
  const usual = usualOf(raw.widths);
  const header = raw.header === undefined ? undefined : withoutMark(raw.header, usual);
  const width = expectedWidth(header, usual, records.cells);
  const wrong =
    raw.widths.size > 1 || raw.brokenCount > 0 || !raw.widths.has(width)
      ? takeWrong(records, width)
      : noneWrong;
  const units =
    header !== undefined && isUnitsRow(records.cells.slice(0, unitsLookedAt)) ? takeFirst(records) : [];
  const columns = nameColumns(header, width, records.cells);
  for (const index of columns.droppedIndices) for (const cells of records.cells) cells.splice(index, 1);
  return {
    names: columns.names,
    rows: records.cells,
    lines: records.lines,
    headerText: raw.headerText,
    rowTexts: records.texts,
    skipped: [...units, ...raw.skipped],
    skippedCount: units.length + raw.skippedCount,
    wrong,
    dropped: columns.dropped,
    changedNames: columns.changed,
  };
}

/** Parallel lists; rows that span more than one line, and broken ones, are noted by index. */
interface Records {
  cells: string[][];
  lines: number[];
  texts: string[];
  readonly lineCounts: Map<number, number>;
  readonly broken: Set<number>;
}

function collect(body: string, options: WholeReadOptions) {
  const records: Records = { cells: [], lines: [], texts: [], lineCounts: new Map(), broken: new Set() };
  const widths = new Map<number, number>();
  const skipped: SkippedLine[] = [];
  let skippedCount = 0;
  let header: string[] | undefined;
  let headerText: string | undefined;
  const skip = (
    why: SkippedLine['why'],
    { line, start, end }: Pick<TextRecord, 'line' | 'start' | 'end'>,
  ) => {
    skippedCount += 1;
    if (skipped.length < listed)
      skipped.push({ line: line + options.skipLines, text: clipped(body.slice(start, end)), why });
  };
  let lastWidth = -1;
  let lastCount = 0;
  const onRecord = (record: TextRecord) => {
    const { cells, start, end, line, lineCount, isBroken } = record;
    if (cells.length > 1 && isEmpty(cells)) {
      skip('empty', record);
      return true;
    }
    if (options.header && header === undefined) {
      header = cells;
      headerText = body.slice(start, end);
      return true;
    }
    const index = records.cells.length;
    if (lineCount > 1) records.lineCounts.set(index, lineCount);
    if (isBroken && lineCount > 1) records.broken.add(index);
    if (cells.length !== lastWidth) {
      if (lastCount > 0) widths.set(lastWidth, (widths.get(lastWidth) ?? 0) + lastCount);
      [lastWidth, lastCount] = [cells.length, 0];
    }
    lastCount += 1;
    records.cells.push(cells);
    records.lines.push(line + options.skipLines);
    records.texts.push(body.slice(start, end));
    return true;
  };
  forEachRecord(body, options, onRecord, (comment) => skip('comment', comment));
  if (lastCount > 0) widths.set(lastWidth, (widths.get(lastWidth) ?? 0) + lastCount);
  return { header, headerText, records, widths, skipped, skippedCount, brokenCount: records.broken.size };
}

const isEmpty = (cells: readonly string[]) =>
  cells[0]?.trim() === '' && cells.every((cell) => cell.trim() === '');

function usualOf(widths: ReadonlyMap<number, number>): number {
  let [usual, most] = [0, 0];
  for (const [width, count] of widths) if (count > most) [usual, most] = [width, count];
  return usual;
}

const unitsLookedAt = 201;

function takeFirst(records: Records): readonly SkippedLine[] {
  records.cells.shift();
  const [line, text] = [records.lines.shift(), records.texts.shift()];
  return line === undefined || text === undefined ? [] : [{ line, text: clipped(text), why: 'units' }];
}

const noneWrong: WrongRows = { first: [], count: 0, firstIndex: -1, lineCount: 0 };

/** Takes the rows out that have another number of cells, or swallowed lines after a stray quote. */
function takeWrong(records: Records, expected: number): WrongRows {
  const first: WrongRow[] = [];
  let [count, firstIndex, lineCount] = [0, -1, 0];
  const kept: Pick<Records, 'cells' | 'lines' | 'texts'> = { cells: [], lines: [], texts: [] };
  for (const [index, cells] of records.cells.entries()) {
    const [line = 0, text = ''] = [records.lines[index], records.texts[index]];
    const found = cells.length;
    if (found === expected && !records.broken.has(index)) {
      kept.cells.push(cells);
      kept.lines.push(line);
      kept.texts.push(text);
      continue;
    }
    if (count === 0) firstIndex = index;
    count += 1;
    lineCount += records.lineCounts.get(index) ?? 1;
    const why = records.broken.has(index) ? 'quotes' : found > expected ? 'too-many' : 'too-few';
    if (first.length < listed) first.push({ line, found, expected, why, text: clipped(text) });
  }
  Object.assign(records, kept);
  return { first, count, firstIndex, lineCount };
}

/** The text before its last `count` lines; the last one may have an end or not. */
function withoutFooter(text: string, count: number): string {
  let end = text.length;
  for (let line = 0; line < count; line += 1) {
    const body = text.endsWith('\r\n', end) ? end - 2 : /[\r\n]/.test(text[end - 1] ?? '') ? end - 1 : end;
    const lineFeed = text.lastIndexOf('\n', body - 1);
    const carriageReturn = text.lastIndexOf('\r', body - 1);
    end = body === 0 ? 0 : Math.max(lineFeed, carriageReturn) + 1;
  }
  return text.slice(0, end);
}
