import type { WholeReadOptions } from '../shapes/read.ts';
import { openRows } from './rowReader.ts';
import type { FoundRows } from './rowReader.ts';

/** The records of a text as rows of equal length. */
export interface RowsOfText extends FoundRows {
  readonly rows: readonly string[][];
  /** The line that each row begins on, counted from 1. */
  readonly lines: readonly number[];
  /** As written, without line ends. */
  readonly rowTexts: readonly string[];
}

/** Reads a text in one pass; each row has as many cells as the table has names. Throws OpenQuoteError. */
export function readText(text: string, options: WholeReadOptions): RowsOfText {
  const rows: string[][] = [];
  const lines: number[] = [];
  const rowTexts: string[] = [];
  const onRow = (cells: string[], line: number, rowText: string) => {
    rows.push(cells);
    lines.push(line);
    rowTexts.push(rowText);
  };
  const reader = openRows(options, { onRow }, { lookAhead: Infinity });
  reader.read(withoutFooter(text, options.skipFooter), true);
  const found = reader.finish();
  for (const index of found.droppedIndices) for (const cells of rows) cells.splice(index, 1);
  return { ...found, rows, lines, rowTexts };
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
