import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { accountOf } from '../account.ts';
import { protocolVersion } from './control.ts';
import { callControl, livingServer, stopServer } from './controlClient.ts';
import type { LivingServer } from './controlClient.ts';
import { localServerFailed } from '../errors.ts';
import { openCredentials } from '../stateFolder.ts';
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
  readonly signal?: AbortSignal;
}

const idleMinutes = 60;
const takenExitCode = 3;
const portSchema = z.object({ endpoint: z.string() });

/**
 * Connects to the running server of the state folder, or starts one; cheap when it runs. A server of a newer build is shared. One of
 * an older build is replaced: at once if it has no running job; otherwise the new one waits for its jobs and the old one is returned
 * until then. Throws LocalFailure.
 */
export async function connectToLocalServer(options: LaunchOptions): Promise<LocalServer> {
  const credentials = await openCredentials(options.stateFolder);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    options.signal?.throwIfAborted();
    const server = await livingServer(options.stateFolder, credentials);
    if (server === undefined) await startServer(options, []);
    else {
      const isCurrent = !isOlder(server.build, options.build) && server.protocol >= protocolVersion;
      if (isCurrent || server.hasSuccessor) return describe(server, credentials);
      if ((await startServer(options, ['--take-over'])) === 'waiting') return describe(server, credentials);
    }
  }
  throw localServerFailed(options.stateFolder, 'it does not answer');
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

/** Starts a server that outlives this process; resolves when it is ready or waiting, or another start won. */
async function startServer(
  { stateFolder, serverModulePath, build, signal }: LaunchOptions,
  more: readonly string[],
): Promise<'started' | 'waiting'> {
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const log = await open(join(stateFolder, 'server.log'), 'a', 0o600);
  try {
    const args = [
      serverModulePath,
      '--state',
      stateFolder,
      '--idle-minutes',
      String(idleMinutes),
      '--build',
      build,
      ...more,
    ];
    const child = spawn(process.execPath, args, {
      detached: true,
      stdio: ['ignore', 'pipe', log.fd],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      windowsHide: true,
    });
    const outcome = await new Promise<'started' | 'waiting'>((resolve, reject) => {
      const aborted = () => reject(signal?.reason);
      signal?.addEventListener('abort', aborted, { once: true });
      child.once('error', (error) => reject(localServerFailed(stateFolder, error.message)));
      child.once('exit', (code) =>
        code === takenExitCode
          ? resolve('started')
          : reject(localServerFailed(stateFolder, `it ended with ${code}`)),
      );
      // The server prints one line, which says which.
      child.stdout?.once('data', (line) =>
        resolve(String(line).includes('"waiting"') ? 'waiting' : 'started'),
      );
    });
    child.stdout?.destroy();
    child.unref();
    return outcome;
  } finally {
    await log.close();
  }
}

function describe(
  { socketPath, pid }: LivingServer,
  { accessKeyId, secretAccessKey }: LocalCredentials,
): LocalServer {
  const { id: accountId, region, roleArn } = accountOf();
  return { socketPath, pid, region, accountId, roleArn, accessKeyId, secretAccessKey };
}
