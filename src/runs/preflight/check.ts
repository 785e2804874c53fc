import type { Use } from '../../aws/costs.ts';

/** What is known when a check has passed, by its name. */
export interface PassedFacts {
  credentials: { readonly accountId: string; readonly arn: string; readonly expiresAtMs?: number };
  image: { readonly region: string };
  /** `isMissing`: the training creates it; `sharedBy`: the other account that owns it, to which the user has agreed. */
  bucket: {
    readonly bucket: string;
    readonly region: string;
    readonly isMissing: boolean;
    readonly sharedBy?: string;
  };
  'bucket-access': { readonly bucket: string; readonly prefix: string };
  role: { readonly roleArn: string };
  'role-access': { readonly roleArn: string; readonly bucket: string; readonly prefix: string };
  'pass-role': { readonly roleArn: string };
  'create-job': { readonly region: string };
  'training-quota': QuotaFacts;
  'endpoint-quota': QuotaFacts;
  names: { readonly trainingJobName: string };
  'batch-size': BatchFacts;
}

/** What is wrong when a check has failed, by its name. */
export interface FailedFacts {
  credentials: { readonly error: unknown };
  image: { readonly region: string };
  bucket: {
    readonly why:
      | 'name-invalid'
      | 'other-region'
      /** The user has not agreed to its owner. */
      | 'other-account'
      /** The account `owner`, as remembered, does not own it any more. */
      | 'owner-other'
      | 'taken';
    readonly bucket: string;
    readonly owner?: string;
    /** Of the bucket; that of the connection where it is unknown. */
    readonly region: string;
  };
  'bucket-access': NotAllowed;
  role: { readonly why: 'missing' | 'untrusted' | 'malformed'; readonly roleArn: string };
  'role-access': NotAllowed & { readonly roleArn: string };
  'pass-role': NotAllowed & { readonly roleArn: string };
  'create-job': NotAllowed;
  'training-quota': QuotaFacts;
  'endpoint-quota': QuotaFacts;
  names: { readonly trainingJobName: string };
  'batch-size': BatchFacts;
}

export type CheckName = keyof PassedFacts;

interface QuotaFacts {
  readonly instanceType: string;
  readonly wanted: number;
  readonly limit: number;
  /** Undefined where it is unknown. */
  readonly inUse: number | undefined;
}

interface BatchFacts {
  readonly miniBatchSize: number;
  readonly trainRowCount: number;
}

/** The first actions that identity policies do not allow. */
interface NotAllowed {
  readonly actions: readonly string[];
  readonly resource: string;
}

/** Why a check came to no result. */
export type Why =
  /** An error: the right to look is missing, the host is unreachable, requests are throttled. */
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'no-credentials' }
  /** Neither bucket nor role has been chosen yet; Train asks for them. */
  | { readonly kind: 'not-chosen' }
  /** The bucket is the experiment's own choice, which the user has not confirmed: its owner would see the call. */
  | { readonly kind: 'unconfirmed' }
  /** Bucket or role is in an account whose policies cannot be read from here. */
  | { readonly kind: 'other-account' }
  /** Simulation needs a user or a role; the caller is neither. */
  | { readonly kind: 'caller' }
  /** It depends on conditions of a policy. */
  | { readonly kind: 'conditions'; readonly actions: readonly string[] }
  /** S3 shows neither region nor owner. */
  | { readonly kind: 'hidden' }
  /** Service Quotas has no quota of the type for this use. */
  | { readonly kind: 'no-quota'; readonly instanceType: string }
  | { readonly kind: 'throttled' }
  /** The table could not be read. */
  | { readonly kind: 'no-table' };

/** What removes the reason of a failure, or leads there. */
export type Fix =
  /** To the connection that was checked. */
  | { readonly kind: 'signIn'; readonly connectionId?: string }
  /** Where the shared config describes it, of a connection with nothing to sign in to. */
  | { readonly kind: 'editProfile'; readonly file: string; readonly line: number }
  | { readonly kind: 'switchConnection' }
  /** That of the connection. */
  | { readonly kind: 'chooseBucket' }
  /** That which the experiment itself names. */
  | { readonly kind: 'chooseOwnBucket' }
  /** That another account owns the bucket. */
  | { readonly kind: 'agreeToOwner'; readonly bucket: string }
  /** That of the connection. */
  | { readonly kind: 'chooseRole' }
  /** In place of that which the experiment itself names. */
  | { readonly kind: 'useConnectionRole' }
  | { readonly kind: 'requestQuota'; readonly url: string }
  | {
      readonly kind: 'useInstance';
      readonly use: Use;
      readonly instanceType: string;
    }
  | { readonly kind: 'setBatchSize'; readonly value: number };

export type Passed = {
  [Name in CheckName]: {
    readonly check: Name;
    readonly state: 'passed';
    readonly facts: PassedFacts[Name];
  };
}[CheckName];

export type Failed = {
  [Name in CheckName]: {
    readonly check: Name;
    readonly state: 'failed';
    readonly facts: FailedFacts[Name];
    readonly fixes: readonly Fix[];
    /** What it cannot see, such as a bucket's policy, may allow it all the same. */
    readonly mayBeWrong: boolean;
  };
}[CheckName];

export interface Unknown {
  readonly check: CheckName;
  readonly state: 'unknown';
  readonly why: Why;
  readonly fixes: readonly Fix[];
}

/** One thing that a training needs, and whether it is there. Plain data, with the error of a call among it. */
export type Check = Passed | Failed | Unknown;

export const passed = <Name extends CheckName>(check: Name, facts: PassedFacts[Name]): Check =>
  // SAFETY: name and facts are paired by the type parameter, which the union cannot follow.
  ({ check, state: 'passed', facts }) as Passed;

export const failed = <Name extends CheckName>(
  check: Name,
  facts: FailedFacts[Name],
  fixes: readonly Fix[] = [],
  mayBeWrong = false,
): Check =>
  // SAFETY: as above.
  ({ check, state: 'failed', facts, fixes, mayBeWrong }) as Failed;

export const unknown = (check: CheckName, why: Why, fixes: readonly Fix[] = []): Unknown => ({
  check,
  state: 'unknown',
  why,
  fixes,
});

/** Whether a training would fail: an endpoint's quota matters only when the model is deployed. */
export const stopsTraining = (check: Check): check is Failed =>
  check.state === 'failed' && check.check !== 'endpoint-quota';
