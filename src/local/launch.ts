import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { protocolVersion } from './control.ts';
import { localServerFailed } from './errors.ts';
import { accountId, executionRoleArn, region } from './sagemaker/names.ts';
import { openCredentials, readAddress } from './stateFolder.ts';
import type { LocalCredentials, ServerAddress } from './stateFolder.ts';

/** How to reach the embedded server. */
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
  /** The extension's version: another build's server is asked to stop and replaced. */
  readonly build: string;
  readonly signal?: AbortSignal;
}

const idleMinutes = 60;
const handshakeTimeoutMs = 5000;
const takenExitCode = 3;

/** Finds the living server of the state folder, or starts one; cheap when it lives. Throws LocalFailure. */
export async function connectToLocalServer(options: LaunchOptions): Promise<LocalServer> {
  const credentials = await openCredentials(options.stateFolder);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    options.signal?.throwIfAborted();
    const address = await livingServer(options.stateFolder, credentials);
    if (address !== undefined && address.build === options.build && address.protocol === protocolVersion)
      return describe(address, credentials);
    if (address !== undefined) await stopServer(address, credentials);
    await startServer(options);
  }
  throw localServerFailed(options.stateFolder, 'it does not answer');
}

/** Asks the server of a state folder to stop; resolves at once when none lives. */
export async function stopLocalServer(stateFolder: string): Promise<void> {
  const credentials = await openCredentials(stateFolder);
  const address = await livingServer(stateFolder, credentials);
  if (address !== undefined) await stopServer(address, credentials);
}

/** Opens a port on 127.0.0.1 for other tools and returns its URL. */
export async function openLocalPort(stateFolder: string, server: LocalServer): Promise<string> {
  const credentials = await openCredentials(stateFolder);
  const { endpoint } = await callControl(server.socketPath, credentials, 'port');
  if (typeof endpoint !== 'string') throw localServerFailed(stateFolder, 'it opened no port');
  return endpoint;
}

async function livingServer(
  stateFolder: string,
  credentials: LocalCredentials,
): Promise<ServerAddress | undefined> {
  const address = await readAddress(stateFolder);
  if (address === undefined) return undefined;
  try {
    const { pid, build, protocol } = await callControl(address.socketPath, credentials, 'handshake');
    return {
      socketPath: address.socketPath,
      pid: Number(pid),
      build: String(build),
      protocol: Number(protocol),
    };
  } catch {
    return undefined; // nobody listens there any more
  }
}

/** Stops a server and waits until its socket is closed. */
async function stopServer(address: ServerAddress, credentials: LocalCredentials): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    const ask = request({
      socketPath: address.socketPath,
      path: '/-/stop',
      method: 'POST',
      agent: false,
      headers: { ...authorization(credentials), connection: 'close' },
    });
    ask.on('response', (reply) => reply.resume());
    ask.on('close', resolve);
    ask.on('error', () => resolve());
    ask.end();
  });
  await closed;
}

const authorization = ({ controlToken }: LocalCredentials) => ({ authorization: `Bearer ${controlToken}` });

function callControl(
  socketPath: string,
  credentials: LocalCredentials,
  action: string,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const ask = request({
      socketPath,
      path: `/-/${action}`,
      method: 'POST',
      agent: false,
      timeout: handshakeTimeoutMs,
      headers: authorization(credentials),
    });
    ask.on('response', (reply) => {
      let body = '';
      reply.on('data', (chunk) => (body += String(chunk)));
      reply.on('end', () => {
        if (reply.statusCode !== 200) reject(new Error(`the server answered ${reply.statusCode}`));
        else resolve(JSON.parse(body));
      });
    });
    ask.on('timeout', () => ask.destroy(new Error('the server did not answer in time')));
    ask.on('error', reject);
    // A server that dies in the middle of its answer ends it without an error.
    ask.on('close', () => reject(new Error('the server hung up')));
    ask.end();
  });
}

/** Starts a server that outlives this process; resolves when it is ready, or when another start was faster. */
async function startServer({ stateFolder, serverModulePath, build, signal }: LaunchOptions): Promise<void> {
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
    ];
    const child = spawn(process.execPath, args, {
      detached: true,
      stdio: ['ignore', 'pipe', log.fd],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      windowsHide: true,
    });
    await new Promise<void>((resolve, reject) => {
      const aborted = () => reject(signal?.reason);
      signal?.addEventListener('abort', aborted, { once: true });
      child.once('error', (error) => reject(localServerFailed(stateFolder, error.message)));
      child.once('exit', (code) =>
        code === takenExitCode ? resolve() : reject(localServerFailed(stateFolder, `it ended with ${code}`)),
      );
      // Readiness is the one line the server prints.
      child.stdout?.once('data', () => resolve());
    });
    child.stdout?.destroy();
    child.unref();
  } finally {
    await log.close();
  }
}

function describe(
  { socketPath, pid }: ServerAddress,
  { accessKeyId, secretAccessKey }: LocalCredentials,
): LocalServer {
  return { socketPath, pid, region, accountId, roleArn: executionRoleArn, accessKeyId, secretAccessKey };
}
