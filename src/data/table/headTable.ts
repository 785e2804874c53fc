import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Failure } from '../../learner/errors.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { isDelimitedText } from '../shapes/tableFiles.ts';
import { parseTable } from './readTable.ts';
import type { Table } from './table.ts';

/** A smaller file is read whole in about the time of its head. */
const leastBytes = 5 * 1024 * 1024;
const headBytes = 1024 * 1024;
/** Of a wide table: enough rows for a first look. */
const leastRows = 50;
const mostHeadBytes = 16 * 1024 * 1024;

export interface HeadTable {
  readonly table: Table;
  /** Of the file, if its other rows are as long. */
  readonly estimatedRowCount: number;
}

/**
 * The first rows of a large text file as a table, within a fraction of a second; undefined for a small file, for other formats, and where
 * the head alone cannot be read: reading the whole says why.
 */
export async function readHead(
  path: string,
  read: ReadOptions = {},
  columns: ColumnsOptions = {},
): Promise<HeadTable | undefined> {
  if (!isDelimitedText(path)) return undefined;
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size < leastBytes) return undefined;
      const { skipFooter: _, ...options } = read;
      for (let size = headBytes; ; size *= 4) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
        const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
        // A line feed of UTF-16 is two bytes.
        const head = buffer.subarray(0, buffer[end] === 0 ? end + 1 : end);
        const table = end === 0 ? undefined : parseTable(head, path, options, columns);
        if (table !== undefined && (table.rowCount >= leastRows || size >= mostHeadBytes))
          return {
            table: { ...table, file: { ...table.file, sizeBytes: stats.size } },
            estimatedRowCount: Math.round((table.rowCount * stats.size) / head.length),
          };
        if (size >= mostHeadBytes) return undefined;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Failure || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}
