import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { fileFailure, notAFile } from '../../files/errors.ts';
import { trimEnds } from '../../learner/trimEnds.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { TableFileFacts } from '../shapes/profile.ts';
import { decode } from './decode.ts';

/** A table as its file has it: cells as text, rows in file order. */
export interface Table {
  /** The path the table was read from. */
  readonly path: string;
  readonly file: TableFileFacts;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The line each row starts on, counted from 1; blank lines and multi-line cells count. */
  readonly lines: readonly number[];
  /** Header and rows exactly as written, without line endings. */
  readonly headerText: string;
  readonly rowTexts: readonly string[];
}

/** Reads a CSV or TSV file. Throws DataFailure with the file, and the row or line where there is one. */
export async function readTable(path: string): Promise<Table> {
  let bytes: Buffer;
  try {
    const found = await stat(path);
    // Reading a pipe or a device might never end.
    if (!found.isFile() && !found.isDirectory()) throw notAFile(path);
    bytes = await readFile(path);
  } catch (error) {
    throw fileFailure(path, error);
  }
  return parseTable(bytes, path);
}

/** Reads a table again. Throws 'file-changed' unless its SHA-256 is `expectedSha256`. */
export async function readTableAgain(path: string, expectedSha256: string): Promise<Table> {
  return requireUnchanged(await readTable(path), expectedSha256);
}

/** Throws 'file-changed' when it is not the table with this hash. */
export function requireUnchanged(table: Table, expectedSha256: string): Table {
  const { path, file } = table;
  if (file.sha256 === expectedSha256) return table;
  throw dataFailure('file-changed', { file: path }, `${path} changed after it was read`);
}

export function parseTable(bytes: Buffer, path: string): Table {
  const { text, encoding } = decode(bytes, path);
  if (text.trim() === '') throw dataFailure('table-empty', { file: path }, `${path} is empty`);
  const delimiter = sniffDelimiter(text, path);
  const records = parseRecords(text, delimiter, path);
  const [header, ...rows] = records;
  const columns = header?.record ?? [];
  const [headerLine = 1, ...lines] = linesOf(records);
  checkHeader(path, columns, headerLine);
  checkRows(path, columns, rows, lines);
  return {
    path,
    file: {
      name: basename(path),
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      delimiter,
      encoding,
      newline: /\r\n/.test(text) ? 'CRLF' : 'LF',
    },
    columns,
    rows: rows.map(({ record }) => record),
    lines,
    headerText: withoutLineEnds(header?.raw ?? ''),
    rowTexts: rows.map(({ raw }) => withoutLineEnds(raw)),
  };
}

/** csv-parse's raw text of a row includes preceding blank lines and the line ending. */
const withoutLineEnds = (raw: string) => trimEnds(raw, '\r\n');

/** The line each record starts on. */
function linesOf(records: readonly ParsedRecord[]): readonly number[] {
  let line = 1;
  return records.map(({ raw }) => {
    const blank = lineEnds(/^[\r\n]*/.exec(raw)?.[0] ?? '');
    const begins = line + blank;
    line += lineEnds(raw);
    return begins;
  });
}

const lineEnds = (text: string) => text.match(/\r\n|\r|\n/g)?.length ?? 0;

interface ParsedRecord {
  readonly record: string[];
  readonly raw: string;
}

function parseRecords(text: string, delimiter: string, path: string): ParsedRecord[] {
  try {
    const parsed: unknown = parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      raw: true,
      info: true,
    });
    // SAFETY: with raw and info csv-parse gives { record, raw, info } for each row; its types do not follow the options.
    return parsed as ParsedRecord[];
  } catch (error) {
    if (error instanceof CsvError) {
      // `bytes` counts up to the end of the previous row; the quote may open many lines before the end of the text.
      const before = Buffer.from(text).subarray(0, Number(error['bytes'] ?? 0));
      const line = lineEnds(before.toString('utf8')) + 1;
      throw dataFailure('table-quotes', { file: path, line }, `${path}, line ${line}: ${error.message}`, {
        cause: error,
      });
    }
    throw error;
  }
}

function checkHeader(file: string, columns: readonly string[], line: number): void {
  const nameless = columns.findIndex((column) => column.trim() === '');
  if (nameless >= 0) {
    const facts = { file, line, number: nameless + 1 };
    throw dataFailure('column-nameless', facts, `${file}: column ${facts.number} has no name`);
  }
  const duplicate = columns.find((column, index) => columns.indexOf(column) !== index);
  if (duplicate === undefined) return;
  const facts = { file, line, column: duplicate };
  throw dataFailure('column-duplicate', facts, `${file} has two columns named ${duplicate}`);
}

function checkRows(
  file: string,
  columns: readonly string[],
  rows: readonly ParsedRecord[],
  lines: readonly number[],
): void {
  if (rows.length === 0) throw dataFailure('table-header-only', { file }, `${file} has a header and no rows`);
  const ragged = rows.findIndex(({ record }) => record.length !== columns.length);
  const record = rows[ragged]?.record;
  if (record === undefined) return;
  const [expected, found] = [columns.length, record.length];
  // The first column without a value, or the last column before the extra values.
  const column = columns[Math.min(found, expected - 1)] ?? '';
  const facts = { file, row: ragged + 1, line: lines[ragged] ?? 1, column, expected, found };
  throw dataFailure(
    'table-ragged',
    facts,
    `${file}: row ${facts.row} has ${found} values, the header has ${expected} columns`,
  );
}

const delimiters = [',', ';', '\t', '|'] as const;

/** The delimiter that splits the first lines into equally many cells, and into the most; always a tab for .tsv. */
function sniffDelimiter(text: string, path: string): (typeof delimiters)[number] {
  if (/\.tsv$/i.test(path)) return '\t';
  const lines = text
    .split(/\r?\n/, 21)
    .slice(0, 20)
    .filter((line) => line !== '');
  const scored = delimiters.map((delimiter) => {
    const counts = lines.map((line) => line.replace(/"[^"]*"/g, '').split(delimiter).length - 1);
    const first = counts[0] ?? 0;
    const same = counts.filter((count) => count === first).length / counts.length;
    return { delimiter, score: first === 0 ? 0 : first * same * same };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score === 0 ? ',' : best.delimiter;
}
