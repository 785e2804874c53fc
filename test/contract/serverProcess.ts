import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { clientsOf } from './embeddedServer.ts';
import type { Clients } from './embeddedServer.ts';
import { trainFewAndMany } from './training.ts';

const readySchema = z.object({
  endpoint: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  roleArn: z.string(),
});

/** Starts the server with `node script`, trains on it, and ends it. */
export const expectToTrain = (node: string, script: string): Promise<void> =>
  withServerProcess([node, script], async (clients) => {
    await trainFewAndMany(clients);
  });

/** Starts the server with a command, uses it, ends it with SIGTERM, and expects exit code 0. */
export async function withServerProcess(
  [node, ...args]: readonly [node: string, ...args: string[]],
  use: (clients: Clients, ready: z.infer<typeof readySchema>) => Promise<void>,
): Promise<void> {
  const state = await mkdtemp(join(tmpdir(), 'll-process-'));
  const child = spawn(node, [...args, '--state', state], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const early = exited.then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)));
  early.catch(() => undefined);
  try {
    const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), early]);
    const ready = readySchema.parse(JSON.parse(String(line)));
    const clients = clientsOf(ready.endpoint, ready);
    await use(clients, ready).finally(() => clients.destroy());
  } finally {
    child.kill('SIGTERM');
    await exited;
    await rm(state, { recursive: true, force: true });
  }
  const [code] = await exited;
  if (code !== 0) throw new Error(`the server ended with ${code}`);
}
