import { basename } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import type { OpenFile } from '../source/openFile.ts';
import type { SniffedFile } from '../source/sniffFile.ts';
import type { Description } from './description.ts';

export interface StoreRequest {
  readonly path: string;
  readonly read: ReadOptions;
  readonly columns: ColumnsOptions;
}

/** A file of text on its way into a store. */
export interface TextRequest extends StoreRequest, SniffedFile {
  readonly file: OpenFile;
  readonly connection: DuckDBConnection;
  readonly catalog: string;
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/** What a page says of the file itself. */
export const fileFacts = (
  { path, file, encoding, sniffed }: Pick<TextRequest, 'path' | 'file' | 'encoding' | 'sniffed'>,
  { sha256, newline }: Pick<Description['file'], 'sha256' | 'newline'>,
): Description['file'] => ({
  name: basename(path),
  sizeBytes: file.size,
  sha256,
  delimiter: sniffed.options.delimiter,
  encoding: encoding.encoding,
  newline,
});
