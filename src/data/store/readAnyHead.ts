import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../learner/errors.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { formatOf } from '../shapes/tableFiles.ts';
import type { Work } from '../shapes/work.ts';
import { readTextHead } from '../table/headTable.ts';
import type { HeadTable } from './headTable.ts';
import { sourcePaths } from './sources.ts';
import type { Store } from './store.ts';

/**
 * The first rows of a large table within a fraction of a second; undefined for a small one, and where its head alone cannot be
 * read: reading the whole says why.
 */
export type ReadHead = (
  path: string,
  read?: ReadOptions,
  columns?: ColumnsOptions,
  work?: Work,
) => Promise<HeadTable | undefined>;

/** A smaller file is read whole in about the time of its head. */
const leastBytes = 5 * 1024 * 1024;
/** How much larger a compressed file is as text, about. */
const usualRatio = 5;
const headRows = 20_000;
/** Of a wide table, fewer rows. */
const headCells = 1_000_000;

export const readAnyHead =
  (store: Pick<Store, 'readHead'>): ReadHead =>
  async (path, read = {}, columns = {}, work = {}) => {
    try {
      const paths = await sourcePaths(path);
      const sizes = await Promise.all(paths.map(async (one) => sizeOf(one)));
      const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
      const [first] = paths;
      const { compression, format: named } = formatOf(first);
      const { format = named } = read;
      const isPacked = compression !== undefined || format === 'parquet';
      if (sizeBytes * (isPacked ? usualRatio : 1) < leastBytes) return undefined;
      if (format === 'parquet')
        return await store.readHead(
          { path, read, columns, head: { rows: headRows, cells: headCells } },
          work,
        );
      const head = await readTextHead(first, { ...read, format }, columns);
      if (head === undefined) return undefined;
      const { table } = head;
      return {
        table: { ...table, file: { ...table.file, name: basename(path), sizeBytes } },
        rowCount: Math.round((table.rowCount * sizeBytes) / head.sizeBytes),
        isEstimate: true,
        close: async () => undefined,
      };
    } catch (error) {
      work.signal?.throwIfAborted();
      if (error instanceof Failure || (error instanceof Error && 'code' in error)) return undefined;
      throw error;
    }
  };

async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path);
  return stats.isFile() ? stats.size : 0;
}
