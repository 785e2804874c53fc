import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The calls that can meet a full disk, as one seam: tests put a failing one in. */
export interface FileSystem {
  open(path: string, flags: string, mode?: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
}

export const realFileSystem: FileSystem = { open, rename };

/** Writes a whole file so that a reader, or a start after a power cut, sees the old or the new one. */
export async function writeFileAtomically(
  fs: FileSystem,
  path: string,
  data: string | Uint8Array,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  try {
    const file = await fs.open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const temporaryName = (path: string) => `${path}.${randomBytes(6).toString('hex')}.tmp`;

/** Reads every JSON file of a folder, and removes what a crash left half-written. */
export async function readJsonFolder(folder: string): Promise<unknown[]> {
  await mkdir(folder, { recursive: true });
  const values: unknown[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.tmp')) await rm(path, { force: true });
    else if (name.endsWith('.json')) values.push(JSON.parse(await readFile(path, 'utf8')));
  }
  return values;
}
