// versitygw's posix backend, by the same client: a bucket is a folder, and its objects are files in it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { credentials, s3Request, send } from './serverProcess.ts';

/** A gateway on a folder of its own, with `objectCount` empty objects in the bucket `bench`. */
export async function startPeer(program: string, folder: string, objectCount: number) {
  rmSync(folder, { recursive: true, force: true });
  for (let index = 0; index < 100; index += 1)
    mkdirSync(join(folder, 'bench', `folder-${index}`), { recursive: true });
  for (let index = 0; index < objectCount; index += 1) {
    const name = String(index).padStart(9, '0');
    writeFileSync(join(folder, 'bench', `folder-${index % 100}`, `part-${name}`), '');
  }
  const port = await freePort();
  const options = ['--access', credentials.accessKeyId, '--secret', credentials.secretAccessKey, '--quiet'];
  const listening = ['--keep-alive', '--port', `127.0.0.1:${port}`];
  const child = spawn(program, [...options, ...listening, 'posix', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await answering(port);
  return {
    port,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answering(port: number): Promise<void> {
  const agent = new Agent();
  const list = s3Request('/bench', [['max-keys', '1']]);
  for (let attempt = 1; ; attempt += 1) {
    const status = await send({ port, agent }, list).then(
      (sent) => sent.status,
      () => undefined,
    );
    if (status === 200) return;
    if (attempt === 100) throw new Error(`the gateway answers ${status}`);
    await pause(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
