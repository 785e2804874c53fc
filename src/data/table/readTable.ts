import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { dataFailure } from '../shapes/failures.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { TableFileFacts } from '../shapes/profile.ts';
import type { ReadOptions } from '../shapes/read.ts';
import type { Reading } from '../shapes/reading.ts';
import { readColumn } from '../source/columnCells.ts';
import type { ColumnReading } from '../source/columnCells.ts';
import { foundInObjects, jsonOptions, openJsonKeys } from '../source/jsonColumns.ts';
import { jsonLines } from '../source/jsonLines.ts';
import { isIndented } from '../source/indented.ts';
import { decodeBytes } from '../source/decodeBytes.ts';
import { bytesAsFile, readWholeFile } from '../source/openFile.ts';
import { OpenQuoteError, lineEndsBetween } from '../source/records.ts';
import { readText } from '../source/readText.ts';
import type { RowsOfText } from '../source/readText.ts';
import { decodeSample, sampleOf } from '../source/sample.ts';
import { sniff } from '../source/sniff.ts';
import type { Sniffed } from '../source/sniff.ts';
import { memoryTable } from './memoryTable.ts';
import type { MemoryTable } from './memoryTable.ts';
import { requireTable } from './requireTable.ts';

/** Reads a table of delimited text. Throws DataFailure with the file, and the row or line where there is one. */
export async function readTable(
  path: string,
  read: ReadOptions = {},
  columns: ColumnsOptions = {},
): Promise<MemoryTable> {
  return parseTable(await readWholeFile(path), path, read, columns);
}

/** `read` are the options that are known; the others are worked out from the bytes. */
export function parseTable(
  bytes: Buffer,
  path: string,
  read: ReadOptions = {},
  columns: ColumnsOptions = {},
): MemoryTable {
  const { text, encoding } = decodeBytes(bytes, path, read.encoding);
  if (text.trim() === '') throw dataFailure('table-empty', { file: path }, `${path} is empty`);
  const sample = decodeSample(sampleOf(bytes), (part) => new TextDecoder(encoding.encoding).decode(part));
  const sniffed = sniff(sample, {
    options: read,
    encoding,
    fileName: basename(path),
    lineCount: () => lineEndsBetween(text, 0, text.length) + Number(!/[\r\n]$/.test(text)),
  });
  const found = rowsOf(text, sniffed, path);
  requireTable(path, found, found.rows, sniffed.options);
  return tableOf(found, { path, bytes, sniffed, columns, newline: /\r\n/.test(text) ? 'CRLF' : 'LF' });
}

/**
 * A table of objects in JSON Lines: the keys of all of them are the columns, in the order in which they first appear. Throws
 * DataFailure.
 */
export async function parseObjects(
  bytes: Buffer,
  path: string,
  read: ReadOptions = {},
  columns: ColumnsOptions = {},
): Promise<MemoryTable> {
  const options = jsonOptions(read);
  const file = bytesAsFile(bytes);
  const source = { path, file, encoding: options.encoding, isEncodingGiven: true, end: file.size } as const;
  const keys = openJsonKeys();
  const [rows, lines, rowTexts]: [string[][], number[], string[]] = [[], [], []];
  for await (const batch of jsonLines(source))
    for (const { object, line, text } of batch) {
      rows.push(keys.cellsOf(object));
      lines.push(line);
      rowTexts.push(text);
    }
  const found = foundInObjects(path, keys, rows.length);
  for (const cells of rows) {
    while (cells.length < found.width) cells.push('');
    for (const index of found.droppedIndices) cells.splice(index, 1);
  }
  requireTable(path, found, rows, options);
  const sniffed: Sniffed = { options, unsure: [], headerRule: 'given', skipped: [] };
  return tableOf({ ...found, rows, lines, rowTexts }, { path, bytes, sniffed, columns, newline: 'LF' });
}

interface Parsed {
  readonly path: string;
  readonly bytes: Buffer;
  readonly sniffed: Sniffed;
  readonly columns: ColumnsOptions;
  readonly newline: TableFileFacts['newline'];
}

function tableOf(found: RowsOfText, { path, bytes, sniffed, columns, newline }: Parsed): MemoryTable {
  const { rows, lines, names, rowTexts, headerText } = found;
  const { options } = sniffed;
  const writtenRows = endsOf(rows);
  const how = {
    options,
    columns,
    isIndented: isIndented(rowTexts, options),
    lineOf: (row: number) => lines[row] ?? 1,
  };
  const types = names.map((name, index) => readColumn(name, rows, index, how));
  return memoryTable({
    path,
    file: {
      name: basename(path),
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      delimiter: options.delimiter,
      encoding: options.encoding,
      newline,
    },
    reading: readingOf(sniffed, found, types),
    columns: names,
    types,
    rows,
    writtenRows,
    lines,
    headerText,
    rowTexts,
  });
}

function rowsOf(text: string, { options }: Sniffed, path: string): RowsOfText {
  try {
    return readText(text, options);
  } catch (error) {
    if (!(error instanceof OpenQuoteError)) throw error;
    const line = error.line + options.skipLines;
    throw dataFailure('table-quotes', { file: path, line }, `${path}, line ${line}: quote not closed`, {
      cause: error,
    });
  }
}

const keptAtEnds = 30;

function endsOf(rows: readonly string[][]): ReadonlyMap<number, readonly string[]> {
  const written = new Map<number, readonly string[]>();
  for (const [index, cells] of rows.slice(0, keptAtEnds).entries()) written.set(index, [...cells]);
  for (let index = Math.max(0, rows.length - keptAtEnds); index < rows.length; index += 1)
    written.set(index, [...(rows[index] ?? [])]);
  return written;
}

/** A page shows no more, and a message stays small. */
const listed = 100;

function readingOf(sniffed: Sniffed, found: RowsOfText, types: readonly ColumnReading[]): Reading {
  const skipped = [...sniffed.skipped, ...found.skipped];
  return {
    options: sniffed.options,
    unsure: sniffed.unsure,
    headerRule: sniffed.headerRule,
    skipped: skipped.toSorted((a, b) => a.line - b.line),
    skippedCount: sniffed.skipped.length + found.skippedCount,
    wrongRows: found.wrong.first,
    wrongRowCount: found.wrong.count,
    dropped: found.dropped,
    names: found.changedNames.slice(0, listed),
    words: types.flatMap(({ words }) => (words === undefined ? [] : [words])).slice(0, listed),
  };
}
