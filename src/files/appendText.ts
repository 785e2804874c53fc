import { open, stat } from 'node:fs/promises';
import { fileFailure, isMissing } from './errors.ts';

/** A file is replaced less often than this in a row. */
const mostAttempts = 10;

/**
 * Appends text to a file in one write, so that several processes may append to it at once; when another process replaces the file
 * meanwhile, the text is appended to the new one. Throws FileFailure.
 */
export async function appendText(
  path: string,
  text: string,
  {
    mode,
    syncs = false,
  }: { readonly mode?: number; /** Whether it survives a power cut. */ readonly syncs?: boolean } = {},
): Promise<void> {
  const bytes = Buffer.from(text);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const file = await open(path, 'a', mode);
      try {
        for (let from = 0; from < bytes.length;) from += (await file.write(bytes, from)).bytesWritten;
        if (syncs) await file.datasync();
        const [written, named] = await Promise.all([
          file.stat({ bigint: true }),
          stat(path, { bigint: true }).catch((error: unknown) => {
            if (isMissing(error)) return undefined;
            throw error;
          }),
        ]);
        if (named === undefined || named.ino === written.ino || attempt === mostAttempts) return;
      } finally {
        await file.close();
      }
    } catch (error) {
      throw fileFailure(path, error);
    }
  }
}
