import { Agent } from 'node:http';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';

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
