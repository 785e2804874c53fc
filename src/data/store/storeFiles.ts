import { hasRowKernel } from '../columnFiles/kernel.ts';
import type { Refusal } from '../columnFiles/kernel.ts';
import type { ReaderThreads } from '../columnFiles/readerThreads.ts';
import { dataFailure } from '../shapes/failures.ts';
import { formatOf } from '../shapes/tableFiles.ts';
import type { Work } from '../shapes/work.ts';
import { sniffFile } from '../source/sniffFile.ts';
import { OtherEncodingError } from '../source/textParts.ts';
import { storeColumns } from './columnPath.ts';
import type { ColumnTable } from './columnPath.ts';
import type { Database } from './database.ts';
import type { Description } from './description.ts';
import { storeFast } from './fastPath.ts';
import type { FilesRequest, StoreRequest } from './request.ts';
import { storeSlowly } from './slowPath.ts';
import { openSources, sourcePaths } from './sources.ts';
import type { SourceFile, Sources, Unpacking } from './sources.ts';
import { storeJson } from './storeJson.ts';
import { storeParquet } from './storeParquet.ts';

/** Where a table is stored. */
export interface StoreTarget {
  readonly database: Database;
  /** An attached database without tables. */
  readonly catalog: string;
  readonly unpacking: Unpacking;
  /** Whether its text is known not to be plain, so that only our own reader reads it. */
  readonly isUnplain: boolean;
}

/** Reads a table of any format into the database `catalog`. Throws DataFailure. */
export async function storeFiles(
  request: StoreRequest,
  { database, catalog, unpacking, isUnplain }: StoreTarget,
  { signal, onProgress }: Work = {},
): Promise<Description> {
  const opened = await openSources(request.path, unpacking, signal);
  const sources = onProgress === undefined ? opened : watched(opened, onProgress);
  try {
    return await database.use((connection) => {
      const { folder } = unpacking;
      return storeFormat({ ...request, sources, connection, catalog, folder, signal, onProgress }, isUnplain);
    }, signal);
  } finally {
    await opened.close();
  }
}

/** The same files, whose reading is reported: each format reads all their bytes once, and few of them twice. */
function watched(sources: Sources, onProgress: NonNullable<Work['onProgress']>): Sources {
  const total = sources.files.reduce((sum, { file }) => sum + file.size, 0);
  let done = 0;
  const watch = (source: SourceFile): SourceFile => ({
    ...source,
    file: {
      ...source.file,
      read: async (from, to) => {
        const bytes = await source.file.read(from, to);
        done = Math.min(total, done + bytes.length);
        onProgress({ phase: 'reading', done, total, unit: 'bytes' });
        return bytes;
      },
    },
  });
  const [first, ...others] = sources.files;
  return { ...sources, files: [watch(first), ...others.map(watch)] };
}

/**
 * Reads a table of plain text into a file of columns. It does not for a table of another kind, nor where the disk is full: memory may
 * have room for it. Throws DataFailure.
 */
export async function storeFileOfColumns(
  request: StoreRequest,
  target: { readonly path: string; readonly readers: ReaderThreads; readonly unpacking: Unpacking },
  { signal, onProgress }: Work = {},
): Promise<ColumnTable | Refusal | 'unlike'> {
  const [first, ...others] = await sourcePaths(request.path);
  const isText = (request.read.format ?? formatOf(first).format) === 'csv';
  // Known before a compressed file is unpacked.
  if (!isText || others.length > 0 || !hasRowKernel()) return 'unlike';
  const opened = await openSources(request.path, target.unpacking, signal);
  const sources = onProgress === undefined ? opened : watched(opened, onProgress);
  try {
    const [{ path, file }] = opened.files;
    if (file.size === 0) return 'unlike';
    const text = { ...request, sources, folder: target.unpacking.folder, signal };
    const sniffed = await sniffFile(path, file, request.read);
    return await storeColumns({ ...text, ...sniffed }, target.path, target.readers);
  } catch (error) {
    if (isFull(error) || error instanceof OtherEncodingError) return 'unlike';
    throw error;
  } finally {
    await opened.close();
  }
}

const isFull = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

async function storeFormat(request: FilesRequest, isUnplain: boolean): Promise<Description> {
  const [{ path, file }] = request.sources.files;
  if (file.size === 0) throw dataFailure('table-empty', { file: path }, `${path} is empty`);
  switch (request.read.format ?? formatOf(path).format) {
    case 'csv':
      return storeText(request, isUnplain);
    case 'jsonl':
      return storeJson(request);
    case 'parquet':
      return storeParquet(request);
  }
}

async function storeText(request: FilesRequest, isUnplain: boolean): Promise<Description> {
  const [{ path, file }] = request.sources.files;
  const text = { ...request, ...(await sniffFile(path, file, request.read)) };
  try {
    return (isUnplain ? undefined : await storeFast(text)) ?? (await storeSlowly(text));
  } catch (error) {
    if (!(error instanceof OtherEncodingError)) throw error;
    return storeSlowly({ ...request, ...(await sniffFile(path, file, request.read, error.missed)) });
  }
}
