import { basename, dirname, extname, join } from 'node:path';
import { encodeText } from '../source/encoding.ts';
import type { Table } from './readTable.ts';

/**
 * Names a file beside a table: for `/a/NAME.csv` and part `.train` the paths `/a/NAME.train.csv`, `/a/NAME-2.train.csv`, … by
 * the ending that avoids existing files.
 */
export function besideTable(path: string, part: string, extension = extname(path)) {
  const stem = basename(path, extname(path));
  return (ending: string) => join(dirname(path), `${stem}${ending}${part}${extension}`);
}

/**
 * Lines for a file like the table's: its line ends and its encoding, or UTF-8 where that lacks a character. A header that is
 * undefined is no line.
 */
export function linesLike(
  { file: { newline, encoding } }: Pick<Table, 'file'>,
  header: string | undefined,
  rows: readonly string[],
): Buffer {
  const end = newline === 'CRLF' ? '\r\n' : '\n';
  const lines = header === undefined ? rows : [header, ...rows];
  const text = lines.map((line) => `${line}${end}`).join('');
  return encodeText(text, encoding) ?? Buffer.from(text);
}
