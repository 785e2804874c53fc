import { realpath } from 'node:fs/promises';
import { request } from 'node:http';
import * as z from 'zod/mini';
import { readAddress, socketPaths } from '../stateFolder.ts';
import type { LocalCredentials } from '../stateFolder.ts';

const handshakeSchema = z.object({
  protocol: z.int(),
  pid: z.int(),
  build: z.string(),
  stateFolder: z.optional(z.string()),
  ports: z._default(z.array(z.int()), []),
  hasSuccessor: z._default(z.boolean(), false),
});
/** A server that answered. */
export interface LivingServer extends z.infer<typeof handshakeSchema> {
  readonly socketPath: string;
}

const answerTimeoutMs = 5000;

/** The server of a state folder, when one answers. */
export async function livingServer(
  stateFolder: string,
  credentials: LocalCredentials,
): Promise<LivingServer | undefined> {
  const address = await readAddress(stateFolder);
  // The file that says where it is may be lost: it listens where it would listen now.
  const candidates = await socketPaths(stateFolder, credentials);
  const own = await realpath(stateFolder);
  for (const socketPath of new Set([...(address === undefined ? [] : [address.socketPath]), ...candidates])) {
    try {
      const answer = await callControl(socketPath, credentials, 'handshake');
      const server = handshakeSchema.parse(answer);
      // A copy of a state folder names the server of the original.
      if ((server.stateFolder ?? own) === own) return { ...server, socketPath };
    } catch {
      // nothing listens there any more
    }
  }
  return undefined;
}

/** Stops a server; resolves when its process has released the state folder. */
export function stopServer({ socketPath }: LivingServer, credentials: LocalCredentials): Promise<void> {
  return new Promise((resolve) => {
    const ask = request(options(socketPath, credentials, 'stop'));
    ask.on('response', (reply) => reply.resume());
    ask.on('close', resolve);
    ask.on('error', () => resolve());
    ask.end();
  });
}

interface CallOptions {
  /** Removes the time limit, and is called when the response begins. */
  readonly onBegun?: () => void;
}

/** Throws when the server does not answer or rejects the call. */
export function callControl(
  socketPath: string,
  credentials: LocalCredentials,
  action: 'handshake' | 'drain' | 'drained' | 'port',
  { onBegun }: CallOptions = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ask = request({
      ...options(socketPath, credentials, action),
      ...(onBegun === undefined ? { timeout: answerTimeoutMs } : {}),
    });
    ask.on('response', (reply) => {
      onBegun?.();
      let body = '';
      reply.on('data', (chunk) => (body += String(chunk)));
      reply.on('end', () => {
        if (reply.statusCode !== 200) reject(new Error(`the server answered ${reply.statusCode}`));
        else resolve(JSON.parse(body));
      });
    });
    ask.on('timeout', () => ask.destroy(new Error('the server did not answer in time')));
    ask.on('error', reject);
    // A server killed during its response ends it without an error.
    ask.on('close', () => reject(new Error('the server hung up')));
    ask.end();
  });
}

const options = (socketPath: string, { controlToken }: LocalCredentials, action: string) => ({
  socketPath,
  path: `/-/${action}`,
  method: 'POST',
  agent: false,
  headers: { authorization: `Bearer ${controlToken}` },
});
