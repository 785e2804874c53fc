import { join } from 'node:path';
import type * as z from 'zod/mini';
import { removeFile, replaceFile } from '../../files/writeFiles.ts';
import type { FileSystem } from '../../files/writeFiles.ts';
import { ownFile, readJsonFolder } from './jsonFolder.ts';
import { keyedQueue } from './inOrder.ts';

/** Resources of one kind: one JSON file each, all in memory. Writes to one name are ordered. */
export interface Resources<T> {
  get(name: string): T | undefined;
  list(): readonly T[];
  /** Resolves once the file is on disk; only then the value becomes visible. */
  put(value: T): Promise<void>;
  /** Like put, but false when the name exists. */
  add(value: T): Promise<boolean>;
  /** Replaces the current value by the result of `edit`; no effect when there is none. Rethrows what `edit` throws. */
  update(name: string, edit: (value: T) => T): Promise<void>;
  remove(name: string): Promise<void>;
}

export async function openResources<T extends { readonly name: string }>(
  fs: FileSystem,
  folder: string,
  schema: z.ZodMiniType<T>,
): Promise<Resources<T>> {
  const values = new Map<string, T>();
  for (const raw of await readJsonFolder(folder)) {
    const value = schema.parse(raw);
    values.set(value.name, value);
  }
  const inOrder = keyedQueue();
  const pathOf = (name: string) => join(folder, `${encodeURIComponent(name)}.json`);
  const write = async (value: T) => {
    await replaceFile(pathOf(value.name), JSON.stringify(value), { ...ownFile, fs });
    values.set(value.name, value);
  };
  return {
    get: (name) => values.get(name),
    list: () => [...values.values()],
    put: (value) => inOrder(value.name, () => write(value)),
    add: (value) =>
      inOrder(value.name, async () => {
        if (values.has(value.name)) return false;
        await write(value);
        return true;
      }),
    update: (name, edit) =>
      inOrder(name, async () => {
        const value = values.get(name);
        if (value !== undefined) await write(edit(value));
      }),
    remove: (name) =>
      inOrder(name, async () => {
        await removeFile(pathOf(name), { fs });
        values.delete(name);
      }),
  };
}
