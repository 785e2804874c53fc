import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { accountOf } from '../local/account.ts';
import { localServerFailed } from '../local/errors.ts';
import { nodeFlags } from '../local/launch/nodeFlags.ts';
import type { LocalServer } from '../runs/session.ts';

/** The line that the server prints once it is ready; `endpoint` is its socket. */
const readySchema = z.object({
  endpoint: z.string(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  roleArn: z.string(),
});

export interface OwnServer extends LocalServer {
  /** Resolves when the process has ended, and its jobs with it. */
  stop(): Promise<void>;
}

/** Ends a server whose parent was killed before it could stop it. */
const idleMinutes = 1;
const mostErrorCharacters = 2000;

/** An embedded server of its own in `stateFolder`, which lives as long as the caller wants. Throws LocalFailure. */
export async function startOwnServer(stateFolder: string, serverModulePath: string): Promise<OwnServer> {
  const options = ['--state', stateFolder, '--idle-minutes', String(idleMinutes)];
  const args = [...nodeFlags, serverModulePath, ...options];
  const child = spawn(process.execPath, args, {
    // Ctrl+C in a terminal reaches its whole group; the server is stopped after what uses it.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let errors = '';
  child.stderr.on('data', (text) => (errors = `${errors}${String(text)}`.slice(-mostErrorCharacters)));
  const exited = once(child, 'exit');
  const ended = exited.then(([code, signal]): never => {
    throw localServerFailed(stateFolder, `it ended with ${code ?? signal}. ${errors.trim()}`.trim());
  });
  // Awaited below; later it ends because it is stopped.
  ended.catch(() => undefined);
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  const { endpoint: socketPath, ...ready } = readySchema.parse(JSON.parse(String(line)));
  return {
    ...ready,
    socketPath,
    accountId: accountOf().id,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
