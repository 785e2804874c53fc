import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface ExcerptLine {
  /** 1-based */
  readonly line: number;
  readonly text: string;
}

const before = 2;
const after = 2;
const mostCharacters = 200;

/** The lines of a text file around `line` (1-based), two before and two after, long ones cut. Rejects as the file system does. */
export async function linesAround(path: string, line: number): Promise<readonly ExcerptLine[]> {
  const lines = createInterface({
    input: createReadStream(path, { encoding: 'utf8' }),
    crlfDelay: Infinity,
  });
  const found: ExcerptLine[] = [];
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (number < line - before) continue;
    found.push({
      line: number,
      text: text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text,
    });
    if (number >= line + after) break;
  }
  lines.close();
  return found;
}
