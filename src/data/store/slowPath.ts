import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFailure } from '../shapes/failures.ts';
import { isIndented } from '../source/indented.ts';
import { streamRows } from '../source/streamRows.ts';
import { startOfFooter } from '../source/textParts.ts';
import { requireTable, requireWidth } from '../table/requireTable.ts';
import { describe } from './describe.ts';
import type { Description } from './description.ts';
import { loadRows } from './loadRows.ts';
import type { TextRequest } from './request.ts';
import { keptAtEnds, slotsOf } from './textPlan.ts';

let written = 0;

/** Reads the file with our own reader into a plain one, which DuckDB reads. */
export async function storeSlowly(request: TextRequest): Promise<Description> {
  const { connection, catalog, columns, folder, signal, sniffed } = request;
  written += 1;
  const plainPath = join(folder, `plain-${process.pid}-${written}.csv`);
  try {
    const plain = await writePlain(request, plainPath);
    const { found, sha256, newline, first, last, texts } = plain;
    if (found.rowCount + found.wrong.count === 0 && found.headerText === undefined)
      throw dataFailure('table-empty', { file: request.path }, `${request.path} is empty`);
    requireTable(request.path, found, first, sniffed.options);
    const { options } = sniffed;
    const loaded = await loadRows(
      {
        path: plainPath,
        delimiter: unitSeparator,
        quote: plain.hasQuotes ? '"' : '',
        skip: 0,
        lineEnd: '\n',
        ...slotsOf(first, found.width, options),
        mayHaveUnderscore: true,
      },
      {
        connection,
        catalog,
        signal,
        how: { options, isIndented: isIndented(texts, options), columns },
        review: async () => ({ ...found, changed: found.changedNames }),
      },
    );
    if (loaded === undefined) throw new Error('The plain file was refused');
    await request.file.requireUnchanged();
    return await describe(
      { ...request, sniffed: { ...sniffed, skipped: plain.skipped } },
      {
        loaded,
        sha256,
        newline,
        usual: found.usual,
        headerText: found.headerText,
        skipped: found.skipped,
        skippedCount: found.skippedCount,
        wrongRows: found.wrong.first,
        wrongRowCount: found.wrong.count,
        head: first.slice(0, keptAtEnds),
        tail: last,
      },
    );
  } finally {
    await rm(plainPath, { force: true });
  }
}

/** Between the cells of a plain file: next to no cell has it. */
const unitSeparator = '\x1f';
/** Rows that decide how columns are loaded. */
const firstRows = 2000;
const flushedCharacters = 1024 * 1024;

async function writePlain(request: TextRequest, plainPath: string) {
  const { path, file, encoding, read, sniffed, signal } = request;
  const { options } = sniffed;
  const end = await startOfFooter(file, encoding.encoding, options.skipFooter);
  const unitIsWide = encoding.encoding.startsWith('utf-16');
  const source = {
    path,
    file,
    encoding: encoding.encoding,
    isEncodingGiven: read.encoding !== undefined,
    end,
  };
  const hash = createHash('sha256');
  let isCrlf = false;
  const onBytes = (bytes: Buffer) => {
    hash.update(bytes);
    isCrlf ||= bytes.includes('\r\n') || (unitIsWide && bytes.includes('\r\0\n'));
  };
  const output = await open(plainPath, 'w');
  try {
    let sink = plainSink(path, output);
    const begin = () => {
      sink = plainSink(path, output);
      return sink;
    };
    const found = await streamRows(source, options, begin, { onBytes, signal });
    await sink.finish();
    const lastLine = found.lineCount + options.skipFooter;
    return {
      found,
      sha256: hash.digest('hex'),
      newline: isCrlf ? ('CRLF' as const) : ('LF' as const),
      // Those of the footer are counted back from the last one, 0.
      skipped: sniffed.skipped.map((skipped) =>
        skipped.line > 0 ? skipped : { ...skipped, line: skipped.line + lastLine },
      ),
      ...sink.taken(),
    };
  } finally {
    await output.close();
  }
}

/** Writes rows to a plain file, from its start. */
function plainSink(path: string, output: FileHandle) {
  let lines: string[] = [];
  let [characters, position, hasQuotes] = [0, 0, false];
  const first: (readonly string[])[] = [];
  const texts: string[] = [];
  let last: (readonly string[])[] = [];
  const flush = async () => {
    const bytes = Buffer.from(lines.join(''));
    [lines, characters] = [[], 0];
    await output.write(bytes, 0, bytes.length, position);
    position += bytes.length;
  };
  const onRow = (cells: string[], _: number, text: string) => {
    requireWidth(path, cells.length);
    if (first.length < firstRows) {
      first.push(cells);
      texts.push(text);
    }
    last.push(cells);
    if (last.length > 2 * keptAtEnds) last = last.slice(-keptAtEnds);
    let line = cells.join(unitSeparator);
    if (needsQuotes(line, cells.length)) {
      hasQuotes = true;
      line = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(unitSeparator);
    }
    characters += line.length;
    lines.push(`${line}\n`);
  };
  return {
    onRow,
    afterPart: async () => {
      if (characters >= flushedCharacters) await flush();
    },
    finish: async () => {
      await flush();
      await output.truncate(position);
    },
    taken: () => ({ first, texts, last: last.slice(-keptAtEnds), hasQuotes }),
  };
}

/** A line that DuckDB would take apart otherwise, or skip. */
function needsQuotes(line: string, cellCount: number): boolean {
  if (line === '' || line.includes('"') || /[\n\r]/.test(line)) return true;
  let count = 1;
  for (let at = line.indexOf(unitSeparator); at >= 0; at = line.indexOf(unitSeparator, at + 1)) count += 1;
  return count !== cellCount;
}
