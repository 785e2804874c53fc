import type { FakeAccount } from './identity/account.ts';
import type { AccessKeys } from './identity/principals.ts';

/** What the services share. */
export interface Cloud {
  /** By which keys and tokens expire. */
  readonly now: () => Date;
  readonly keys: AccessKeys;
  readonly accounts: ReadonlyMap<string, FakeAccount>;
}
