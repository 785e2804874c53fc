import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDatabase } from './database.ts';
import type { Database } from './database.ts';

/** A database in a folder of its own, which can be closed and opened again. */
export async function openTestDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'll-store-'));
  const errors: unknown[] = [];
  const open = () =>
    openDatabase({
      folder,
      modulePath: new URL('./threadMain.ts', import.meta.url),
      onError: (error) => errors.push(error),
    });
  let current: Database = await open();
  return {
    folder,
    errors,
    onError: (error: unknown) => void errors.push(error),
    get database() {
      return current;
    },
    async reopen(meanwhile: () => Promise<void> = async () => undefined) {
      await current.close();
      await meanwhile();
      current = await open();
    },
    /** Changes the database behind the server's back. */
    damage(sql: string) {
      const other = new DatabaseSync(join(folder, 'state.db'));
      other.exec(sql);
      other.close();
    },
    async remove() {
      await current.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TestDatabase = Awaited<ReturnType<typeof openTestDatabase>>;
