import { basename, dirname, extname, join } from 'node:path';

/** The path of NAME[-2]PART.csv beside NAME.csv, for each ending that keeps names apart; `extension` when it is another. */
export function besideTable(path: string, part: string, extension = extname(path)) {
  const stem = basename(path, extname(path));
  return (ending: string) => join(dirname(path), `${stem}${ending}${part}${extension}`);
}

export const joinLines = (newline: 'LF' | 'CRLF', lines: readonly string[]) => {
  const end = newline === 'CRLF' ? '\r\n' : '\n';
  return lines.map((line) => `${line}${end}`).join('');
};
