import { withoutFormula } from '../../files/reportCell.ts';
import { byteOrderMark, textEncoder } from '../source/encoding.ts';
import type { Table } from '../table/table.ts';

type Value = string | number;

/** Lines of a table with further cells, as bytes of a file like the table's. */
export interface TextAppender {
  /** Begins the file: a header with the names, where the table has one. */
  readonly begin: (names: readonly string[]) => Uint8Array;
  /** Lines without their ends, and what is appended to each. */
  readonly rows: (lines: readonly string[], cellsOf: (index: number) => readonly Value[]) => Uint8Array;
}

/**
 * Appends cells in the table's own dialect, number format, line ends and encoding; in UTF-8 where that encoding lacks a character of
 * `words`, which are all that may be appended besides numbers.
 */
export function textAppender(
  { reading: { options, dropped }, file: { newline, encoding }, headerText }: Table,
  words: readonly string[],
): TextAppender {
  let added: readonly string[] = [];
  const append =
    options.format === 'jsonl'
      ? objectAppender(() => added)
      : cellAppender(
          options,
          dropped.some(({ why }) => why === 'trailing'),
        );
  const end = newline === 'CRLF' ? '\r\n' : '\n';
  const own = textEncoder(encoding);
  const written = words.every((word) => own(word) !== undefined) ? encoding : 'utf-8';
  const encode = textEncoder(written);
  // Bytes of the file that are no character were read as one that the encoding lacks.
  const bytesOf = (text: string) =>
    encode(text) ?? encode(text.replaceAll('\uFFFD', '?')) ?? Buffer.from(text);
  return {
    begin: (names) => {
      added = names;
      const header = headerText === undefined ? '' : `${append(headerText, names)}${end}`;
      return bytesOf(`${byteOrderMark(written)}${header}`);
    },
    rows: (lines, cellsOf) =>
      bytesOf(lines.map((line, index) => `${append(line, cellsOf(index))}${end}`).join('')),
  };
}

/** Appends keys to an object in a line of its own. */
const objectAppender = (names: () => readonly string[]) => (line: string, cells: readonly Value[]) => {
  const open = line.trimEnd().slice(0, -1).trimEnd();
  const keys = names().map((name, index) => `${JSON.stringify(name)}:${JSON.stringify(cells[index] ?? '')}`);
  return `${open}${open.endsWith('{') ? '' : ','}${keys.join(',')}}`;
};

function cellAppender(
  { delimiter, quote, escape, decimal }: Table['reading']['options'],
  hasTrailing: boolean,
) {
  const written = (cell: Value) => {
    const text =
      typeof cell === 'number' && decimal === ',' ? String(cell).replace('.', ',') : withoutFormula(cell);
    const isSafe = quote === '' || !(text.includes(delimiter) || text.includes(quote) || /[\r\n]/.test(text));
    return isSafe ? text : `${quote}${text.replaceAll(quote, `${escape}${quote}`)}${quote}`;
  };
  return (line: string, cells: readonly Value[]) => {
    const text = hasTrailing && line.endsWith(delimiter) ? line.slice(0, -1) : line;
    return [text, ...cells.map(written)].join(delimiter);
  };
}
