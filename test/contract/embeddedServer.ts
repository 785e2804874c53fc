import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createClients, localConnection } from '../../src/aws/index.ts';
import { openEmbeddedServer } from '../../src/local/main/server.ts';
import type { EmbeddedServer, EmbeddedServerOptions } from '../../src/local/main/server.ts';
import { buildJob, storeModulePath } from './serverBundle.ts';

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

/** The SDK's clients, with their defaults, of the server at a URL or on a socket. */
export function clientsOf(
  address: string,
  given: { readonly accessKeyId: string; readonly secretAccessKey: string },
) {
  const isUrl = address.startsWith('http:');
  // Node's agents accept socketPath, although AgentOptions does not declare it.
  const agentOptions = { keepAlive: true, ...(isUrl ? {} : { socketPath: address }) };
  const client = {
    region: 'us-east-1',
    endpoint: isUrl ? address : 'http://127.0.0.1',
    credentials: given,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: new Agent(agentOptions) }),
  };
  return {
    client,
    s3: new S3Client({ ...client, forcePathStyle: true }),
    sagemaker: new SageMakerClient(client),
    runtime: new SageMakerRuntimeClient(client),
    logs: new CloudWatchLogsClient(client),
    sts: new STSClient(client),
    destroy: () => client.requestHandler.destroy(),
  };
}

export type Clients = ReturnType<typeof clientsOf>;

/** The product's own clients of a server. */
export const localClients = ({
  socketPath,
  client,
}: Pick<Clients, 'client'> & { readonly socketPath: string }) =>
  createClients(localConnection, { socketPath, region: 'us-east-1', ...client.credentials });
