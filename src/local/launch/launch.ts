import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, rename, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { accountOf } from '../account.ts';
import { protocolVersion } from './control.ts';
import { callControl, livingServer, stopServer } from './controlClient.ts';
import type { LivingServer } from './controlClient.ts';
import { nodeFlags } from './nodeFlags.ts';
import { localServerFailed } from '../errors.ts';
import { ownerOf, takeLock } from '../../files/lock.ts';
import { onFullDisk } from '../fullDisk.ts';
import { launchLock, logPath, openCredentials, serverLock } from '../stateFolder.ts';
import type { LocalCredentials } from '../stateFolder.ts';

/** Address and credentials of the embedded server. */
export interface LocalServer {
  readonly socketPath: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly roleArn: string;
  readonly accountId: string;
  readonly pid: number;
}

export interface LaunchOptions {
  readonly stateFolder: string;
  readonly serverModulePath: string;
  /** The extension's version: a server of an older build is replaced. */
  readonly build: string;
  /** Further arguments of a server that is started. */
  readonly settings?: readonly string[];
  readonly signal?: AbortSignal;
}

const idleMinutes = 60;
const takenExitCode = 3;
const portSchema = z.object({ endpoint: z.string() });

/** How long a server that holds the state folder may leave a window without an answer. */
const patienceMs = 30_000;
/** How long another window may take to start one: it may have a large state folder of an older build to take over. */
const longestStartMs = 600_000;
/** Between two looks; each is a little later than the one before. */
const [shortestPauseMs, longestPauseMs] = [20, 500];

/**
 * Connects to the running server of the state folder, or starts one; cheap when it runs. A server of a newer build is shared. One of
 * an older build is replaced: at once if it has no running job; otherwise the new one waits for its jobs and the old one is returned
 * until then. Of several windows one starts the server, and the others wait for it. Throws LocalFailure.
 */
export async function connectToLocalServer(options: LaunchOptions): Promise<LocalServer> {
  const { stateFolder, signal } = options;
  const startedAt = Date.now();
  let lastProgressAt = startedAt;
  for (let attempt = 0; ; attempt += 1) {
    signal?.throwIfAborted();
    const outcome = await connectOnce(options);
    if (typeof outcome === 'object') return outcome;
    const now = Date.now();
    if (outcome !== 'silent') lastProgressAt = now;
    if (now - lastProgressAt > patienceMs || now - startedAt > longestStartMs)
      throw localServerFailed(stateFolder, await whoDoesNotAnswer(stateFolder));
    if (outcome !== 'started')
      await pause(Math.min(longestPauseMs, shortestPauseMs * (attempt + 1)) * (0.5 + Math.random()));
  }
}

/** `starting`: another window starts a server. `silent`: a server holds the state folder, and does not answer. */
async function connectOnce(options: LaunchOptions): Promise<LocalServer | 'started' | 'starting' | 'silent'> {
  const { stateFolder } = options;
  const credentials = await openCredentials(stateFolder);
  const usable = async () => {
    const server = await livingServer(stateFolder, credentials);
    const isUsable = server !== undefined && (server.hasSuccessor || isCurrent(server, options.build));
    return { server, found: isUsable ? describe(server, credentials) : undefined };
  };
  const before = await usable();
  if (before.found !== undefined) return before.found;
  const holder = randomBytes(8).toString('hex');
  const lock = await takeLock(launchLock(stateFolder), {
    holder,
    within: (create) => onFullDisk(stateFolder, create),
  });
  if (lock === undefined) return 'starting';
  try {
    // Another window may have been faster.
    const { server, found } = await usable();
    if (found !== undefined) return found;
    const outcome = await startServer(options, server === undefined ? [] : ['--take-over']);
    if (outcome === 'taken') return 'silent';
    return outcome === 'waiting' && server !== undefined ? describe(server, credentials) : 'started';
  } finally {
    await lock.release();
  }
}

