import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { ServiceResponse } from '../../../src/local/protocols/service.ts';
import { jsonAnswer } from '../answers.ts';
import type { Call } from '../calls.ts';
import type { FakeAccount } from '../identity/account.ts';

/** The endpoints of a container and of an EC2 instance that hand out the keys of their role. */
export interface Metadata {
  /** Name of a role of the first account; undefined: the machine has none. */
  roleName: string | undefined;
  /** What AWS_CONTAINER_AUTHORIZATION_TOKEN must hold. */
  readonly containerToken: string;
  /** The path of AWS_CONTAINER_CREDENTIALS_FULL_URI. */
  readonly containerPath: string;
  answer(call: Call): ServiceResponse;
}

const rolePath = '/latest/meta-data/iam/security-credentials/';
const sessionSeconds = 3600;

export function openMetadata(account: FakeAccount, now: () => Date): Metadata {
  const instanceTokens = new Set<string>();
  const keys = (roleName: string) => {
    const role = account.roles.get(roleName);
    if (role === undefined) throw notFound();
    const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs } = account.assume(
      role,
      'i-0123456789abcdef0',
      {
        seconds: Math.min(sessionSeconds, role.maxSessionSeconds),
      },
    );
    return {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      Token: sessionToken,
      Expiration: new Date(expiresAtMs).toISOString(),
    };
  };
  const metadata: Metadata = {
    roleName: undefined,
    containerToken: randomUUID(),
    containerPath: '/container/credentials',
    answer({ operation, headers, path }) {
      const { roleName, containerToken } = metadata;
      if (operation === 'GetContainerCredentials') {
        if (headers['authorization'] !== containerToken)
          throw new ServiceError('AccessDenied', 'The token is not that of this container', 403);
        if (roleName === undefined) throw notFound();
        const role = account.roles.get(roleName);
        return jsonAnswer({ ...keys(roleName), RoleArn: role?.arn ?? '' });
      }
      if (operation === 'GetToken') {
        if (!/^\d+$/.test(headers['x-aws-ec2-metadata-token-ttl-seconds'] ?? ''))
          throw new ServiceError('BadRequest', 'The lifetime of the token is missing', 400);
        const token = randomUUID();
        instanceTokens.add(token);
        return { status: 200, headers: { 'content-type': 'text/plain' }, body: token };
      }
      if (!instanceTokens.has(headers['x-aws-ec2-metadata-token'] ?? ''))
        throw new ServiceError('Unauthorized', 'Unauthorized', 401);
      if (roleName === undefined) throw notFound();
      if (path === rolePath)
        return { status: 200, headers: { 'content-type': 'text/plain' }, body: roleName };
      if (path !== `${rolePath}${roleName}`) throw notFound();
      return jsonAnswer({
        Code: 'Success',
        LastUpdated: now().toISOString(),
        Type: 'AWS-HMAC',
        ...keys(roleName),
      });
    },
  };
  return metadata;
}

const notFound = () => new ServiceError('NotFound', 'Not Found', 404);
