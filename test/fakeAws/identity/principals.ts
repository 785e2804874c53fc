import { randomBytes } from 'node:crypto';
import type { PolicyDocument } from './policies.ts';

/** Who makes a call. */
export interface Principal {
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
  /** The user or role whose policies hold. */
  readonly sourceArn: string;
  readonly policies: () => readonly PolicyDocument[];
  readonly hasMfa?: boolean;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiresAtMs?: number;
  readonly principal: Principal;
}

/** A key that expires. */
export type Session = AccessKey & Required<Pick<AccessKey, 'sessionToken' | 'expiresAtMs'>>;

export interface AccessKeys {
  find(accessKeyId: string): AccessKey | undefined;
  add(key: AccessKey): AccessKey;
  /** A key with a session token, valid from now on. */
  issue(principal: Principal, seconds: number): Session;
  /** Deletes the keys of a user or role, as an administrator would: the next call with them is refused. */
  revoke(sourceArn: string): void;
}

export function openAccessKeys(now: () => Date): AccessKeys {
  const keys = new Map<string, AccessKey>();
  return {
    find: (id) => keys.get(id),
    add(key) {
      keys.set(key.accessKeyId, key);
      return key;
    },
    issue(principal, seconds) {
      const session = {
        accessKeyId: `ASIA${idOf(8)}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(120).toString('base64'),
        // Expiry is in whole seconds.
        expiresAtMs: Math.floor(now().getTime() / 1000 + seconds) * 1000,
        principal,
      };
      keys.set(session.accessKeyId, session);
      return session;
    },
    revoke(sourceArn) {
      for (const [id, { principal }] of keys) if (principal.sourceArn === sourceArn) keys.delete(id);
    },
  };
}

/** Random letters and digits as AWS's ids have them. */
export const idOf = (bytes: number) => randomBytes(bytes).toString('hex').toUpperCase();
