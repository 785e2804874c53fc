import { hash, randomBytes } from 'node:crypto';
import { appendFile, chmod, link, lstat, mkdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { fileFailure, isMissing } from '../files/errors.ts';
import { createFile, realFileSystem, replaceFile } from '../files/writeFiles.ts';
import { onFullDisk } from './fullDisk.ts';
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

/** What the server and those who start it have to say. */
export const logPath = (stateFolder: string) => join(stateFolder, 'server.log');
/** Held by the server. */
export const serverLock = (stateFolder: string) => join(stateFolder, 'server.lock');
/** Held by a window while it starts a server. */
export const launchLock = (stateFolder: string) => join(stateFolder, 'launch.lock');

/** Makes the folder if need be, durably, and closes it to other users where it is the user's own. */
export async function makeStateFolder(stateFolder: string): Promise<void> {
  const refuse = (error: unknown): never => {
    throw fileFailure(stateFolder, error);
  };
  const created = await mkdir(stateFolder, { recursive: true, mode: 0o700 }).catch(async (error: unknown) => {
    // On a read-only file system, mkdir fails with ENOENT.
    if (isMissing(error)) await mkdir(stateFolder).catch(refuse);
    return refuse(error);
  });
  await chmod(stateFolder, 0o700).catch(() => undefined);
  if (created === undefined) return;
  for (let at = stateFolder; ; at = dirname(at)) {
    await realFileSystem.syncFolder(dirname(at));
    if (at === created || at === dirname(at)) return;
  }
}

/** The credentials of a state folder: created at the first start, and anew when the file cannot be read. */
export async function openCredentials(stateFolder: string): Promise<LocalCredentials> {
  await makeStateFolder(stateFolder);
  const path = join(stateFolder, 'credentials.json');
  for (;;) {
    const found = await readCredentials(path);
    if (found.kind === 'read') return found.credentials;
    if (found.kind === 'damaged') await setAside(stateFolder, path);
    const made: LocalCredentials = {
      accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      controlToken: randomBytes(24).toString('base64url'),
      socketName: randomBytes(16).toString('hex'),
    };
    // Of two concurrent first starts one creates the file, and both read it.
    await onFullDisk(stateFolder, () => createFile(path, JSON.stringify(made), { mode: 0o600 }));
  }
}

type Found =
  | { readonly kind: 'read'; readonly credentials: LocalCredentials }
  | { readonly kind: 'missing' | 'damaged' };

async function readCredentials(path: string): Promise<Found> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' };
    throw error;
  }
  try {
    return { kind: 'read', credentials: credentialsSchema.parse(JSON.parse(text)) };
  } catch {
    return { kind: 'damaged' };
  }
}

/** Moves a damaged file away and looks at it again: another window may have replaced it in between. */
async function setAside(stateFolder: string, path: string): Promise<void> {
  const moved = `${path}.damaged-${Date.now()}-${process.pid}`;
  await rename(path, moved).catch(() => undefined);
  const found = await readCredentials(moved);
  if (found.kind === 'damaged') {
    const note = `${path} cannot be read and was moved to ${moved}: access keys were made anew\n`;
    await appendFile(logPath(stateFolder), note, { mode: 0o600 }).catch(() => undefined);
    return;
  }
  await link(moved, path).catch(() => undefined);
  await rm(moved, { force: true });
}

const maxSocketPathBytes = 90;
/** Windows and what has no user ids. */
const userId = process.getuid?.();

/**
 * Where the server of a state folder may listen, the best first: a socket in a folder private to the user, in the state folder where
 * no other can be used, or a pipe. The name cannot be guessed, and is another for a copy of the state folder.
 */
export async function socketPaths(
  stateFolder: string,
  { socketName }: LocalCredentials,
): Promise<readonly string[]> {
  const name = hash('sha256', `${socketName} ${await realpath(stateFolder)}`);
  if (process.platform === 'win32') return [`\\\\.\\pipe\\linear-learner-${name}`];
  const bases = new Set([process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp']);
  const folders = [...bases]
    .filter((base) => base !== undefined && base !== '')
    .map((base) => join(String(base), `linear-learner-${userId ?? 'user'}`));
  return [...folders, stateFolder].map((folder) => join(folder, name.slice(0, 16)));
}

/** Makes the folder of a socket. Throws where it cannot hold it. */
export async function makeSocketFolder(socketPath: string): Promise<void> {
  if (process.platform === 'win32') return;
  if (Buffer.byteLength(socketPath) > maxSocketPathBytes)
    throw new Error(`${socketPath} is too long for a socket: set XDG_RUNTIME_DIR to a shorter folder`);
  const folder = dirname(socketPath);
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (isMissing(error)) throw error;
  });
  await makePrivate(folder);
}

/** Throws unless the folder is a real one owned by the user: in a world-writable parent anyone may have created it first. */
export async function makePrivate(folder: string): Promise<void> {
  const found = await lstat(folder);
  if (!found.isDirectory()) throw new Error(`${folder} is not a folder: remove it`);
  if (found.uid !== userId) throw new Error(`${folder} belongs to another user`);
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
  onFullDisk(stateFolder, () =>
    replaceFile(join(stateFolder, 'server.json'), JSON.stringify(address), ownFile),
  );
