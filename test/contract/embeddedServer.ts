import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClients, localConnection } from '../../src/aws/index.ts';
import { openEmbeddedServer } from '../../src/local/main/server.ts';
import type { EmbeddedServer, EmbeddedServerOptions } from '../../src/local/main/server.ts';
import { clientsOf } from './serverClients.ts';
import type { Clients } from './serverClients.ts';
import { buildJob, storeModulePath } from './serverBundle.ts';

export { clientsOf, type Clients };

const credentials = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'a secret of this test' };

/** The embedded server in this process on a Unix socket of its own, and the SDK's clients with their defaults. */
export async function startEmbeddedServer(
  options: Partial<
    Pick<EmbeddedServerOptions, 'stateFolder' | 'inferenceLimits' | 'maxTrainingJobs' | 'bodyLimits'>
  > = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'll-contract-'));
  const jobModulePath = await buildJob(folder);
  const stateFolder = options.stateFolder ?? join(folder, 'state');
  const errors: unknown[] = [];
  const server: EmbeddedServer = await openEmbeddedServer({
    ...options,
    stateFolder,
    jobModulePath,
    storeModulePath,
    credentials,
    onError: (error) => errors.push(error),
  });
  const listener = server.createListener();
  const ports: (typeof listener)[] = [];
  const socketPath = join(folder, 's');
  await new Promise<void>((resolve) => listener.listen(socketPath, resolve));
  return {
    stateFolder,
    socketPath,
    errors,
    ...clientsOf(socketPath, credentials),
    /** A port on 127.0.0.1, as other tools use; returns its URL. */
    async openPort(): Promise<string> {
      const open = server.createListener();
      ports.push(open);
      await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
      const address = open.address();
      if (address === null || typeof address === 'string') throw new Error('the listener has no port');
      return `http://127.0.0.1:${address.port}`;
    },
    async stop(keepState = false) {
      await server.dispose();
      for (const port of ports) {
        port.closeAllConnections();
        port.close();
      }
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
      if (!keepState) await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

/** The product's own clients of a server. */
export const localClients = ({
  socketPath,
  client,
}: Pick<Clients, 'client'> & { readonly socketPath: string }) =>
  createClients(localConnection, { socketPath, region: 'us-east-1', ...client.credentials });
