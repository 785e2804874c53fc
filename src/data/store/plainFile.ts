import { open } from 'node:fs/promises';
import { requireWidth } from '../table/requireTable.ts';
import { keptAtEnds } from './textPlan.ts';

/** Rows that decide how columns are loaded. */
const firstRows = 2000;
const flushedCharacters = 1024 * 1024;
/** Between the cells of a plain file: next to no cell has it. */
export const unitSeparator = '\x1f';

/** A file that DuckDB reads without a doubt, written row by row. */
export interface PlainFile {
  /** `text` is the row as its source has it; `asRead`, where they differ, the cells as DuckDB is to read them. */
  readonly add: (cells: readonly string[], text: string, asRead?: readonly string[]) => void;
  /** Writes what is waiting, once it is enough to be worth it. */
  readonly flush: () => Promise<void>;
  /** Begins anew. */
  readonly restart: () => void;
  readonly finish: () => Promise<WrittenRows>;
  readonly close: () => Promise<void>;
}

interface WrittenRows {
  readonly hasQuotes: boolean;
  readonly longestLineBytes: number;
  /** The first rows as DuckDB reads them, their texts, and the first and the last rows as they are in the source. */
  readonly first: readonly (readonly string[])[];
  readonly head: readonly (readonly string[])[];
  readonly texts: readonly string[];
  readonly last: readonly (readonly string[])[];
}

/** Creates the file at `path`; `source` is named where a row is too wide. */
export async function createPlainFile(path: string, source: string): Promise<PlainFile> {
  const output = await open(path, 'w');
  let state = begin();
  const write = async () => {
    const bytes = Buffer.from(state.lines.join(''));
    [state.lines, state.characters] = [[], 0];
    await output.write(bytes, 0, bytes.length, state.position);
    state.position += bytes.length;
  };
  return {
    add: (cells, text, asRead = cells) => {
      requireWidth(source, cells.length);
      if (state.head.length < keptAtEnds) state.head.push(cells);
      if (state.first.length < firstRows) {
        state.first.push(asRead);
        state.texts.push(text);
      }
      state.last.push(cells);
      if (state.last.length > 2 * keptAtEnds) state.last = state.last.slice(-keptAtEnds);
      const line = lineOf(asRead);
      if (line.startsWith('"')) state.hasQuotes = true;
      if (line.length > state.longest) state.longest = line.length;
      state.characters += line.length;
      state.lines.push(line);
    },
    flush: async () => {
      if (state.characters >= flushedCharacters) await write();
    },
    restart: () => {
      state = begin();
    },
    finish: async () => {
      await write();
      await output.truncate(state.position);
      const { hasQuotes, first, head, texts, last, longest } = state;
      // A character has three bytes at most.
      return { hasQuotes, longestLineBytes: 3 * longest, first, head, texts, last: last.slice(-keptAtEnds) };
    },
    close: () => output.close(),
  };
}

const begin = () => ({
  lines: [] as string[],
  characters: 0,
  position: 0,
  hasQuotes: false,
  longest: 0,
  first: [] as (readonly string[])[],
  head: [] as (readonly string[])[],
  texts: [] as string[],
  last: [] as (readonly string[])[],
});

/** Quoted as a whole where DuckDB would take it apart otherwise, or skip it. */
function lineOf(cells: readonly string[]): string {
  const line = cells.join(unitSeparator);
  return needsQuotes(line, cells.length)
    ? `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(unitSeparator)}\n`
    : `${line}\n`;
}

function needsQuotes(line: string, cellCount: number): boolean {
  if (line === '' || line.includes('"') || /[\n\r]/.test(line)) return true;
  let count = 1;
  for (let at = line.indexOf(unitSeparator); at >= 0; at = line.indexOf(unitSeparator, at + 1)) count += 1;
  return count !== cellCount;
}
