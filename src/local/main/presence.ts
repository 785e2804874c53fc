import { fstatSync } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { logPath, readAddress, writeAddress } from '../stateFolder.ts';
import type { ServerAddress } from '../stateFolder.ts';
import { databasePath } from '../store/paths.ts';

export interface PresenceOptions {
  readonly stateFolder: string;
  readonly address: ServerAddress;
  /** Takes the lock of the state folder again where it was removed; false when another server has it. */
  readonly keepLock: () => Promise<boolean>;
  /** Listens at the socket's path again. */
  readonly listenAgain: () => Promise<void>;
  /** The state folder is no longer this server's: another one may start. */
  readonly onLost: (reason: string) => void;
  readonly onError: (error: unknown) => void;
}

const intervalMs = 2000;
const mostLogBytes = 32 * 1024 * 1024;

/**
 * Keeps a running server to be found: a cleaner of temporary folders, or a user, may remove its socket or its files. Ends it when the
 * state folder is gone or another server has it. Returns a function that ends the watch, and resolves once a look that was under way has
 * finished: nothing is created again after that.
 */
export async function keepPresence(options: PresenceOptions): Promise<() => Promise<void>> {
  const { stateFolder, address, keepLock, listenAgain, onLost, onError } = options;
  const database = await inodeOf(databasePath(stateFolder));
  const look = async () => {
    if ((await inodeOf(databasePath(stateFolder))) !== database) return onLost('its database was removed');
    if (!(await keepLock())) return onLost('another server has taken it');
    if (process.platform !== 'win32' && (await inodeOf(address.socketPath)) === undefined)
      await listenAgain();
    const found = await readAddress(stateFolder);
    if (JSON.stringify(found) !== JSON.stringify(address)) await writeAddress(stateFolder, address);
    await boundLog(stateFolder);
  };
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  let looking = Promise.resolve();
  const next = () => {
    if (isEnded) return;
    timer = setTimeout(() => {
      looking = look().catch(onError).finally(next);
    }, intervalMs).unref();
  };
  next();
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await looking;
  };
}

const inodeOf = async (path: string): Promise<number | undefined> =>
  (await stat(path).catch(() => undefined))?.ino;

/** The log begins anew when it has become very long. Standard error appends to it. */
async function boundLog(stateFolder: string): Promise<void> {
  const log = await stat(logPath(stateFolder)).catch(() => undefined);
  if (log === undefined || log.size <= mostLogBytes || fstatSync(process.stderr.fd).ino !== log.ino) return;
  // On Windows a file that is open for appending can't be cut off by that handle.
  await truncate(logPath(stateFolder));
}
