import { randomBytes } from 'node:crypto';
import { chmod, link, lstat, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { isMissing } from '../files/errors.ts';
import { createFile, replaceFile } from '../files/writeFiles.ts';
import { ownFile } from './store/ownFile.ts';

const credentialsSchema = z.object({
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  /** Authorizes the extension to stop the server or to open a port. */
  controlToken: z.string(),
  /** Names the socket, so that no other user can guess a pipe's name. */
  socketName: z.string(),
});
export type LocalCredentials = z.infer<typeof credentialsSchema>;

/** The credentials of a state folder: created at the first start, readable only by their user. */
export async function openCredentials(stateFolder: string): Promise<LocalCredentials> {
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const path = join(stateFolder, 'credentials.json');
  const read = async () => credentialsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  try {
    return await read();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const made: LocalCredentials = {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    controlToken: randomBytes(24).toString('base64url'),
    socketName: randomBytes(16).toString('hex'),
  };
  // Of two concurrent first starts one creates the file, and both read it.
  await createFile(path, JSON.stringify(made), { mode: 0o600 });
  return read();
}

const maxSocketPathBytes = 90;

/** Where the server listens: a socket in a folder private to the user, or a pipe with an unguessable name. */
export async function socketPathOf({ socketName }: LocalCredentials): Promise<string> {
  if (process.platform === 'win32') return `\\\\.\\pipe\\linear-learner-${socketName}`;
  const base = process.env['XDG_RUNTIME_DIR'] ?? tmpdir();
  const folder = join(base, `linear-learner-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await makePrivate(folder);
  const path = join(folder, socketName.slice(0, 16));
  if (Buffer.byteLength(path) > maxSocketPathBytes)
    throw new Error(`${path} is too long for a socket: set XDG_RUNTIME_DIR to a shorter folder`);
  return path;
}

/** Throws unless the folder is a real one owned by the user: in a world-writable parent anyone may have created it first. */
export async function makePrivate(folder: string): Promise<void> {
  const found = await lstat(folder);
  if (!found.isDirectory()) throw new Error(`${folder} is not a folder: remove it`);
  if (found.uid !== userInfo().uid) throw new Error(`${folder} belongs to another user`);
  await chmod(folder, 0o700);
}

const addressSchema = z.object({
  pid: z.int(),
  socketPath: z.string(),
  protocol: z.int(),
  build: z.string(),
});
export type ServerAddress = z.infer<typeof addressSchema>;

export async function readAddress(stateFolder: string): Promise<ServerAddress | undefined> {
  try {
    return addressSchema.parse(JSON.parse(await readFile(join(stateFolder, 'server.json'), 'utf8')));
  } catch {
    return undefined; // missing, or of another version: the handshake decides
  }
}

export const writeAddress = (stateFolder: string, address: ServerAddress) =>
  replaceFile(join(stateFolder, 'server.json'), JSON.stringify(address), ownFile);

/** Locks the state folder for this process; false when another running process holds the lock. */
export async function takeLock(stateFolder: string): Promise<boolean> {
  const lock = join(stateFolder, 'server.lock');
  const identity = await identityOf(process.pid);
  for (;;) {
    if (await createFile(lock, identity, { mode: 0o600 })) return true;
    if (await ownerLives(lock)) return false;
    await removeStale(lock);
  }
}

async function ownerLives(lock: string): Promise<boolean> {
  const identity = await readFile(lock, 'utf8').catch(() => '');
  const pid = Number.parseInt(identity, 10);
  return pid > 0 && pid !== process.pid && isAlive(pid) && (await identityOf(pid)) === identity;
}

/** A pid with its process's start time, where the system reports it: a pid alone may be reused after a power cut. */
async function identityOf(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Skip the name, which may contain anything: the state is field 3, the start in ticks since boot field 22 (man 5 proc).
  const startedAt = status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${pid} ${startedAt}`;
}

/** Moves the lock away and checks it again: another start may have replaced the stale lock in between. */
async function removeStale(lock: string): Promise<void> {
  const moved = `${lock}.${process.pid}.stale`;
  await rename(lock, moved).catch(() => undefined);
  if (await ownerLives(moved)) await link(moved, lock).catch(() => undefined);
  await rm(moved, { force: true });
}

export const releaseLock = (stateFolder: string) => rm(join(stateFolder, 'server.lock'), { force: true });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
