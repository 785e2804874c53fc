import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { fileFailure } from '../../files/errors.ts';
import { trimEnds } from '../../learner/trimEnds.ts';
import { dataFailure } from '../errors.ts';
import type { TableFileFacts } from '../profile/types.ts';
import { decode } from './decode.ts';

/** A table as it stands in its file: text cells, rows in file order. */
export interface Table {
  /** As it was opened. */
  readonly path: string;
  readonly file: TableFileFacts;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Line of the file each row begins in, counted from 1: blank lines and cells of several lines count too. */
  readonly lines: readonly number[];
  /** Header and rows exactly as written, without their line ends. */
  readonly headerText: string;
  readonly rowTexts: readonly string[];
}

/** Reads a CSV or TSV file. Throws DataFailure with the file, and the row or line where there is one. */
export async function readTable(path: string): Promise<Table> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fileFailure(path, error);
  }
  return parseTable(bytes, path);
}

/** Reads a table that was looked at before. Throws 'file-changed' when it is no longer the one with this hash. */
export async function readTableAgain(path: string, expectedSha256: string): Promise<Table> {
  const table = await readTable(path);
  if (table.file.sha256 === expectedSha256) return table;
  throw dataFailure('file-changed', { file: path }, `${path} changed after it was looked at`);
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

/** csv-parse leaves the blank lines before a row, and its own line end, in the row's text. */
const withoutLineEnds = (raw: string) => trimEnds(raw, '\r\n');

/** The line each record begins in. */
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
      // `bytes` ends where the row before ends: the quote may be opened lines before the text ends.
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
  // The first column that got no value, or the last one before the values too many.
  const column = columns[Math.min(found, expected - 1)] ?? '';
  const facts = { file, row: ragged + 1, line: lines[ragged] ?? 1, column, expected, found };
  throw dataFailure(
    'table-ragged',
    facts,
    `${file}: row ${facts.row} has ${found} values, the header has ${expected} columns`,
  );
}

const delimiters = [',', ';', '\t', '|'] as const;

/** The delimiter that cuts the first lines into the same number of cells, the more the better; a .tsv has tabs. */
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
