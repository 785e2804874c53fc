import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { AwsClients } from './connections/clients.ts';
import { unlessMissing } from './failures/call.ts';
import { hasCode } from './failures/errors.ts';
import { inBucket } from './s3/inBucket.ts';

/** The expected owner of a bucket: the account that is `known` to own it, or else our own. */
interface Expected {
  readonly accountId: string;
  readonly known?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is known of a bucket without changing anything. */
export type BucketStanding =
  | { readonly kind: 'none' }
  /** `other`: another account than the expected one. */
  | { readonly kind: 'exists'; readonly region: string; readonly owner: 'expected' | 'other' }
  /** S3 reveals neither whether it exists, nor its region, nor its owner. */
  | { readonly kind: 'hidden' };

/** Throws what HeadBucket does, except that access is denied. */
export async function bucketStanding(
  clients: AwsClients,
  bucket: string,
  expected: Expected,
): Promise<BucketStanding> {
  const { signal } = expected;
  const head = (owner: string | undefined) => {
    const command = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner });
    return unlessMissing(() =>
      inBucket(clients, 'HeadBucket', { bucket }, signal, (s3, options) => s3.send(command, options)),
    );
  };
  const standing = await standingOf(expected, head);
  if (standing.kind === 'none' || standing.kind === 'hidden') return { kind: standing.kind };
  const region = standing.answer.BucketRegion ?? clients.bucketRegions.get(bucket) ?? clients.region;
  return { kind: 'exists', region, owner: standing.kind === 'owned' ? 'expected' : 'other' };
}

/** `answer`: of HeadBucket; `error`: why it has none. */
type Standing<Answer> =
  | { readonly kind: 'none' }
  | { readonly kind: 'owned' | 'other'; readonly answer: Answer }
  | { readonly kind: 'hidden'; readonly error: unknown };

/** Finds out who owns a bucket with `head`, which sends HeadBucket with an expected owner, and resolves with undefined for no bucket. */
export async function standingOf<Answer extends object>(
  { accountId, known }: Pick<Expected, 'accountId' | 'known'>,
  head: (expectedOwner: string | undefined) => Promise<Answer | undefined>,
): Promise<Standing<Answer>> {
  try {
    const answer = await head(known ?? accountId);
    return answer === undefined ? { kind: 'none' } : { kind: 'owned', answer };
  } catch (error) {
    if (!hasCode(error, 'access-denied')) throw error;
    // If even this is denied, a different owner and a missing permission look the same.
    return headAnyone(head, error);
  }
}

async function headAnyone<Answer extends object>(
  head: (expectedOwner: undefined) => Promise<Answer | undefined>,
  error: unknown,
): Promise<Standing<Answer>> {
  try {
    const answer = await head(undefined);
    return answer === undefined ? { kind: 'none' } : { kind: 'other', answer };
  } catch (denied) {
    if (!hasCode(denied, 'access-denied')) throw denied;
    return { kind: 'hidden', error };
  }
}
