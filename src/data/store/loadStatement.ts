import { literal, quoted } from './database.ts';
import { numberColumn, oddColumn, textColumn } from './textPlan.ts';
import type { CsvFile, LoadPlan, ParquetFiles, Slot } from './textPlan.ts';

/** The statement that reads a file into `table`. */
export function loadStatement({ from, slots }: LoadPlan, table: string): string {
  switch (from.kind) {
    case 'csv':
      return csvStatement(from, slots, table);
    case 'parquet':
      return parquetStatement(from, slots, table);
  }
}

function csvStatement(file: CsvFile, slots: readonly Slot[], table: string): string {
  const { path, delimiter, quote, skip, lineEnd, longestLineBytes } = file;
  const columns = slots.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const options = [
    `columns = {${columns}}`,
    `delim = ${literal(delimiter)}`,
    `quote = ${literal(quote)}`,
    `escape = ${literal(quote)}`,
    `skip = ${skip}`,
    // As an escape sequence, which is how DuckDB wants it.
    `new_line = '${lineEnd === '\n' ? String.raw`\n` : String.raw`\r\n`}'`,
    `header = false, auto_detect = false, strict_mode = true, comment = '', max_line_size = ${longestLineBytes}, buffer_size = ${4 * longestLineBytes}`,
  ];
  const source = `read_csv(${literal(path)}, ${options.join(', ')})`;
  const cast = slots.flatMap((slot, index) => {
    const cell = textColumn(index);
    if (slot === 'text') return [cell];
    const number =
      slot === 'whole'
        ? `try_cast(${cell} AS BIGINT)`
        : `try_cast(${file.decimal === ',' ? `replace(${cell}, ',', '.')` : cell} AS DOUBLE)`;
    return [`${cell}, ${number} AS ${numberColumn(index)}`];
  });
  const kept = slots.flatMap((slot, index) => keptColumns(file, slot, index));
  return `CREATE TABLE ${table} AS SELECT ${kept.join(', ')} FROM (SELECT ${cast.join(', ')} FROM ${source})`;
}

function keptColumns({ mayHaveUnderscore, decimal }: CsvFile, slot: Slot, index: number): readonly string[] {
  const [cell, number, odd] = [textColumn(index), numberColumn(index), oddColumn(index)];
  if (slot === 'text') return [cell];
  // Written as itself, a whole number has no zeros in front, no blanks and no decimal point.
  const isOdd =
    slot === 'whole'
      ? `(${number} IS NULL AND ${cell} <> '') OR ${number}::VARCHAR <> ${cell} OR abs(${number}) > 9007199254740991`
      : `(${number} IS NULL AND ${cell} <> '') OR NOT isfinite(${number}) OR (${cell} >= '00' AND ${cell} < '0:') OR (${cell} >= '+' AND ${cell} < ',')` +
        (mayHaveUnderscore ? ` OR contains(${cell}, '_')` : '') +
        // A point separates thousands, or is the decimal point of a column of its own.
        (decimal === ',' ? ` OR contains(${cell}, '.')` : '');
  return [
    `coalesce(${number}::DOUBLE, 'NaN'::DOUBLE) AS ${number}`,
    `CASE WHEN ${isOdd} THEN ${cell} END AS ${odd}`,
  ];
}

export const parquetSource = (paths: readonly string[]) =>
  `read_parquet([${paths.map((path) => literal(escapedPattern(path))).join(', ')}])`;

/** DuckDB takes these for a pattern of names, except within brackets. */
const escapedPattern = (path: string) => path.replaceAll(/[*?[]/g, '[$&]');

function parquetStatement(
  { paths, columns, mostRows }: ParquetFiles,
  slots: readonly Slot[],
  table: string,
): string {
  const kept = columns.flatMap(({ name, type }, index) => {
    const value = quoted(name);
    const [number, odd] = [numberColumn(index), oddColumn(index)];
    switch (slots[index]) {
      case 'whole': {
        const isLarge = `abs(${value}::HUGEINT) > 9007199254740991`;
        return [
          `coalesce(${value}::DOUBLE, 'NaN'::DOUBLE) AS ${number}`,
          `CASE WHEN ${isLarge} THEN ${value}::VARCHAR END AS ${odd}`,
        ];
      }
      case 'decimal':
      case 'double':
        return [
          `CASE WHEN isfinite(${value}::DOUBLE) THEN ${value}::DOUBLE ELSE 'NaN'::DOUBLE END AS ${number}`,
          `NULL::VARCHAR AS ${odd}`,
        ];
      case 'text':
      case undefined: {
        const inZone = type.includes('TIME ZONE') && type.startsWith('TIMESTAMP');
        return [`(${inZone ? `${value} AT TIME ZONE 'UTC'` : value})::VARCHAR AS ${textColumn(index)}`];
      }
    }
  });
  const limit = mostRows === undefined ? '' : ` LIMIT ${mostRows}`;
  return `CREATE TABLE ${table} AS SELECT ${kept.join(', ')} FROM ${parquetSource(paths)}${limit}`;
}
