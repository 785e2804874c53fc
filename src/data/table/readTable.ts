import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { fileFailure } from '../../files/errors.ts';
import { dataFailure } from '../errors.ts';
import type { TableFileFacts } from '../profile/types.ts';

/** A table as it stands in its file: text cells, rows in file order. */
export interface Table {
  readonly file: TableFileFacts;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
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

export function parseTable(bytes: Buffer, path: string): Table {
  const hasBom = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
  const text = bytes.subarray(hasBom ? 3 : 0).toString('utf8');
  if (text.trim() === '') throw dataFailure('table-empty', { file: path }, `${path} is empty`);
  const delimiter = sniffDelimiter(text, path);
  const records = parseRecords(text, delimiter, path);
  const [header, ...rows] = records;
  const columns = header?.record ?? [];
  checkShape(path, columns, rows);
  return {
    file: {
      name: basename(path),
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      delimiter,
      encoding: hasBom ? 'UTF-8 with BOM' : 'UTF-8',
      newline: /\r\n/.test(text) ? 'CRLF' : 'LF',
    },
    columns,
    rows: rows.map(({ record }) => record),
    headerText: withoutLineEnd(header?.raw ?? ''),
    rowTexts: rows.map(({ raw }) => withoutLineEnd(raw)),
  };
}

const withoutLineEnd = (raw: string) => raw.replace(/[\r\n]+$/, '');

interface ParsedRecord {
  readonly record: string[];
  readonly raw: string;
  readonly info: { readonly lines: number };
}

function parseRecords(text: string, delimiter: string, path: string): ParsedRecord[] {
  try {
    const parsed: unknown = parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      raw: true,
      info: true,
    });
    // SAFETY: with raw and info csv-parse gives { record, raw, info } for each row; its types do not follow the options.
    return parsed as ParsedRecord[];
  } catch (error) {
    if (error instanceof CsvError) {
      const line = Number(error['lines'] ?? 0);
      throw dataFailure('table-quotes', { file: path, line }, `${path}, line ${line}: ${error.message}`, {
        cause: error,
      });
    }
    throw error;
  }
}

function checkShape(path: string, columns: readonly string[], rows: readonly ParsedRecord[]): void {
  const duplicate = columns.find((column, index) => columns.indexOf(column) !== index);
  if (duplicate !== undefined)
    throw dataFailure(
      'column-duplicate',
      { file: path, column: duplicate },
      `${path} has two columns named ${duplicate}`,
    );
  if (rows.length === 0)
    throw dataFailure('table-header-only', { file: path }, `${path} has a header and no rows`);
  const ragged = rows.findIndex(({ record }) => record.length !== columns.length);
  const found = rows[ragged];
  if (found === undefined) return;
  const facts = {
    file: path,
    row: ragged + 1,
    line: found.info.lines,
    expected: columns.length,
    found: found.record.length,
  };
  throw dataFailure(
    'table-ragged',
    facts,
    `${path}: row ${facts.row} has ${facts.found} values, the header has ${facts.expected} columns`,
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
