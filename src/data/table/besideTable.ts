import { basename, dirname, extname, join } from 'node:path';

/**
 * Names a file beside a table: for `/a/NAME.csv` and part `.train` the paths `/a/NAME.train.csv`, `/a/NAME-2.train.csv`, … by
 * the ending that avoids existing files.
 */
export function besideTable(path: string, part: string, extension = extname(path)) {
  const stem = basename(path, extname(path));
  return (ending: string) => join(dirname(path), `${stem}${ending}${part}${extension}`);
}

export const joinLines = (newline: 'LF' | 'CRLF', lines: readonly string[]) => {
  const end = newline === 'CRLF' ? '\r\n' : '\n';
  return lines.map((line) => `${line}${end}`).join('');
};
