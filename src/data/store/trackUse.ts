import type { Database } from './database.ts';

export interface IdleWork {
  readonly idleMs: number;
  readonly persist: () => Promise<void>;
}

/** Knows when nothing uses a table: once it was idle for a while, `persist` runs; what closes it waits for both. */
export function trackUse(database: Database, idle?: IdleWork) {
  let active = 0;
  let timer: NodeJS.Timeout | undefined;
  let persisting: Promise<void> | undefined;
  let closing: (() => void) | undefined;
  const begin = () => {
    active += 1;
    clearTimeout(timer);
  };
  const end = () => {
    active -= 1;
    if (active > 0) return;
    closing?.();
    if (closing === undefined) wait();
  };
  const wait = () => {
    if (idle === undefined || persisting !== undefined) return;
    timer = setTimeout(() => {
      persisting = idle.persist();
    }, idle.idleMs);
    timer.unref();
  };
  wait();
  const tracked: Database = {
    use: async (work, signal) => {
      begin();
      try {
        return await database.use(work, signal);
      } finally {
        end();
      }
    },
    lend: async (signal) => {
      begin();
      try {
        const lent = await database.lend(signal);
        return {
          ...lent,
          giveBack: () => {
            lent.giveBack();
            end();
          },
        };
      } catch (error) {
        end();
        throw error;
      }
    },
    close: database.close,
  };
  return {
    database: tracked,
    whenIdle: async (close: () => Promise<void>) => {
      clearTimeout(timer);
      if (active > 0)
        await new Promise<void>((resolve) => {
          closing = resolve;
        });
      await persisting;
      await close();
    },
  };
}
