import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { call, required } from './call.ts';
import type { AwsClients } from './connections/clients.ts';

export interface Identity {
  /** 12 digits */
  readonly accountId: string;
  readonly arn: string;
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
