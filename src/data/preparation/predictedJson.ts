import { textEncoder } from '../source/encoding.ts';
import type { Table } from '../table/table.ts';
import type { TextAppender } from './predictedText.ts';

type Value = string | number;

/** Objects of a file in JSON Lines with further keys; a row without a value has null. */
export function jsonAppender(
  { file: { newline } }: Pick<Table, 'file'>,
  names: readonly string[],
): TextAppender {
  const end = newline === 'CRLF' ? '\r\n' : '\n';
  const keys = names.map((name) => JSON.stringify(name));
  const encode = textEncoder('utf-8');
  const append = (line: string, values: readonly Value[]) => {
    const close = line.lastIndexOf('}');
    const before = line.slice(0, close).trimEnd();
    const added = keys.map((key, index) => `${key}: ${jsonOf(values[index])}`).join(', ');
    return `${before}${before.endsWith('{') ? '' : ', '}${added}}`;
  };
  return {
    begin: () => Buffer.alloc(0),
    rows: (lines, cellsOf) =>
      encode(lines.map((line, index) => `${append(line, cellsOf(index))}${end}`).join('')) ?? Buffer.alloc(0),
  };
}

const jsonOf = (value: Value | undefined) =>
  value === undefined || value === '' ? 'null' : JSON.stringify(value);

/** The values alone, as a CSV file without a header, for a file whose rows are no lines. */
export const valuesAppender = (): TextAppender => ({
  begin: () => Buffer.alloc(0),
  rows: (lines, cellsOf) =>
    Buffer.from(lines.map((_, index) => `${cellsOf(index).map(quotedCell).join(',')}\n`).join('')),
});

const quotedCell = (value: Value) =>
  typeof value === 'number' || value === '' ? String(value) : `"${value.replaceAll('"', '""')}"`;
