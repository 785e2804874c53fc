import type { SkippedLine } from '../shapes/reading.ts';
import { sniffHeader } from './header.ts';
import { recordsOf } from './records.ts';
import type { Dialect, TextRecord } from './records.ts';
import { withoutMark } from './names.ts';
import { usualWidth } from './dialect.ts';

/** Physical lines of a text without their ends. */
export const linesOf = (text: string, limit?: number): string[] => text.split(/\r\n|\r|\n/, limit);

/** The text after its first `count` lines. */
export function afterLines(text: string, count: number): string {
  const end = /\r\n|\r|\n/g;
  for (let line = 0; line < count; line += 1) if (end.exec(text) === null) return '';
  return count === 0 ? text : text.slice(end.lastIndex);
}

const separatorLine = /^"?sep=(.)"?$/i;
const openingLines = 100;

export interface Opening {
  readonly skipped: readonly SkippedLine[];
  /** Of a `sep=` line. */
  readonly delimiter: string | undefined;
}

/** Lines before anything that could be a record: a `sep=` line and comments. */
export function openingOf(head: string): Opening {
  const lines = linesOf(head, openingLines);
  const delimiter = separatorLine.exec(lines[0] ?? '')?.[1];
  const skipped: SkippedLine[] = [];
  for (const [index, text] of lines.entries()) {
    const isSeparator = index === 0 && delimiter !== undefined;
    if (text.trim() === '' && index < lines.length - 1) continue;
    if (!isSeparator && !text.startsWith('#')) break;
    skipped.push({ line: index + 1, text, why: isSeparator ? 'separator' : 'comment' });
  }
  return { skipped, delimiter };
}

/**
 * Whether the last comment holds the names: it has as many cells as the rows in `body` and nothing else names them, as in
 * "# time,volt" or where the first column is called "#".
 */
export function isHeaderComment(last: SkippedLine | undefined, body: string, dialect: Dialect): boolean {
  if (last?.why !== 'comment') return false;
  const records = recordsOf(body, dialect, titleRecords);
  const width = usualWidth(records);
  const names = withoutMark(recordsOf(last.text, dialect, 1)[0]?.cells ?? [], width);
  const { header, rule } = sniffHeader(records.map(({ cells }) => cells));
  const isNamed = header && rule !== 'all-text' && rule !== 'only-record';
  return names.length === width && width > 1 && names.every(isNameLike) && !isNamed;
}

const isNameLike = (cell: string) => /^#?\s*\S+(?:\s\S+){0,2}\s*$/.test(cell);

const titleRecords = 200;
const mostTitles = 20;

/** Title lines above the header: records of another width, or with nothing but a first cell. `firstLine` is the line of `body`'s start. */
export function titlesOf(body: string, dialect: Dialect, firstLine: number): readonly SkippedLine[] {
  const records = recordsOf(body, dialect, titleRecords);
  const width = usualWidth(records);
  if (width < 2) return [];
  const begin = records.findIndex((record) => isTableRecord(record, width));
  if (begin < 1 || begin > mostTitles) return [];
  // A header of another length is a fault of the file, not a title.
  const isHeader = records
    .slice(0, begin)
    .some(({ cells }) => cells.length > 2 && filled(cells) === cells.length);
  const { header, rule } = sniffHeader(records.slice(begin).map(({ cells }) => cells));
  if (isHeader && !(header && rule === 'names-over-values')) return [];
  return records.slice(0, begin).map(({ start, end, line, cells }) => ({
    line: firstLine + line - 1,
    text: body.slice(start, end),
    why: filled(cells) === 0 ? 'empty' : 'title',
  }));
}

const filled = (cells: readonly string[]) => cells.filter((cell) => cell.trim() !== '').length;

/** The names can be one fewer than the cells: of row names or an empty last column. Values without a letter are no title. */
function isTableRecord({ cells }: TextRecord, width: number): boolean {
  if (filled(cells) === 0) return false;
  if (!cells.some((cell) => /\p{L}/u.test(cell))) return true;
  if (cells.length !== width && (cells.length !== width - 1 || width < 3)) return false;
  return filled(cells) > 1 || cells[0]?.trim() === '';
}

const totalWord =
  /^(grand |sub)?(total|totals|sum|summe|gesamt|gesamtsumme|average|mean|mittelwert|somme|totale|suma)\b[:.]?/i;
const grandTotal = /^(?:(?:grand |sub)?totals?|summe|gesamt(?:summe)?)[:.]?$/i;
const mostFooterLines = 10;

/**
 * Lines at the end that are no rows: a total, a note, and empty ones among them. `end` is the text's last part and `lineCount` the
 * number of lines up to its end, so that lines can be numbered.
 */
export function footerOf(
  end: string,
  dialect: Dialect,
  width: number,
  lineCount: number,
): readonly SkippedLine[] {
  const lines = linesOf(end.replace(/(\r\n|\r|\n)$/, ''));
  const skipped: SkippedLine[] = [];
  let certain = 0;
  for (const [back, text] of lines.toReversed().slice(0, mostFooterLines).entries()) {
    const why = lines.length - back > 1 ? footerLine(text, dialect, width) : undefined;
    if (why === undefined) break;
    skipped.push({ line: lineCount - back, text, why });
    if (why !== 'empty') certain = skipped.length;
  }
  return certain === 0 ? [] : skipped.toReversed();
}

/** Whether a record's first cell that is filled says that it sums up others; further right, a word such as "average" is a value. */
export function isTotal({ cells }: Pick<TextRecord, 'cells'>): boolean {
  const first = cells.findIndex((cell) => cell.trim() !== '');
  return (first <= 0 ? totalWord : grandTotal).test(cells[first]?.trim() ?? '');
}

function footerLine(text: string, dialect: Dialect, width: number): SkippedLine['why'] | undefined {
  if (text.trim() === '') return 'empty';
  // An odd number of quotes: the end of a value of several lines.
  const isInValue = dialect.quote !== '' && text.split(dialect.quote).length % 2 === 0;
  if (width < 2 || isInValue) return undefined;
  const [record] = recordsOf(text, dialect, 1);
  const cells = record?.cells ?? [];
  if (filled(cells) === 0) return 'empty';
  if (isTotal({ cells }) && cells.length <= width) return 'total';
  const isNote = cells.length !== width && filled(cells) === 1 && /\p{L}.*[ :]/u.test(text);
  return isNote ? 'note' : undefined;
}
