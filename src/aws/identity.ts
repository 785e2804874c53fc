import { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { call, required } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';

export interface Identity {
  /** 12 digits */
  readonly accountId: string;
  readonly arn: string;
}

/** An account's resources in one region, as ARNs name them. */
export interface AccountRegion {
  /** 12 digits */
  readonly accountId: string;
  readonly region: string;
}

/** The account and region in the first ARN of a text that names both; undefined when there is none. */
export function accountInArn(text: string): AccountRegion | undefined {
  const [, region, accountId] = /arn:[\w-]+:[\w-]+:([\w-]+):(\d{12}):/.exec(text) ?? [];
  return region === undefined || accountId === undefined ? undefined : { accountId, region };
}

/**
 * Returns a reader of the caller identity. STS is called once per access key id: signing in again with the same profile yields another
 * key.
 */
export function identityReader(clients: AwsClients): (signal?: AbortSignal) => Promise<Identity> {
  const known = new Map<string, Identity>();
  return async (signal) => {
    for (;;) {
      const key = await call('GetCallerIdentity', signal, () => clients.accessKeyId(signal));
      const cached = known.get(key);
      if (cached !== undefined) return cached;
      const identity = await whoAmI(clients, signal);
      // Renewed during the call: it is unknown which key the response is for.
      if ((await clients.accessKeyId(signal)) !== key) continue;
      known.set(key, identity);
      return identity;
    }
  };
}

export async function whoAmI(clients: AwsClients, signal?: AbortSignal): Promise<Identity> {
  const answer = await call('GetCallerIdentity', signal, (options) =>
    clients.sts.send(new GetCallerIdentityCommand({}), options),
  );
  return {
    accountId: required(answer.Account, 'GetCallerIdentity', 'Account'),
    arn: required(answer.Arn, 'GetCallerIdentity', 'Arn'),
  };
}

/** The alias of the caller's account; undefined where it has none. */
export async function accountAlias(clients: AwsClients, signal?: AbortSignal): Promise<string | undefined> {
  const answer = await call('ListAccountAliases', signal, (options) =>
    clients.iam().send(new ListAccountAliasesCommand({}), options),
  );
  return answer.AccountAliases?.[0];
}

/** When the credentials expire that sign the next call, in milliseconds since 1970; undefined for those that do not. */
export async function credentialsExpiry(
  clients: AwsClients,
  signal?: AbortSignal,
): Promise<number | undefined> {
  return call('GetCallerIdentity', signal, () => clients.credentialsEndAtMs(signal));
}
