import { basename } from 'node:path';
import { openProgress } from '../../../data/engine/progress.ts';
import type { EstimatedProgress } from '../../../data/shapes/progress.ts';
import type { S3Tables } from '../../../runs/s3Tables.ts';
import type { Sessions } from '../../../runs/session.ts';

/** Where a Data page's table is. */
export interface TableSource {
  readonly fileName: string;
  /** Of a table in S3. */
  readonly s3Uri?: string;
  /** Local path of its current bytes; a table in S3 is downloaded unless it is cached. */
  readonly locate: (work: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: EstimatedProgress) => void;
  }) => Promise<string>;
  /** Path of a local file, or of the copy of a table in S3 once it was located. */
  readonly path: () => string | undefined;
}

export interface TableSourceServices {
  readonly sessionOf: Sessions['of'];
  readonly s3Tables: S3Tables;
}

export function fileSource(path: string): TableSource {
  return { fileName: basename(path), locate: async () => path, path: () => path };
}

/** An object, or the tables directly under a prefix, on the connection with this ID. */
export function s3Source(
  { sessionOf, s3Tables }: TableSourceServices,
  { s3Uri, connectionId }: { readonly s3Uri: string; readonly connectionId: string },
): TableSource {
  let path: string | undefined;
  return {
    fileName: basename(s3Uri),
    s3Uri,
    locate: async ({ signal, onProgress }) => {
      const session = await sessionOf(connectionId)(signal);
      path = await s3Tables.fetch(session, s3Uri, { signal, onProgress: openProgress(onProgress) });
      return path;
    },
    path: () => path,
  };
}
