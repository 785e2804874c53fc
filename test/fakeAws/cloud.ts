import { openAccount } from './identity/account.ts';
import type { FakeAccount } from './identity/account.ts';
import { openAccessKeys } from './identity/principals.ts';
import type { AccessKeys } from './identity/principals.ts';
import { openMetadata } from './services/metadata.ts';
import type { Metadata } from './services/metadata.ts';
import { openSignin } from './services/signin.ts';
import type { Signin } from './services/signin.ts';
import { openSso } from './services/sso.ts';
import type { Sso } from './services/sso.ts';

/** What the services know, and tests arrange. */
export interface Cloud {
  /** By which keys and tokens expire. */
  readonly now: () => Date;
  readonly keys: AccessKeys;
  readonly accounts: ReadonlyMap<string, FakeAccount>;
  readonly sso: Sso;
  /** Of `aws login`. */
  readonly signin: Signin;
  /** Of a container or an instance in the first account. */
  readonly metadata: Metadata;
}

/** The first account is that of the user who signs in with `aws login`. */
export function openCloud(accountIds: readonly string[], now: () => Date): Cloud {
  const keys = openAccessKeys(now);
  const accounts = new Map(accountIds.map((id) => [id, openAccount(id, keys, now)]));
  const [first] = accounts.values();
  const admin = keys.find(`AKIA${first?.id}`);
  if (first === undefined || admin === undefined) throw new Error('a cloud needs an account');
  return {
    now,
    keys,
    accounts,
    sso: openSso(now),
    signin: openSignin(keys, now, admin),
    metadata: openMetadata(first, now),
  };
}
