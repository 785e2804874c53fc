import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { headBytes } from '../source/headBytes.ts';
import { parseObjects, parseTable } from './readTable.ts';
import type { MemoryTable } from './memoryTable.ts';

const usualBytes = 1024 * 1024;
/** Of a wide table: enough rows for a first look. */
const leastRows = 50;
const mostBytes = 16 * 1024 * 1024;

export interface TextHead {
  readonly table: MemoryTable;
  /** Bytes of the file on disk that its rows take. */
  readonly sizeBytes: number;
}

/** The first rows of a file of text, which may be compressed; undefined where its first row does not end. Throws DataFailure. */
export async function readTextHead(
  path: string,
  read: ReadOptions & { readonly format: 'csv' | 'jsonl' },
  columns: ColumnsOptions,
): Promise<TextHead | undefined> {
  const { skipFooter: _, ...options } = read;
  const parse = read.format === 'jsonl' ? parseObjects : parseTable;
  for (let size = usualBytes; ; size *= 4) {
    const { bytes, packedBytes } = await headBytes(path, size);
    const end = bytes.lastIndexOf(0x0a) + 1;
    // A line feed of UTF-16 is two bytes.
    const head = bytes.subarray(0, bytes[end] === 0 ? end + 1 : end);
    const table = end === 0 ? undefined : await parse(head, path, options, columns);
    if (table !== undefined && (table.rowCount >= leastRows || size >= mostBytes || bytes.length < size))
      return { table, sizeBytes: head.length * packedBytes };
    if (size >= mostBytes || bytes.length < size) return undefined;
  }
}
