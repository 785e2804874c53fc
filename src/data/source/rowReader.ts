import type { WholeReadOptions } from '../shapes/read.ts';
import type { ChangedName, DroppedColumn, SkippedLine, WrongRow } from '../shapes/reading.ts';
import { expectedWidth, nameColumns, watchColumns, withoutMark } from './names.ts';
import { forEachRecord, lineEndsBetween } from './records.ts';
import type { TextRecord } from './records.ts';
import { afterLines } from './skippedLines.ts';
import { isUnitsRow } from './unitsRow.ts';

/** What takes the rows of a text, in order. */
export interface RowSink {
  /** `cells` include those of dropped columns; `text` is the row as written, without its line end. */
  readonly onRow: (cells: string[], line: number, text: string) => void;
  readonly onWrong?: (text: string, line: number) => void;
}

/** What a text has beside its rows. */
export interface FoundRows {
  readonly names: readonly string[];
  /** Cells of each row that the sink got. */
  readonly width: number;
  /** Cells that most rows have. */
  readonly usual: number;
  readonly rowCount: number;
  /** Lines of the text, those that are no rows too. */
  readonly lineCount: number;
  /** As written, without its line end; undefined for a file without a header. */
  readonly headerText: string | undefined;
  /** Empty rows and comments among the rows; the first ones, and how many there are. */
  readonly skipped: readonly SkippedLine[];
  readonly skippedCount: number;
  readonly wrong: WrongRows;
  /** 0-based indices of cells that are no column of the table, the last one first. */
  readonly droppedIndices: readonly number[];
  readonly dropped: readonly DroppedColumn[];
  readonly changedNames: readonly ChangedName[];
  /** The first cells have no name in the header: they name the rows, which needs them to be distinct, all of them. */
  readonly hasRowNames?: boolean;
}

interface WrongRows {
  readonly first: readonly WrongRow[];
  readonly count: number;
  /** 0-based, among all records below the header. */
  readonly firstIndex: number;
  /** Lines within wrong rows: a stray quote makes one row of many lines. */
  readonly lineCount: number;
}

/** The first rows have another length than most: the text is to be read again with the usual one. */
export class OtherWidthError extends Error {
  readonly usual: number;
  constructor(usual: number) {
    super(`most rows have ${usual} cells`);
    this.usual = usual;
  }
}

export interface RowReader {
  /** Takes the next part of the text. Throws OpenQuoteError. */
  readonly read: (text: string, isLast: boolean) => void;
  /** The line that is being read. */
  readonly line: () => number;
  /** Characters that wait for the rest of their record. */
  readonly waiting: () => number;
  /** Throws OtherWidthError where `lookAhead` rows were too few to know the usual length. */
  readonly finish: () => FoundRows;
}

interface Limits {
  /** Rows that are looked at before the first is passed on. */
  readonly lookAhead: number;
  /** The usual number of cells, where it is known. */
  readonly usual?: number | undefined;
}

/** Rows of this length together are enough to look ahead. */
const longestLookAhead = 16 * 1024 * 1024;
const listed = 100;
const longestListed = 300;
const clipped = (text: string) => (text.length > longestListed ? `${text.slice(0, longestListed)}…` : text);

interface Pending extends Pick<TextRecord, 'cells' | 'line' | 'lineCount'> {
  readonly text: string;
  readonly isBroken: boolean;
}

