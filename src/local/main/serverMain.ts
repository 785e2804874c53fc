import { EventEmitter, once } from 'node:events';
import { realpath, rm } from 'node:fs/promises';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../learner/errors.ts';
import { parseArguments, usage } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { createControl, protocolVersion } from '../launch/control.ts';
import { openEmbeddedServer } from './server.ts';
import { livingServer } from '../launch/controlClient.ts';
import { takeLock } from '../../files/lock.ts';
import { onFullDisk } from '../fullDisk.ts';
import { openCredentials, serverLock, makeSocketFolder, socketPaths, writeAddress } from '../stateFolder.ts';
import { keepPresence } from './presence.ts';
import { takeOver } from './takeOver.ts';

/** Exit code when another running server holds the state folder. */
const takenExitCode = 3;
const longestAnswerMs = 1000;

// The log may be on a full disk, and the reader of the output may be gone: neither ends the server.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
requireNode();
await main();

/** Ends the process with a sentence where Node has no SQLite of its own. */
function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return;
  console.error(`The embedded server needs Node.js 22.13 or later; this is ${process.versions.node}`);
  process.exit(1);
}

async function main(): Promise<void> {
  const given = parseArguments(process.argv.slice(2));
  switch (given.kind) {
    case 'help':
      console.log(usage);
      return;
    case 'invalid':
      console.error(`${given.reason}\nRun it with --help for its options.`);
      process.exitCode = 1;
      return;
    case 'serve':
      return serve(given).catch((error: unknown) => {
        console.error(error instanceof Failure ? error.message : error);
        // The window that starts a server shows this; its log may be on a full disk.
        if (given.build !== undefined) console.log(JSON.stringify({ failed: sentenceOf(error) }));
        process.exit(1);
      });
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function serve(given: Extract<Arguments, { kind: 'serve' }>): Promise<void> {
  const { stateFolder, account } = given;
  const stored = await openCredentials(stateFolder);
  let isWaiting = false;
  const inherited = given.takesOver
    ? await takeOver(stateFolder, stored, () => {
        isWaiting = true;
        console.log(JSON.stringify({ waiting: true }));
      })
    : [];
  const taken = () => {
    console.error(`Another server is using ${stateFolder}`);
    process.exit(takenExitCode);
  };
  let lock = (await takeServerLock(stateFolder)) ?? taken();
  // Its lock may have been removed.
  if ((await livingServer(stateFolder, stored)) !== undefined) {
    await lock.release();
    taken();
  }
  const credentials = {
    accessKeyId: given.accessKeyId ?? stored.accessKeyId,
    secretAccessKey: given.secretAccessKey ?? stored.secretAccessKey,
  };
  const ports: number[] = [];
  const listeners: Server[] = [];
  const requests = openRequestCount();
  const idle = idleTimer(
    given.idleMinutes,
    () => server.runningJobCount > 0,
    () => void stop(),
  );
  const server = await openEmbeddedServer({
    stateFolder,
    credentials,
    account,
    jobModulePath: fileURLToPath(new URL('./job.mjs', import.meta.url)),
    storeModulePath: new URL('./store.mjs', import.meta.url),
    ...(given.maxTrainingJobs === undefined ? {} : { maxTrainingJobs: given.maxTrainingJobs }),
    ...(given.maxLogBytes === undefined ? {} : { maxLogBytes: given.maxLogBytes }),
    onRequest: idle.touch,
    onStoreLost: () => lost('its database has ended'),
    onError: report,
  });
  /** Finishes pending requests, releases the state folder, and exits, in this order: a successor must see every write. */
  const stop = async () => {
    idle.end();
    await endPresence();
    for (const listener of listeners) listener.close();
    await requests.none(longestAnswerMs);
    await server.dispose();
    await lock.release();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());

  const build = given.build ?? 'unknown';
  const control = createControl({
    build,
    stateFolder: await realpath(stateFolder),
    token: stored.controlToken,
    ports: () => ports,
    runningJobCount: () => server.runningJobCount,
    drain: () => server.drain(),
    stop: () => void stop(),
    openPort: () => openPort(0),
  });
  const { socketPath, listener } = await listenOnSocket();
  let socket = listener;
  const address = { pid: process.pid, socketPath, protocol: protocolVersion, build };
  // A full disk keeps the one before, which names the same socket.
  await writeAddress(stateFolder, address).catch(report);
  const endPresence = await keepPresence({
    stateFolder,
    address,
    async keepLock() {
      if (await lock.isHeld()) return true;
      const again = await takeServerLock(stateFolder);
      lock = again ?? lock;
      return again !== undefined;
    },
    async listenAgain() {
      listeners.splice(listeners.indexOf(socket), 1);
      socket.close();
      await makeSocketFolder(socketPath);
      socket = await listen(socketPath);
    },
    onLost: lost,
    onError: report,
  });
  for (const port of inherited) await openPort(port).catch((error: unknown) => console.error(error));
  const endpoint = given.port === undefined ? undefined : await openPort(given.port);
  // The window that started a waiting server reads no further output.
  if (!isWaiting)
    console.log(
      JSON.stringify({
        endpoint: endpoint ?? socketPath,
        region: account.region,
        ...credentials,
        roleArn: account.roleArn,
      }),
    );

  /** The socket in the first folder that can hold one. */
  async function listenOnSocket(): Promise<{ readonly socketPath: string; readonly listener: Server }> {
    let failure: unknown;
    for (const path of await socketPaths(stateFolder, stored)) {
      try {
        await makeSocketFolder(path);
        // A pipe goes with its server.
        if (process.platform !== 'win32') await rm(path, { force: true });
        return { socketPath: path, listener: await listen(path) };
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  }

  /** Another server may use the state folder from now on: nothing is written any more. */
  function lost(reason: string): never {
    console.error(`${new Date().toISOString()} The server ends, because ${reason}`);
    process.exit(1);
  }

  async function listen(where: string | { host: string; port: number }): Promise<Server> {
    const listener = server.createListener();
    const [serve] = listener.listeners('request');
    listener.removeAllListeners('request');
    // SAFETY: the one listener is createServer's handler of requests.
    const handler = serve as (...given: unknown[]) => void;
    listener.on('request', (message, reply) => {
      if (control(message, reply)) return;
      requests.count(reply);
      handler(message, reply);
    });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(where, resolve);
    });
    listeners.push(listener);
    return listener;
  }

  async function openPort(wanted: number): Promise<string> {
    const listener = await listen({ host: '127.0.0.1', port: wanted });
    // SAFETY: a listener on a host and port has an AddressInfo.
    const { port } = listener.address() as AddressInfo;
    ports.push(port);
    return `http://127.0.0.1:${port}`;
  }
}

// Declarations, which exist before the server is started above.
function report(error: unknown): void {
  console.error(new Date().toISOString(), error);
}

/** Counts the pending requests. */
function openRequestCount() {
  const events = new EventEmitter();
  let active = 0;
  return {
    count(reply: ServerResponse) {
      active += 1;
      reply.once('close', () => {
        active -= 1;
        if (active === 0) events.emit('none');
      });
    },
    /** Resolves when no request is pending, or after `limitMs`. */
    async none(limitMs: number): Promise<void> {
      if (active > 0)
        await once(events, 'none', { signal: AbortSignal.timeout(limitMs) }).catch(() => undefined);
    },
  };
}

/** Calls `end` after some minutes without a request or a job; 0: never. */
function idleTimer(minutes: number, isBusy: () => boolean, end: () => void) {
  if (minutes <= 0) return { touch: () => undefined, end: () => undefined };
  const timer = setTimeout(() => {
    if (isBusy()) timer.refresh();
    else end();
  }, minutes * 60_000);
  return { touch: () => void timer.refresh(), end: () => clearTimeout(timer) };
}

/** A declaration, as this module runs before its constants are set. */
function takeServerLock(stateFolder: string) {
  return takeLock(serverLock(stateFolder), { within: (create) => onFullDisk(stateFolder, create) });
}
