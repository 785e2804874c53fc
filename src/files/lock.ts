import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemProcesses } from './systemProcesses.ts';
import type { SystemProcesses } from './systemProcesses.ts';
import { createFile } from './writeFiles.ts';

/** A process that ended badly leaves the lock, which then counts for nothing. */
export interface Lock {
  /** Whether the file still says that this lock is held: false when it was removed, or another process took it. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

export interface LockOptions {
  /** Distinguishes the locks of one process. */
  readonly holder?: string;
  readonly processes?: SystemProcesses;
  /** Creates the file, such as with space that was set aside for a full disk. */
  readonly within?: <T>(create: () => Promise<T>) => Promise<T>;
}

/** Locks by a file; undefined while a living process holds the lock. */
export async function takeLock(
  path: string,
  { holder = '', processes = systemProcesses(), within = (create) => create() }: LockOptions = {},
): Promise<Lock | undefined> {
  const owners: Owners = { processes, countsOwn: holder !== '' };
  const stamp = await processes.stampOf(process.pid);
  const own = [process.pid, stamp, await placeOf(path), holder].join(' ').trimEnd();
  for (;;) {
    // After a power cut nobody holds it, so that it needs no sync.
    const isTaken = !(await within(() =>
      createFile(path, own, { mode: 0o600, sweeps: false, syncs: false }),
    ));
    if (!isTaken)
      return {
        isHeld: async () => (await contentOf(path)) === own,
        async release() {
          if ((await contentOf(path)) === own) await rm(path, { force: true });
        },
      };
    if (await ownerLives(path, owners)) return undefined;
    await removeStale(path, owners);
  }
}

/** Between two looks at a lock that another holds, and how long at most: whoever holds it longer has stopped. */
const lookEveryMs = 20;
const patienceMs = 10_000;

/**
 * Does something while no other process and no other call of this one does it under the same lock. Where the lock cannot be taken,
 * because its holder has stopped or the file system knows no links, does it all the same. The folder of the lock must exist.
 */
export async function withLock<T>(path: string, act: () => Promise<T>): Promise<T> {
  const holder = randomUUID();
  const take = () => takeLock(path, { holder }).catch(() => 'unsupported' as const);
  let lock = await take();
  for (let waitedMs = 0; lock === undefined && waitedMs < patienceMs; waitedMs += lookEveryMs) {
    await new Promise((resolve) => void setTimeout(resolve, lookEveryMs));
    lock = await take();
  }
  try {
    return await act();
  } finally {
    if (lock !== 'unsupported') await lock?.release();
  }
}

/** Another process that lives and holds the lock; undefined where none does. */
export async function holderOf(
  path: string,
  processes: SystemProcesses = systemProcesses(),
): Promise<number | undefined> {
  return (await ownerLives(path, { processes, countsOwn: false })) ? ownerOf(path) : undefined;
}

/** The process that a lock names; undefined when there is none. */
export async function ownerOf(path: string): Promise<number | undefined> {
  const pid = Number.parseInt(await contentOf(path), 10);
  return pid > 0 ? pid : undefined;
}

const contentOf = (path: string) => readFile(path, 'utf8').catch(() => '');

/** Of the locks at a path; `countsOwn`: whether one of this very process may be held, and is not one of an earlier process with its pid. */
interface Owners {
  readonly processes: SystemProcesses;
  readonly countsOwn: boolean;
}

async function ownerLives(path: string, { processes, countsOwn }: Owners): Promise<boolean> {
  const content = await contentOf(path);
  const [pid, stamp = '', place] = content.split(' ');
  const owner = Number(pid);
  if (!(owner > 0) || (owner === process.pid && !countsOwn)) return false;
  // A lock in the copy of a folder is about the original. Older builds do not name the folder.
  if (place !== undefined && place !== '' && place !== (await placeOf(path))) return false;
  const wroteAtMs = (await stat(path).catch(() => undefined))?.mtimeMs;
  return wroteAtMs !== undefined && processes.mayBe(owner, stamp, wroteAtMs);
}

/** Identifies the folder of a lock. */
async function placeOf(path: string): Promise<string> {
  const { dev, ino } = await stat(dirname(path), { bigint: true });
  return `${dev}:${ino}`;
}

/** Moves the lock away and checks it again: another start may have replaced the stale lock in between. */
async function removeStale(path: string, owners: Owners): Promise<void> {
  const moved = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}.stale`;
  await rename(path, moved).catch(() => undefined);
  if (await ownerLives(moved, owners)) await link(moved, path).catch(() => undefined);
  await rm(moved, { force: true });
}
