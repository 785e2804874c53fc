import { EventEmitter, once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArguments, usage } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { createControl, protocolVersion } from '../launch/control.ts';
import { openEmbeddedServer } from './server.ts';
import { openCredentials, releaseLock, socketPathOf, takeLock, writeAddress } from '../stateFolder.ts';
import { takeOver } from './takeOver.ts';

/** Exit code when another running server holds the state folder. */
const takenExitCode = 3;
const longestAnswerMs = 1000;

requireNode();
await main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

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
      return serve(given);
  }
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
  if (!(await takeLock(stateFolder))) {
    console.error(`Another server is using ${stateFolder}`);
    process.exit(takenExitCode);
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
    onRequest: idle.touch,
    onError: (error) => console.error(new Date().toISOString(), error),
  });
  /** Finishes pending requests, releases the state folder, and exits, in this order: a successor must see every write. */
  const stop = async () => {
    idle.end();
    for (const listener of listeners) listener.close();
    await requests.none(longestAnswerMs);
    await server.dispose();
    await releaseLock(stateFolder);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());

  const { build } = given;
  const control = createControl({
    build,
    token: stored.controlToken,
    ports: () => ports,
    runningJobCount: () => server.runningJobCount,
    drain: () => server.drain(),
    stop: () => void stop(),
    openPort: () => openPort(0),
  });
  const socketPath = await socketPathOf(stored);
  await rm(socketPath, { force: true });
  await listen(socketPath);
  await writeAddress(stateFolder, { pid: process.pid, socketPath, protocol: protocolVersion, build });
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
  let timer: NodeJS.Timeout | undefined;
  const touch = () => {
    clearTimeout(timer);
    if (minutes > 0) timer = setTimeout(() => (isBusy() ? touch() : end()), minutes * 60_000);
  };
  touch();
  return { touch, end: () => clearTimeout(timer) };
}
