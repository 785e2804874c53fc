import { dataFailure } from '../shapes/failures.ts';
import { withFile } from '../source/openFile.ts';
import { sniffFile } from '../source/sniffFile.ts';
import { OtherEncodingError } from '../source/textParts.ts';
import type { Database } from './database.ts';
import type { Description } from './description.ts';
import { storeFast } from './fastPath.ts';
import type { StoreRequest } from './request.ts';
import { storeSlowly } from './slowPath.ts';

/** Where a table is stored. */
export interface StoreTarget {
  readonly database: Database;
  /** An attached database without tables. */
  readonly catalog: string;
  /** For temporary files. */
  readonly folder: string;
}

/** Reads a file of delimited text into the database `catalog`. Throws DataFailure. */
export const storeText = (
  request: StoreRequest,
  { database, catalog, folder }: StoreTarget,
  signal?: AbortSignal,
): Promise<Description> =>
  withFile(request.path, (file) =>
    database.use(async (connection) => {
      if (file.size === 0)
        throw dataFailure('table-empty', { file: request.path }, `${request.path} is empty`);
      const given = { ...request, file, connection, catalog, folder, signal };
      const sniffed = await sniffFile(request.path, file, request.read);
      try {
        return (await storeFast({ ...given, ...sniffed })) ?? (await storeSlowly({ ...given, ...sniffed }));
      } catch (error) {
        if (!(error instanceof OtherEncodingError)) throw error;
        return storeSlowly({
          ...given,
          ...(await sniffFile(request.path, file, request.read, error.missed)),
        });
      }
    }, signal),
  );
