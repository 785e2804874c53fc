import { basename } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import type { Work } from '../shapes/work.ts';
import type { SniffedFile } from '../source/sniffFile.ts';
import type { Description } from './description.ts';
import type { Sources } from './sources.ts';

export interface StoreRequest {
  readonly path: string;
  readonly read: ReadOptions;
  readonly columns: ColumnsOptions;
  /** Of Parquet, only the first rows, and fewer of a wide table. */
  readonly head?: { readonly rows: number; readonly cells: number } | undefined;
}

/** The files of a table on their way into a store. */
export interface FilesRequest extends StoreRequest {
  readonly sources: Sources;
  readonly connection: DuckDBConnection;
  readonly catalog: string;
  /** For temporary files. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: Work['onProgress'];
  /** Cells of most rows, where more than the first rows showed it. */
  readonly usual?: number | undefined;
  /** Columns whose numbers are written plainly for DuckDB. */
  readonly decorated?: readonly number[];
}

/** The same of files of delimited text, and how the first of them is read. */
export interface TextRequest extends FilesRequest, SniffedFile {}

/** Such files, wherever they are stored. */
export type SourceText = Omit<TextRequest, 'connection' | 'catalog'>;

/** What a page says of the file itself. */
export const fileFacts = (
  { path, sources }: Pick<FilesRequest, 'path' | 'sources'>,
  facts: Omit<Description['file'], 'name' | 'sizeBytes'>,
): Description['file'] => ({
  name: basename(path),
  sizeBytes: sources.files.reduce((sum, { file }) => sum + file.size, 0),
  ...facts,
});

export const requireUnchanged = async ({ files }: Sources): Promise<void> => {
  for (const { file } of files) await file.requireUnchanged();
};
