import { basename } from 'node:path';
import { pythonLiteral } from '../preparation/python/literal.ts';
import type { TableFormat } from '../shapes/tableFiles.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ColumnReading } from '../source/columnCells.ts';
import { usualMissing } from '../source/missing.ts';
import { isNumeric, numberOf } from '../table/cells.ts';
import type { Table } from '../table/table.ts';

type Read = Pick<Table, 'path' | 'columns' | 'types' | 'reading' | 'written' | 'rowCount' | 'lineOf'> &
  Partial<Pick<Table, 'counts'>>;

/** Python names of encodings, where they differ. */
const encodings: Readonly<Record<string, string>> = {
  'utf-16le': 'utf-16',
  'utf-16be': 'utf-16',
  macintosh: 'mac_roman',
  shift_jis: 'cp932',
  'euc-kr': 'cp949',
};

/** pandas code that reads a table as it was read here and computes what the Data page shows. `parts`: the files of a folder or a pattern. */
export async function pandasOf(table: Read, parts?: readonly string[]): Promise<string> {
  const path = pythonLiteral(table.path);
  const source = parts === undefined ? { path } : { files: partsText(table.path, `Path(${path})`, parts) };
  const { definitions, reading } = await pandasReading(table, source);
  return [
    ...(parts === undefined ? [] : ['from pathlib import Path', '']),
    'import pandas as pd',
    '',
    ...(definitions === '' ? [] : [definitions, '']),
    reading,
    '',
    'print(table.describe(include="all").T)  # statistics',
    'print(table.isna().sum())  # missing values',
    'print(table.corr(numeric_only=True))  # correlations',
    ...table.columns
      .filter((_, at) => table.types[at]?.type === 'text')
      .slice(0, mostCounted)
      .map((name) => `print(table[${pythonLiteral(name)}].value_counts().head(10))  # most frequent`),
    '',
  ].join('\n');
}

/** pandas code that reads a table, in the parts of a module. */
interface PandasReading {
  /** Functions that `reading` uses; empty for none. */
  readonly definitions: string;
  /** Statements that end with the table in `table`; they use `pd`. */
  readonly reading: string;
}

/** Where pandas finds a table: Python expressions for the path of a file, or for a list of paths. */
type Source = { readonly path: string } | { readonly files: string };

/** Python for the files of a table at `path`, a folder or a pattern that `place` names to Python; `parts` are the files it has here. */
export function partsText(path: string, place: string, parts: readonly string[]): string {
  const name = basename(path);
  // Brackets are no pattern here.
  const found = /[*?]/.test(name)
    ? `${place}.parent.glob(${pythonLiteral(name.replaceAll('[', '[[]'))})`
    : `${place}.iterdir()`;
  return `sorted((one for one in ${found} if ${isPartText('one.name', parts)}), key=lambda one: one.name)`;
}

/** Python for whether a file's name ends as those of a table's files do, so that notes and markers beside them are left out. */
export function isPartText(name: string, parts: readonly string[]): string {
  const endings = parts.map((part) => /\.[^./\\]+(?:\.(?:gz|zst))?$/i.exec(part)?.[0].toLowerCase() ?? '');
  const [first, ...others] = [...new Set(endings)].toSorted();
  const wanted =
    others.length === 0 ? pythonLiteral(first) : `(${[first, ...others].map(pythonLiteral).join(', ')})`;
  return `${name}.lower().endswith(${wanted})`;
}

interface ReadingOptions {
  /** Dates and truth values stay as the file writes them, which is what a preparation takes. */
  readonly keepsWords?: boolean;
  /** What the user says of columns: their own markers of missing values. */
  readonly columns?: ColumnsOptions | undefined;
}

/** How pandas reads the table as it was read here. */
export async function pandasReading(
  table: Read,
  source: Source,
  { keepsWords = false, columns = {} }: ReadingOptions = {},
): Promise<PandasReading> {
  const { format } = table.reading.options;
  const later = await laterColumns(table, keepsWords, columns);
  const file = 'path' in source ? source.path : 'one';
  const call = format === 'csv' ? await readCsv(table, file, later) : readOther(table, file);
  const read = 'path' in source ? `table = ${call}` : inFolder(source.files, call);
  const hasTimes = format === 'parquet' && table.types.some(({ date }) => date !== undefined);
  const needsNumbers = later.some(({ line }) => line.some((one) => one.includes('= numbers(')));
  return {
    definitions: needsNumbers ? numbersText(table) : '',
    reading: [
      read,
      ...(hasTimes ? [utcText] : []),
      ...later.flatMap(({ line }) => line),
      ...missingLines(table, columns),
    ].join('\n'),
  };
}

