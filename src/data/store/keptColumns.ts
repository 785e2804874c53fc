import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { describedBy, openForReading } from '../columnFiles/columnFile.ts';
import type { ColumnTable } from './columnPath.ts';
import type { StoredFiles } from './storeFolder.ts';

/** Opens a file of columns that was kept before; one that cannot be read is deleted. */
export async function openColumnFile(
  kept: StoredFiles,
  key: string,
): Promise<{ readonly file: FileHandle; readonly table: ColumnTable } | undefined> {
  if (!(await kept.has(key))) return undefined;
  let file: FileHandle | undefined;
  try {
    file = await openForReading(kept.pathOf(key));
    // SAFETY: the key has the version of the layout, so that it was written as it is read.
    const table = (await describedBy(file)) as ColumnTable;
    await kept.touch(key);
    return { file, table };
  } catch {
    await file?.close();
    await kept.remove(key);
    return undefined;
  }
}

/** Makes a file of columns one of the stored tables, once all of it is on the disk: a power cut must not leave half of one. */
export async function keepColumnFile(kept: StoredFiles, building: string, key: string): Promise<void> {
  const file = await open(building, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await kept.keep(building, key);
}
