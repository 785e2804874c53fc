import { Agent, type AgentOptions } from 'node:http';
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
  const agent: AgentOptions & { readonly socketPath: string } = { socketPath, keepAlive: true };
  return {
    region,
    endpoint: 'http://localhost',
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: new NodeHttpHandler({ httpAgent: new Agent(agent) }),
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
  readonly requestHandler?: NodeHttpHandler;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
}

function clientsOf(config: ClientConfig, forcePathStyle: boolean): AwsClients {
  const s3 = new S3Client({ ...config, forcePathStyle });
  const sagemaker = new SageMakerClient(config);
  const runtime = new SageMakerRuntimeClient(config);
  const logs = new CloudWatchLogsClient(config);
  const sts = new STSClient(config);
  const destroy = () => {
    for (const client of [s3, sagemaker, runtime, logs, sts]) client.destroy();
  };
  return { region: config.region, s3, sagemaker, runtime, logs, sts, destroy };
}