/** Cells that mean "missing" in one column alone. */
function missingLines({ columns: names, types }: Read, columns: ColumnsOptions): readonly string[] {
  return names.flatMap((name, at) => {
    const { missing = [] } = columns[name] ?? {};
    if (missing.length === 0) return [];
    const column = `table[${pythonLiteral(name)}]`;
    const { type = 'text', date } = types[at] ?? {};
    if (isNumeric(type) && date === undefined) {
      const numbers = missing.map(numberOf).filter((number) => number !== undefined);
      return numbers.length === 0
        ? []
        : [`${column} = ${column}.mask(${column}.isin(${pythonLiteral(numbers)}))`];
    }
    return [`${column} = ${column}.mask(${column}.str.strip().isin(${pythonLiteral(missing)}))`];
  });
}

/** Parquet knows zones. */
const utcText = `for name in table.select_dtypes("datetimetz"):
    table[name] = table[name].dt.tz_convert("UTC").dt.tz_localize(None)`;

const mostCounted = 5;

const inFolder = (files: string, call: string) =>
  `files = ${files}\ntable = pd.concat([${call} for one in files], ignore_index=True)`;

function readOther({ columns, reading }: Read, source: string): string {
  const kept = `[${pythonLiteral([...columns]).slice(1, -1)}]`;
  return reading.options.format === 'parquet'
    ? `pd.read_parquet(${source}, columns=${kept})`
    : `pd.read_json(${source}, lines=True, dtype=False, convert_dates=False)[${kept}]`;
}

async function readCsv(table: Read, source: string, later: readonly LaterColumn[]): Promise<string> {
  const { reading, columns, types } = table;
  const { delimiter, quote, escape, decimal, thousands, header, encoding, values } = reading.options;
  const names = fileColumns(table);
  const isRenamed = !header || reading.names.length > 0 || reading.dropped.length > 0;
  const laterNames = new Set(later.map(({ name }) => name));
  const dtypes = columns.flatMap((name, at) => {
    const type = laterNames.has(name) ? 'string' : dtypeOf(types[at]);
    return type === undefined ? [] : [`${pythonLiteral(name)}: ${pythonLiteral(type)}`];
  });
  const { skipFooter } = reading.options;
  // Lines at the end are listed only where they were found, and counted where they were given.
  const end = skipFooter === 0 ? Infinity : await lastLine(table);
  const skipped = reading.skipped.flatMap(({ line }) => (line > end ? [] : [line - 1]));
  const missing = await missingWords(table);
  const options = [
    source,
    `sep=${delimiter === ' ' ? String.raw`r"\s+"` : pythonLiteral(delimiter)}`,
    ...(quote === '' ? ['quoting=3'] : quote === '"' ? [] : [`quotechar=${pythonLiteral(quote)}`]),
    ...(escape === '\\' ? [String.raw`escapechar="\\", doublequote=False`] : []),
    ...(decimal === '.' ? [] : [`decimal=${pythonLiteral(decimal)}`]),
    ...(thousands === '' ? [] : [`thousands=${pythonLiteral(thousands)}`]),
    `encoding=${pythonLiteral(encodings[encoding] ?? encoding.replace('windows-', 'cp'))}`,
    `header=${header ? 0 : 'None'}`,
    ...(isRenamed ? [`names=${pythonLiteral(names)}`] : []),
    ...(reading.dropped.length > 0 ? [`usecols=${pythonLiteral([...columns])}`] : []),
    'index_col=False',
    ...(skipped.length > 0 ? [`skiprows=${pythonLiteral(skipped)}`] : []),
    ...(skipFooter > 0 ? [`skipfooter=${skipFooter}`, 'engine="python"'] : []),
    ...(reading.wrongRowCount > 0 ? ['on_bad_lines="skip"'] : []),
    ...(values.length > 0 ? ['keep_default_na=False'] : []),
    `na_values=${pythonLiteral(missing)}`,
    'skipinitialspace=True',
    ...(dtypes.length > 0 ? [`dtype={${dtypes.join(', ')}}`] : []),
  ];
  return `pd.read_csv(\n    ${options.join(',\n    ')},\n)`;
}

const lastLine = async ({ rowCount, lineOf }: Read) => (rowCount === 0 ? 0 : await lineOf(rowCount - 1));

/** All columns of the file, including those that are not columns of the table. */
function fileColumns({ columns, reading }: Read): readonly string[] {
  const names = [...columns];
  for (const { number, name } of reading.dropped.toSorted((a, b) => a.number - b.number))
    names.splice(number - 1, 0, name === '' || names.includes(name) ? `unnamed ${number}` : name);
  return names;
}

