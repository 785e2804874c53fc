import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StoreFailure } from './messages.ts';

/** Primary result codes: sqlite.org/rescode.html */
const codes = { ioError: 10, corrupt: 11, full: 13, notADatabase: 26 } as const;
/** With less than this SQLite cannot write a page and its index. */
const noSpaceBytes = 64 * 1024;

/** What an error of SQLite, or of the file system beneath it, means for the database at `path`. */
export function storeFailureOf(error: unknown, path: string): StoreFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  const system = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === codes.full || system === 'ENOSPC' || system === 'EDQUOT')
    return { kind: 'disk-full', message };
  if (code === codes.corrupt || code === codes.notADatabase) return { kind: 'damaged', message };
  // SQLite reports some full disks, such as while it extends its shared memory, as errors of input or output.
  if (code === codes.ioError && freeBytes(path) < noSpaceBytes) return { kind: 'disk-full', message };
  return { kind: 'other', message };
}

/** What SQLite throws for a damaged database, for damage that it does not notice itself. */
export const damagedError = (message: string) =>
  Object.assign(new Error(message), { errcode: codes.corrupt });

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}
