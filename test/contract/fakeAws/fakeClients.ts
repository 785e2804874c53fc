import { Agent } from 'node:http';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';

export interface GivenKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The real SDK's clients of a fake AWS, that try once. Without keys: the account's administrator. */
export function clientsOfFake(
  fake: FakeAws,
  {
    accountId = first,
    region = 'us-east-1',
    keys,
  }: {
    readonly accountId?: string;
    readonly region?: string;
    readonly keys?: GivenKeys;
  } = {},
) {
  const config = {
    region,
    endpoint: fake.url,
    credentials: keys ?? fake.access(accountId),
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: true }) }),
  };
  return {
    config,
    sts: new STSClient(config),
    iam: new IAMClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sagemaker: new SageMakerClient(config),
    quotas: new ServiceQuotasClient(config),
  };
}

export const first = '111122223333';
export const other = '444455556666';
export const hour = 3_600_000;

/** Keys as STS answers with them. */
export function keysOf(answer: {
  readonly Credentials?:
    | {
        readonly AccessKeyId: string | undefined;
        readonly SecretAccessKey: string | undefined;
        readonly SessionToken: string | undefined;
        readonly Expiration: Date | undefined;
      }
    | undefined;
}) {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = answer.Credentials ?? {};
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAtMs: Expiration?.getTime() ?? Number.NaN,
  };
}
