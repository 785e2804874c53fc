import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { fileFailure } from './errors.ts';

/** A file that grows line by line. */
export interface LineFile {
  /** Resolves when the line would survive a power cut. Throws FileFailure. */
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

const newline = 0x0a;

/** Opens a file to append lines; one that a killed process cut off is ended first, so that it spoils no other. Throws FileFailure. */
export async function openLines(path: string): Promise<LineFile> {
  const file = await named(path, () => open(path, 'a+', 0o600));
  try {
    if (await isCut(file)) await named(path, () => file.appendFile('\n'));
  } catch (error) {
    await file.close();
    throw error;
  }
  let last = Promise.resolve();
  return {
    append(line) {
      const next = last.then(() =>
        named(path, async () => {
          await file.appendFile(`${line}\n`);
          await file.datasync();
        }),
      );
      // Whoever wrote it sees its failure; the next line is tried all the same.
      last = next.catch(() => undefined);
      return next;
    },
    async close() {
      await last;
      await file.close();
    },
  };
}

async function isCut(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const end = Buffer.alloc(1);
  await file.read(end, 0, 1, size - 1);
  return end[0] !== newline;
}

async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileFailure(path, error);
  }
}
