import { Agent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { localServerNotStarted } from '../errors.ts';
import { type Connection, connectionRegion, type LocalServerAccess } from './types.ts';

/** One client a service, all of one connection. Everything in this folder works on these and asks nothing about where they lead. */
export interface AwsClients {
  readonly region: string;
  readonly s3: S3Client;
  readonly sagemaker: SageMakerClient;
  readonly runtime: SageMakerRuntimeClient;
  readonly logs: CloudWatchLogsClient;
  readonly sts: STSClient;
  /** Of the credentials that the next call is signed with. */
  accessKeyId(): Promise<string>;
  /** Lets go of the sockets: unused ones at once, the others as soon as what they carry has ended. The clients still work. */
  destroy(): void;
}

export function createClients(connection: Connection, localServer?: LocalServerAccess): AwsClients {
  switch (connection.kind) {
    case 'local':
      if (localServer === undefined) throw localServerNotStarted();
      return clientsOf(localConfig(localServer), true);
    case 'aws': {
      const { profile, region } = connection;
      return clientsOf({ region, profile, credentials: fromNodeProviderChain({ profile }) }, false);
    }
    case 'custom': {
      const { endpointUrl, profile } = connection;
      const region = connectionRegion(connection);
      const credentials = fromNodeProviderChain(profile === undefined ? {} : { profile });
      return clientsOf({ region, endpoint: endpointUrl, credentials }, true);
    }
  }
}

function localConfig({ socketPath, region, accessKeyId, secretAccessKey }: LocalServerAccess): ClientConfig {
  return {
    region,
    endpoint: 'http://localhost',
    credentials: { accessKeyId, secretAccessKey },
    socketPath,
    // The user's own AWS settings must not bend what goes to the embedded server.
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
  };
}

type Credentials =
  | ReturnType<typeof fromNodeProviderChain>
  | Pick<LocalServerAccess, 'accessKeyId' | 'secretAccessKey'>;

/** What all clients of a connection share. */
interface ClientConfig {
  readonly region: string;
  readonly credentials: Credentials;
  readonly profile?: string;
  readonly endpoint?: string;
  /** Of a server on a socket file. */
  readonly socketPath?: string;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
}

function clientsOf({ socketPath, ...rest }: ClientConfig, forcePathStyle: boolean): AwsClients {
  const sockets = openSockets(socketPath);
  const config = { ...rest, requestHandler: sockets.requestHandler };
  const sts = new STSClient(config);
  // One cache of credentials, so that all clients change to renewed ones at the same time.
  const { credentials } = sts.config;
  const shared = { ...config, credentials };
  const s3 = new S3Client({ ...shared, forcePathStyle });
  const sagemaker = new SageMakerClient(shared);
  const runtime = new SageMakerRuntimeClient(shared);
  const logs = new CloudWatchLogsClient(shared);
  const destroy = () => sockets.release();
  const accessKeyId = async () => (await credentials()).accessKeyId;
  return { region: config.region, s3, sagemaker, runtime, logs, sts, accessKeyId, destroy };
}

/** One pool of sockets for all clients of a connection. */
function openSockets(socketPath: string | undefined) {
  const options: AgentOptions & { readonly socketPath?: string } = {
    keepAlive: true,
    ...(socketPath === undefined ? {} : { socketPath }),
  };
  const [httpAgent, httpsAgent] = [new Agent(options), new HttpsAgent({ keepAlive: true })];
  return {
    requestHandler: new NodeHttpHandler({ httpAgent, httpsAgent }),
    release() {
      for (const agent of [httpAgent, httpsAgent]) {
        // A request or a download under way ends first: an agent without room for free sockets closes it then.
        agent.maxFreeSockets = 0;
        for (const sockets of Object.values(agent.freeSockets))
          for (const socket of sockets ?? []) socket.destroy();
      }
    },
  };
}
