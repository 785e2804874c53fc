import { dataFailure } from '../shapes/failures.ts';
import { formatOf } from '../shapes/tableFiles.ts';
import type { Work } from '../shapes/work.ts';
import { sniffFile } from '../source/sniffFile.ts';
import { OtherEncodingError } from '../source/textParts.ts';
import type { Database } from './database.ts';
import type { Description } from './description.ts';
import { storeFast } from './fastPath.ts';
import type { FilesRequest, StoreRequest } from './request.ts';
import { storeSlowly } from './slowPath.ts';
import { openSources } from './sources.ts';
import type { SourceFile, Sources, Unpacking } from './sources.ts';
import { storeJson } from './storeJson.ts';
import { storeParquet } from './storeParquet.ts';

/** Where a table is stored. */
export interface StoreTarget {
  readonly database: Database;
  /** An attached database without tables. */
  readonly catalog: string;
  readonly unpacking: Unpacking;
}

/** Reads a table of any format into the database `catalog`. Throws DataFailure. */
export async function storeFiles(
  request: StoreRequest,
  { database, catalog, unpacking }: StoreTarget,
  { signal, onProgress }: Work = {},
): Promise<Description> {
  const opened = await openSources(request.path, unpacking, signal);
  const sources = onProgress === undefined ? opened : watched(opened, onProgress);
  try {
    return await database.use((connection) => {
      const { folder } = unpacking;
      return storeFormat({ ...request, sources, connection, catalog, folder, signal });
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

async function storeFormat(request: FilesRequest): Promise<Description> {
  const [{ path, file }] = request.sources.files;
  if (file.size === 0) throw dataFailure('table-empty', { file: path }, `${path} is empty`);
  switch (request.read.format ?? formatOf(path).format) {
    case 'csv':
      return storeText(request);
    case 'jsonl':
      return storeJson(request);
    case 'parquet':
      return storeParquet(request);
  }
}

async function storeText(request: FilesRequest): Promise<Description> {
  const [{ path, file }] = request.sources.files;
  const text = { ...request, ...(await sniffFile(path, file, request.read)) };
  try {
    return (await storeFast(text)) ?? (await storeSlowly(text));
  } catch (error) {
    if (!(error instanceof OtherEncodingError)) throw error;
    return storeSlowly({ ...request, ...(await sniffFile(path, file, request.read, error.missed)) });
  }
}
