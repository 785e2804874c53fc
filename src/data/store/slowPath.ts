import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFailure } from '../shapes/failures.ts';
import type { WrongRow } from '../shapes/reading.ts';
import type { Encoding } from '../source/encoding.ts';
import { isIndented } from '../source/indented.ts';
import { OtherWidthError } from '../source/rowReader.ts';
import type { FoundRows } from '../source/rowReader.ts';
import { streamRows } from '../source/streamRows.ts';
import { OtherEncodingError } from '../source/textParts.ts';
import { requireTable } from '../table/requireTable.ts';
import { describe } from './describe.ts';
import type { Description } from './description.ts';
import { rowsOf } from './columns.ts';
import { loadRows } from './loadRows.ts';
import { createPlainFile, unitSeparator } from './plainFile.ts';
import type { PlainFile } from './plainFile.ts';
import { requireUnchanged } from './request.ts';
import type { TextRequest } from './request.ts';
import { requireSameColumns } from './sameColumns.ts';
import { textFile } from './sourceRows.ts';
import { decoratedColumns, openUndecorate } from './decorated.ts';
import { headRows, numberColumn, oddColumn, slotsOf, textColumn, usualLineBytes } from './textPlan.ts';
import type { LoadPlan } from './textPlan.ts';
import { numbersOf } from './vectors.ts';

/** The rows of all files of a table, in a plain file. */
export interface PlainRows {
  readonly found: FoundRows;
  readonly sha256: string;
  readonly newline: Description['file']['newline'];
  readonly encodings: readonly Encoding[];
  /** What is above and below the rows. */
  readonly skipped: TextRequest['sniffed']['skipped'];
}

let written = 0;

/** Reads files with our own reader into a plain one, which DuckDB reads. */
export async function storeSlowly(
  request: TextRequest,
  write: (request: TextRequest, plain: PlainFile) => Promise<PlainRows> = writeText,
): Promise<Description> {
  const head = headRows(request.sample.head, request.sniffed.options);
  let decorated = head === undefined ? [] : decoratedColumns(head, request.sniffed.options, request.columns);
  let { usual } = request;
  for (;;)
    try {
      return await storeOnce({ ...request, usual, decorated }, write);
    } catch (error) {
      if (error instanceof NoNumbersError && decorated.length > 0) decorated = [];
      else if (error instanceof OtherWidthError && usual === undefined) ({ usual } = error);
      else throw error;
    }
}

/** A column whose numbers were written plainly is none of numbers. */
class NoNumbersError extends Error {}

async function storeOnce(
  request: TextRequest,
  write: (request: TextRequest, plain: PlainFile) => Promise<PlainRows>,
): Promise<Description> {
  const { connection, catalog, columns, folder, signal, sniffed, decorated = [] } = request;
  const { options } = sniffed;
  written += 1;
  const path = join(folder, `plain-${process.pid}-${written}.csv`);
  const plain = await createPlainFile(path, request.path);
  try {
    const { found, skipped, ...facts } = await write(request, plain);
    const { hasQuotes, longestLineBytes, first, head, texts, last } = await plain.finish();
    if (found.rowCount + found.wrong.count === 0 && found.headerText === undefined)
      throw dataFailure('table-empty', { file: request.path }, `${request.path} is empty`);
    requireTable(request.path, found, first, options);
    const quote = hasQuotes ? '"' : '';
    const loaded = await loadRows(
      {
        ...slotsOf(first, found.width, options),
        from: {
          kind: 'csv',
          path,
          delimiter: unitSeparator,
          quote,
          skip: 0,
          lineEnd: '\n',
          longestLineBytes: Math.max(usualLineBytes, longestLineBytes),
          mayHaveUnderscore: true,
          decimal: options.decimal,
        },
      },
      {
        connection,
        catalog,
        signal,
        onProgress: request.onProgress,
        how: { options, isIndented: isIndented(texts, options), columns },
        review: async (rowCount, { slots }) => {
          // Those of several files begin anew in each.
          const isNamed = found.hasRowNames === true && request.sources.files.length === 1;
          if (isNamed && (await firstCellsOf(request, slots)) < rowCount)
            throw new OtherWidthError(found.width - 1);
          return { ...found, changed: found.changedNames };
        },
      },
    );
    if (loaded === undefined) throw new Error('The plain file was refused');
    const isText = (index: number) => /words|texts/.test(loaded.kinds[loaded.indices.indexOf(index)] ?? '');
    if (decorated.some(isText)) throw new NoNumbersError();
    await requireUnchanged(request.sources);
    return await describe(
      { ...request, sniffed: { ...sniffed, skipped } },
      {
        ...facts,
        loaded,
        usual: found.usual,
        headerText: found.headerText,
        skipped: found.skipped,
        skippedCount: found.skippedCount,
        wrongRows: found.wrong.first,
        wrongRowCount: found.wrong.count,
        head,
        tail: last,
      },
    );
  } finally {
    await plain.close();
    await rm(path, { force: true });
  }
}