/** Reads a text that comes in parts, in one pass; each row that is passed on has as many cells as most. */
export function openRows(options: WholeReadOptions, sink: RowSink, limits: Limits): RowReader {
  const widths = widthCounter();
  const skipped = skippedLines();
  const wrong = wrongRows();
  let header: string[] | undefined;
  let headerText: string | undefined;
  let pending: Pending[] | undefined = [];
  let [width, recordIndex] = [0, 0];
  let watched = watchColumns(0);
  let room = limits.lookAhead === Infinity ? Infinity : longestLookAhead;

  const pass = ({ cells, line, text }: Pending) => {
    watched.add(cells);
    sink.onRow(cells, line, text);
  };
  const sort = (record: Pending): boolean => {
    const { cells, isBroken, line, text } = record;
    const index = recordIndex;
    recordIndex += 1;
    if (cells.length === width && !isBroken) return true;
    const why = isBroken ? 'quotes' : cells.length > width ? 'too-many' : 'too-few';
    wrong.add({ line, found: cells.length, expected: width, why, text }, record.lineCount, index);
    sink.onWrong?.(text, line);
    return false;
  };
  const begin = () => {
    const first = pending ?? [];
    pending = undefined;
    const usual = limits.usual ?? widths.usual();
    if (header !== undefined) header = [...withoutMark(header, usual)];
    const cells = first.map((record) => record.cells);
    width = expectedWidth(header, usual, cells);
    watched = watchColumns(width);
    const rows = first.filter(sort);
    const isUnits = header !== undefined && isUnitsRow(rows.slice(0, unitsLookedAt).map(cellsOf));
    const units = isUnits ? rows.shift() : undefined;
    if (units !== undefined) skipped.addFirst({ line: units.line, text: units.text, why: 'units' });
    for (const row of rows) pass(row);
    return usual;
  };
  let usual = 0;
  const onRecord = (part: string, { cells, start, end, line, lineCount, isBroken }: TextRecord) => {
    const text = part.slice(start, end);
    if (cells.length > 1 && isEmpty(cells)) {
      skipped.add({ line, text, why: 'empty' });
      return;
    }
    if (options.header && header === undefined) {
      header = cells;
      headerText = text;
      return;
    }
    widths.add(cells.length);
    const record = { cells, line, lineCount, text, isBroken: isBroken && lineCount > 1 };
    if (pending === undefined) {
      if (sort(record)) pass(record);
      return;
    }
    room -= text.length;
    if (pending.push(record) >= limits.lookAhead || room < 0) usual = begin();
  };
  const parts = partsOf(options, onRecord, (comment) => skipped.add({ ...comment, why: 'comment' }));
  return {
    read: parts.read,
    line: parts.line,
    waiting: parts.waiting,
    finish: () => {
      if (pending !== undefined) usual = begin();
      else if (widths.usual() !== usual && limits.usual === undefined)
        throw new OtherWidthError(widths.usual());
      const columns = nameColumns(header, width, watched, options.index);
      return {
        names: columns.names,
        width,
        usual,
        rowCount: watched.rowCount(),
        lineCount: parts.line() - 1,
        headerText,
        ...skipped.found(),
        wrong: wrong.found(),
        droppedIndices: columns.droppedIndices,
        dropped: columns.dropped,
        changedNames: columns.changed,
        hasRowNames: header?.length === width - 1 && !watched.isEmpty(width - 1),
      };
    },
  };
}

const unitsLookedAt = 201;
const cellsOf = ({ cells }: Pending) => cells;

/** Joins parts where a record goes on, and skips the lines above the first record. */
function partsOf(
  options: WholeReadOptions,
  onRecord: (text: string, record: TextRecord) => void,
  onComment: (comment: { readonly line: number; readonly text: string }) => void,
): Pick<RowReader, 'read' | 'line' | 'waiting'> {
  let rest = '';
  let line = 1;
  return {
    line: () => line,
    waiting: () => rest.length,
    read: (part, isLast) => {
      let text = rest + part;
      if (line <= options.skipLines) {
        const isEnough = isLast || lineEndsBetween(text, 0, text.length - 1) >= options.skipLines;
        if (!isEnough) {
          rest = text;
          return;
        }
        text = afterLines(text, options.skipLines);
        line = options.skipLines + 1;
      }
      const reached = forEachRecord(
        { text, line, isLast },
        options,
        (record) => {
          onRecord(text, record);
          return true;
        },
        ({ start, end, line: at }) => onComment({ line: at, text: text.slice(start, end) }),
      );
      rest = text.slice(reached.end);
      line = reached.line;
    },
  };
}

const isEmpty = (cells: readonly string[]) =>
  cells[0]?.trim() === '' && cells.every((cell) => cell.trim() === '');

/** Counts records by their number of cells; runs of equal ones are counted together. */
function widthCounter() {
  const counts = new Map<number, number>();
  let [last, run] = [-1, 0];
  const flush = () => {
    if (run > 0) counts.set(last, (counts.get(last) ?? 0) + run);
    run = 0;
  };
  return {
    add: (width: number) => {
      if (width !== last) {
        flush();
        last = width;
      }
      run += 1;
    },
    usual: () => {
      flush();
      let [usual, most] = [0, 0];
      for (const [width, count] of counts) if (count > most) [usual, most] = [width, count];
      return usual;
    },
  };
}

function skippedLines() {
  const lines: SkippedLine[] = [];
  let count = 0;
  return {
    add: ({ line, text, why }: SkippedLine) => {
      count += 1;
      if (lines.length < listed) lines.push({ line, text: clipped(text), why });
    },
    addFirst: ({ line, text, why }: SkippedLine) => {
      count += 1;
      lines.unshift({ line, text: clipped(text), why });
    },
    found: () => ({ skipped: lines, skippedCount: count }),
  };
}

function wrongRows() {
  const first: WrongRow[] = [];
  let [count, firstIndex, lineCount] = [0, -1, 0];
  return {
    add: (row: WrongRow, lines: number, index: number) => {
      if (count === 0) firstIndex = index;
      count += 1;
      lineCount += lines;
      if (first.length < listed) first.push({ ...row, text: clipped(row.text) });
    },
    found: (): WrongRows => ({ first, count, firstIndex, lineCount }),
  };
}
