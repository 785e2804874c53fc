import { link, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createFile } from '../files/writeFiles.ts';
import { onFullDisk } from './fullDisk.ts';

/** A process that ended badly leaves the lock, which then counts for nothing. */
export interface Lock {
  /** Whether the file still says that this lock is held: false when it was removed, or another process took it. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Locks by a file; undefined while a living process holds the lock. `holder` tells the locks of one process apart. */
export async function takeLock(path: string, stateFolder: string, holder = ''): Promise<Lock | undefined> {
  const { pid, startedAt } = await statusOf(process.pid);
  const own = [pid, startedAt, await placeOf(path), holder].join(' ').trimEnd();
  for (;;) {
    const isTaken = !(await onFullDisk(stateFolder, () =>
      createFile(path, own, { mode: 0o600, sweeps: false }),
    ));
    if (!isTaken)
      return {
        isHeld: async () => (await contentOf(path)) === own,
        async release() {
          if ((await contentOf(path)) === own) await rm(path, { force: true });
        },
      };
    if (await ownerLives(path, holder !== '')) return undefined;
    await removeStale(path, holder !== '');
  }
}

/** The process that a lock names; undefined when there is none. */
export async function ownerOf(path: string): Promise<number | undefined> {
  const pid = Number.parseInt(await contentOf(path), 10);
  return pid > 0 ? pid : undefined;
}

const contentOf = (path: string) => readFile(path, 'utf8').catch(() => '');

/** `countsOwn`: whether a lock of this very process may be held, and is not one of an earlier process with its pid. */
async function ownerLives(path: string, countsOwn: boolean): Promise<boolean> {
  const content = await contentOf(path);
  const [pid, startedAt = '', place] = content.split(' ');
  const owner = Number(pid);
  if (!(owner > 0) || (owner === process.pid && !countsOwn) || !isAlive(owner)) return false;
  // A lock in the copy of a folder is about the original. Older builds do not name the folder.
  if (place !== undefined && place !== '' && place !== (await placeOf(path))) return false;
  const status = await statusOf(owner);
  return !status.isZombie && status.startedAt === startedAt;
}

/** Identifies the folder of a lock. */
async function placeOf(path: string): Promise<string> {
  const { dev, ino } = await stat(dirname(path), { bigint: true });
  return `${dev}:${ino}`;
}

interface ProcessStatus {
  readonly pid: number;
  /** Empty where the system does not report it. */
  readonly startedAt: string;
  readonly isZombie: boolean;
}

/**
 * A pid with its process's start time, where the system reports it: a pid alone may be reused after a power cut. A zombie has ended,
 * but nobody has asked how, as in a container without an init process.
 */
async function statusOf(pid: number): Promise<ProcessStatus> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Skip the name, which may contain anything: the state is field 3, the start in ticks since boot field 22 (man 5 proc).
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return { pid, startedAt: fields[19] ?? '', isZombie: fields[0] === 'Z' || fields[0] === 'X' };
}

/** Moves the lock away and checks it again: another start may have replaced the stale lock in between. */
async function removeStale(path: string, countsOwn: boolean): Promise<void> {
  const moved = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}.stale`;
  await rename(path, moved).catch(() => undefined);
  if (await ownerLives(moved, countsOwn)) await link(moved, path).catch(() => undefined);
  await rm(moved, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
