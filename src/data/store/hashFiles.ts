import { createHash } from 'node:crypto';
import type { Sources } from './sources.ts';

const partBytes = 4 * 1024 * 1024;

/** The SHA-256 of all bytes of the files of a table. */
export async function hashFiles({ files }: Sources, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (const { file } of files)
    for (let from = 0; from < file.size; from += partBytes) {
      signal?.throwIfAborted();
      hash.update(await file.read(from, Math.min(file.size, from + partBytes)));
    }
  return hash.digest('hex');
}
