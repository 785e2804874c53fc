import { byteOrderMark, textEncoder } from '../source/encoding.ts';
import type { Table } from './table.ts';

/** Rows as written, in batches; each call begins anew. */
export type Lines = () => AsyncIterable<readonly string[]>;

/**
 * The bytes of a file like the table's: its line ends and its encoding, or UTF-8 where that lacks a character. A header that is
 * undefined is no line.
 */
export async function* linesLike(
  { file: { newline, encoding } }: Pick<Table, 'file'>,
  header: string | undefined,
  rows: Lines,
): AsyncGenerator<Uint8Array> {
  const end = newline === 'CRLF' ? '\r\n' : '\n';
  const lines: Lines = async function* () {
    if (header !== undefined) yield [header];
    yield* rows();
  };
  const isWhole = encoding.startsWith('utf') || (await canEncode(lines, encoding));
  const written = isWhole ? encoding : 'utf-8';
  const encode = textEncoder(written);
  yield encode(byteOrderMark(written)) ?? Buffer.alloc(0);
  for await (const batch of lines()) {
    const text = batch.map((line) => `${line}${end}`).join('');
    yield encode(text) ?? Buffer.from(text);
  }
}

async function canEncode(lines: Lines, encoding: Table['file']['encoding']): Promise<boolean> {
  const encode = textEncoder(encoding);
  for await (const batch of lines()) if (encode(batch.join('')) === undefined) return false;
  return true;
}