const isCurrent = ({ build, protocol }: LivingServer, than: string) =>
  !isOlder(build, than) && protocol >= protocolVersion;

async function whoDoesNotAnswer(stateFolder: string): Promise<string> {
  const pid = await ownerOf(serverLock(stateFolder));
  return pid === undefined ? 'it does not answer' : `process ${pid}, which uses the folder, does not answer`;
}

/** Stops the server of a state folder; resolves at once when none is running. */
export async function stopLocalServer(stateFolder: string): Promise<void> {
  const credentials = await openCredentials(stateFolder);
  const server = await livingServer(stateFolder, credentials);
  if (server !== undefined) await stopServer(server, credentials);
}

/** Opens a port on 127.0.0.1 for other tools and returns its URL. */
export async function openLocalPort(stateFolder: string, server: LocalServer): Promise<string> {
  const credentials = await openCredentials(stateFolder);
  return portSchema.parse(await callControl(server.socketPath, credentials, 'port')).endpoint;
}

/** Whether one version is older than another; an invalid version is older than any valid one. */
function isOlder(build: string, than: string): boolean {
  const [a, b] = [build, than].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)));
  for (let index = 0; index < Math.max(a?.length ?? 0, b?.length ?? 0); index += 1) {
    const [x = 0, y = 0] = [a?.[index], b?.[index]];
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return Number.isNaN(x) || x < y;
  }
  return false;
}

/** The first line that the server prints. */
const firstLineSchema = z.union([
  z.object({ waiting: z.literal(true) }),
  z.object({ failed: z.string() }),
  z.object({ endpoint: z.string() }),
]);

/** Starts a server that outlives this process; resolves when it is ready or waiting, or another server has the state folder. */
async function startServer(
  { stateFolder, serverModulePath, build, signal, settings = [] }: LaunchOptions,
  more: readonly string[],
): Promise<'started' | 'waiting' | 'taken'> {
  const log = await openLog(stateFolder);
  try {
    const child = spawn(
      process.execPath,
      [
        ...nodeFlags,
        serverModulePath,
        '--state',
        stateFolder,
        '--idle-minutes',
        String(idleMinutes),
        '--build',
        build,
        ...settings,
        ...more,
      ],
      {
        detached: true,
        stdio: ['ignore', 'pipe', log?.fd ?? 'ignore'],
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        windowsHide: true,
      },
    );
    const outcome = await new Promise<'started' | 'waiting' | 'taken'>((resolve, reject) => {
      const failed = (found: string) => reject(localServerFailed(stateFolder, found));
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      child.once('error', ({ message }) => failed(message));
      child.once('exit', (code, killedBy) =>
        code === takenExitCode ? resolve('taken') : failed(`it ended with ${code ?? killedBy}`),
      );
      child.stdout?.once('data', (bytes) => {
        const line = firstLineSchema.safeParse(parseLine(String(bytes)));
        if (line.success && 'failed' in line.data) failed(line.data.failed);
        else resolve(line.success && 'waiting' in line.data ? 'waiting' : 'started');
      });
    });
    child.stdout?.destroy();
    child.unref();
    return outcome;
  } finally {
    await log?.close();
  }
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text.split('\n')[0] ?? '');
  } catch {
    return undefined;
  }
}

const mostLogBytes = 8 * 1024 * 1024;

/** The log, the one before when it has become long; undefined where it cannot be written, as on a full disk. */
async function openLog(stateFolder: string): Promise<FileHandle | undefined> {
  const path = logPath(stateFolder);
  try {
    if ((await stat(path)).size > mostLogBytes) await rename(path, `${path}.1`);
  } catch {
    // there is none yet
  }
  return open(path, 'a', 0o600).catch(() => undefined);
}

function describe(
  { socketPath, pid }: LivingServer,
  { accessKeyId, secretAccessKey }: LocalCredentials,
): LocalServer {
  const { id: accountId, region, roleArn } = accountOf();
  return { socketPath, pid, region, accountId, roleArn, accessKeyId, secretAccessKey };
}
