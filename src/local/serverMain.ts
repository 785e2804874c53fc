import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { answerControl, protocolVersion } from './control.ts';
import { executionRoleArn, region } from './sagemaker/names.ts';
import { openEmbeddedServer } from './server.ts';
import { openCredentials, releaseLock, socketPathOf, takeLock, writeAddress } from './stateFolder.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    state: text,
    port: text,
    'access-key': text,
    'secret-key': text,
    'idle-minutes': text,
    build: text,
  },
});

/** Exit code when another living server has the state folder. */
const takenExitCode = 3;

await main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const stateFolder = values.state;
  if (stateFolder === undefined)
    throw new Error('--state DIR is required: the folder where buckets, jobs and endpoints are kept');
  const stored = await openCredentials(stateFolder);
  if (!(await takeLock(stateFolder))) {
    console.error(`Another server has ${stateFolder}`);
    process.exit(takenExitCode);
  }
  const credentials = {
    accessKeyId: values['access-key'] ?? stored.accessKeyId,
    secretAccessKey: values['secret-key'] ?? stored.secretAccessKey,
  };
  const listeners: Server[] = [];
  const idle = idleTimer(
    Number(values['idle-minutes'] ?? 0),
    () => server.isTraining(),
    () => void stop(),
  );
  const server = await openEmbeddedServer({
    stateFolder,
    credentials,
    jobModulePath: fileURLToPath(new URL('./job.mjs', import.meta.url)),
    onRequest: idle.touch,
    onError: (error) => console.error(new Date().toISOString(), error),
  });
  const stop = async () => {
    idle.end();
    server.dispose();
    for (const listener of listeners) {
      listener.close();
      listener.closeIdleConnections();
      setTimeout(() => listener.closeAllConnections(), 1000).unref();
    }
    await releaseLock(stateFolder);
    process.exitCode = 0;
    setTimeout(() => process.exit(0), 1500).unref();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());

  const build = values.build ?? 'unknown';
  const control = { build, token: stored.controlToken, stop: () => void stop(), openPort: () => openPort(0) };
  const socketPath = await socketPathOf(stored);
  await rm(socketPath, { force: true });
  await listen(socketPath);
  await writeAddress(stateFolder, { pid: process.pid, socketPath, protocol: protocolVersion, build });
  const endpoint = values.port === undefined ? undefined : await openPort(Number(values.port));
  console.log(
    JSON.stringify({ endpoint: endpoint ?? socketPath, region, ...credentials, roleArn: executionRoleArn }),
  );

  async function listen(where: string | { host: string; port: number }): Promise<Server> {
    const listener = server.createListener();
    const [serve] = listener.listeners('request');
    listener.removeAllListeners('request');
    // SAFETY: the one listener is createServer's handler of requests.
    const handler = serve as (...given: unknown[]) => void;
    listener.on('request', (message, reply) => {
      if (!answerControl(message, reply, control)) handler(message, reply);
    });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(where, resolve);
    });
    listeners.push(listener);
    return listener;
  }

  async function openPort(port: number): Promise<string> {
    const listener = await listen({ host: '127.0.0.1', port });
    // SAFETY: a listener on a host and port has an AddressInfo.
    return `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  }
}

/** Ends the server after some minutes without a request and without a job; 0: never. */
function idleTimer(minutes: number, isBusy: () => boolean, end: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const touch = () => {
    clearTimeout(timer);
    if (minutes > 0) timer = setTimeout(() => (isBusy() ? touch() : end()), minutes * 60_000);
  };
  touch();
  return { touch, end: () => clearTimeout(timer) };
}