/** pandas infers numeric types: integers with missing values would need a nullable type. */
const dtypeOf = (reading: ColumnReading | undefined): string | undefined =>
  reading?.type === 'text' || reading?.type === 'boolean' || reading?.date !== undefined
    ? 'string'
    : undefined;

const signs = ['?', '-', '.'];
const mostLooked = 50;

/** Markers of missing values beyond those of pandas, or all of them if some of pandas' are values here. */
async function missingWords({ reading, types, counts }: Read): Promise<readonly string[]> {
  const { missing, values } = reading.options;
  const own = new Set<string>();
  for (const [at, { type }] of types.entries())
    if (type === 'text' && counts !== undefined)
      for (const { value } of (await counts(at, mostLooked)).top) own.add(value);
  const more = [...signs.filter((sign) => !own.has(sign)), ...missing];
  return values.length === 0 ? more : [...usualMissing.filter((word) => !values.includes(word)), ...more];
}

/** The Python function that parses formatted numbers. */
function numbersText({ reading: { options } }: Read): string {
  const { decimal, thousands } = options;
  const currency = String.raw`[$€£¥¢₩₹₽₺₫₱₪₦₴฿]|USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|Rs\.?|kr\.?`;
  const changes = [
    String.raw`.str.replace(r"^\((.+)\)$", r"-\1", regex=True)`,
    String.raw`.str.replace(r"^([+-]?)\s*(?:${currency})\s*", r"\1", regex=True)`,
    String.raw`.str.replace(r"\s*(?:%|${currency})$", "", regex=True)`,
    ...(thousands === '' ? [] : [`.str.replace(${pythonLiteral(thousands)}, "", regex=False)`]),
    ...(decimal === '.' ? [] : [`.str.replace(${pythonLiteral(decimal)}, ".", regex=False)`]),
  ];
  return [
    'def numbers(cells):',
    '    """Numbers with signs of currency or percent, and parentheses for minus; anything else is missing."""',
    '    plain = (',
    '        cells.str.strip()',
    '        .str.replace("−", "-", regex=False)',
    ...changes.map((change) => `        ${change}`),
    '    )',
    '    return pd.to_numeric(plain, errors="coerce")',
    '',
  ].join('\n');
}

interface LaterColumn {
  readonly name: string;
  readonly line: readonly string[];
}

const plainNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const looked = 10;

/** Columns that are read as text, and the expression that converts each. */
async function laterColumns(
  table: Read,
  keepsWords: boolean,
  given: ColumnsOptions,
): Promise<readonly LaterColumn[]> {
  const { columns, types, reading, rowCount } = table;
  const { decimal, thousands, format } = reading.options;
  const ends = [
    ...(await table.written(0, Math.min(looked, rowCount))),
    ...(await table.written(Math.max(0, rowCount - looked), rowCount)),
  ];
  const withWords = new Set([
    ...reading.words.map(({ column }) => column),
    ...columns.filter((name) => (given[name]?.missing ?? []).some((word) => numberOf(word) === undefined)),
  ]);
  const isDecorated = (at: number) =>
    ends.some((cells) => {
      const cell = (cells[at] ?? '').trim();
      const plain = cell.replaceAll(thousands === '' ? '\0' : thousands, '').replace(decimal, '.');
      return /\d/.test(cell) && !plainNumber.test(plain);
    });
  return columns.flatMap((name, at): readonly LaterColumn[] => {
    const column = `table[${pythonLiteral(name)}]`;
    const { type = 'text', date } = types[at] ?? {};
    if (keepsWords && (date !== undefined || type === 'boolean')) return [];
    if (date !== undefined) return [{ name, line: [`${column} = ${dateText(column, date.format, format)}`] }];
    if (type === 'boolean')
      return [
        {
          name,
          line: [
            `${column} = ${column}.astype("string").str.strip().str.lower().map({"true": True, "yes": True, "y": True, "t": True, "false": False, "no": False, "n": False, "f": False}).astype("boolean")`,
          ],
        },
      ];
    if (format !== 'csv' || !isNumeric(type) || !(withWords.has(name) || isDecorated(at))) return [];
    return [{ name, line: [`${column} = numbers(${column})`] }];
  });
}

function dateText(column: string, format: string, fileFormat: TableFormat): string {
  if (format === 'epoch-s' || format === 'epoch-ms')
    return `pd.to_datetime(pd.to_numeric(${column}), unit="${format === 'epoch-s' ? 's' : 'ms'}")`;
  const zone = format.includes('%z') ? ', utc=True' : '';
  // Parquet has dates that are no text.
  const cells = fileFormat === 'parquet' ? column : `${column}.str.strip()`;
  return `pd.to_datetime(${cells}, format=${pythonLiteral(format)}${zone}, errors="coerce")`;
}