/** How many different cells the first column has. */
async function firstCellsOf(
  { connection, catalog }: TextRequest,
  [first]: LoadPlan['slots'],
): Promise<number> {
  const cell = first === 'text' ? textColumn(0) : `(${numberColumn(0)}, ${oddColumn(0)})`;
  const [count = 0] = await numbersOf(connection, `SELECT count(DISTINCT ${cell}) FROM ${rowsOf(catalog)}`);
  return count;
}

/** Writes the rows of files of delimited text, which are all read like the first one. */
async function writeText(request: TextRequest, plain: PlainFile): Promise<PlainRows> {
  const { sources, encoding, read, sniffed, signal } = request;
  const { options } = sniffed;
  const hash = createHash('sha256');
  const undecorate = openUndecorate(request.decorated ?? [], options, request.columns);
  let isCrlf = false;
  const onBytes = (bytes: Buffer) => {
    hash.update(bytes);
    isCrlf ||= bytes.includes('\r\n') || bytes.includes('\r\0\n');
  };
  const sink = {
    onRow: (cells: string[], _: number, text: string) => plain.add(cells, text, undecorate(cells)),
    afterPart: plain.flush,
  };
  let all: FoundRows | undefined;
  for (const source of sources.files) {
    const text = await textFile(source, encoding.encoding, options, read.encoding !== undefined);
    const begin = () => {
      if (all === undefined) plain.restart();
      return sink;
    };
    const how = { onBytes, signal, usual: all?.usual ?? request.usual };
    const found = await ofOtherFile(source.path, all, () => streamRows(text, options, begin, how));
    all = all === undefined ? found : joined(all, found, [sources.files[0].path, source.path]);
  }
  if (all === undefined) throw new Error('A table has a file');
  const lastLine = all.lineCount + options.skipFooter;
  return {
    found: all,
    sha256: hash.digest('hex'),
    newline: isCrlf ? 'CRLF' : 'LF',
    encodings: sources.files.map(() => encoding.encoding),
    // Those of the footer are counted back from the last one, 0.
    skipped: sniffed.skipped.map((skipped) =>
      skipped.line > 0 ? skipped : { ...skipped, line: skipped.line + lastLine },
    ),
  };
}

/** Only the first file decides the encoding of all. */
async function ofOtherFile(
  file: string,
  known: FoundRows | undefined,
  read: () => Promise<FoundRows>,
): Promise<FoundRows> {
  try {
    return await read();
  } catch (error) {
    if (known === undefined || !(error instanceof OtherEncodingError)) throw error;
    throw dataFailure('table-encoding', { file, line: 1, encoding: 'utf-8' }, `${file}: another encoding`);
  }
}

const listed = 100;

/** What is found in two files that are read one after the other. */
function joined(a: FoundRows, b: FoundRows, [first, file]: readonly [string, string]): FoundRows {
  requireSameColumns(first, a.names, file, b.names);
  const firstWrong: readonly WrongRow[] = [...a.wrong.first, ...b.wrong.first].slice(0, listed);
  return {
    ...a,
    rowCount: a.rowCount + b.rowCount,
    lineCount: a.lineCount + b.lineCount,
    skipped: [...a.skipped, ...b.skipped].slice(0, listed),
    skippedCount: a.skippedCount + b.skippedCount,
    wrong: {
      first: firstWrong,
      count: a.wrong.count + b.wrong.count,
      firstIndex: a.wrong.count > 0 ? a.wrong.firstIndex : b.wrong.firstIndex,
      lineCount: a.wrong.lineCount + b.wrong.lineCount,
    },
    droppedIndices: a.droppedIndices,
  };
}
