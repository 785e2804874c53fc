import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { checkBucketName, defaultBucketName } from './bucketNames.ts';
import { standingOf } from './bucketStanding.ts';
import type { AwsClients } from './connections/clients.ts';
import { call, unlessMissing } from './failures/call.ts';
import { bucketOfOtherAccount, bucketOwnerOther, bucketTaken, hasCode } from './failures/errors.ts';
import { isNotImplemented, knownOf } from './s3/known.ts';
import { bucketEncryption } from './s3/properties.ts';

export interface EnsuredBucket {
  /** How it was made, if it was made now. */
  readonly created: CreatedBucket | undefined;
  /** Account id. */
  readonly owner: string;
}

export interface CreatedBucket {
  /** What new objects are encrypted with, or 'none'; undefined where it may not be read. */
  readonly encryption: string | undefined;
  /** False where the bucket keeps S3's default, because it may not or cannot be set. */
  readonly isEncryptionSet: boolean;
  /** False for S3-compatible stores that do not support it. */
  readonly isPublicAccessBlocked: boolean;
}

/**
 * Makes sure that the bucket exists and belongs to `known`, or else to our own account, and creates it with all public access blocked
 * and encryption with S3's own keys where it is ours to create. Every later call about it expects that owner. A bucket of any other account is refused: our default name
 * with 'bucket-taken', since names that can be predicted are taken to collect other people's data; one that `known` does not own with
 * 'bucket-owner-other', and others with 'bucket-of-other-account'.
 */
export async function ensureBucket(
  clients: AwsClients,
  bucket: string,
  {
    accountId,
    known,
    signal,
  }: {
    readonly accountId: string;
    readonly known?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<EnsuredBucket> {
  checkBucketName(bucket);
  const owner = known ?? accountId;
  // In the region of the connection alone: SageMaker reads no other.
  const head = (expected: string | undefined) => {
    const command = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: expected });
    return unlessMissing(() => call('HeadBucket', signal, (options) => clients.s3.send(command, options)));
  };
  const standing = await standingOf({ accountId, known }, head);
  switch (standing.kind) {
    case 'owned':
      clients.bucketOwners.set(bucket, owner);
      return { created: undefined, owner };
    case 'other':
      if (known !== undefined) throw bucketOwnerOther(bucket, known);
      throw bucket === defaultBucketName(clients.region, accountId)
        ? bucketTaken(bucket)
        : bucketOfOtherAccount(bucket, accountId);
    case 'hidden':
      throw standing.error;
    case 'none':
      // A confirmed bucket in another account is never replaced by a new one of our own.
      if (owner !== accountId) throw bucketOwnerOther(bucket, owner);
      return { created: await createBucket(clients, bucket, accountId, signal), owner };
  }
}

async function createBucket(
  clients: AwsClients,
  bucket: string,
  accountId: string,
  signal: AbortSignal | undefined,
): Promise<CreatedBucket | undefined> {
  const command = new CreateBucketCommand({ Bucket: bucket, ...placement(clients.region) });
  let isNew = true;
  try {
    await call('CreateBucket', signal, (options) => clients.s3.send(command, options));
  } catch (error) {
    if (!hasCode(error, 'bucket-yours-already')) throw error; // another window created it first
    isNew = false;
  }
  clients.bucketOwners.set(bucket, accountId);
  const isPublicAccessBlocked = await blockPublicAccess(clients, bucket, signal);
  if (!isNew) return undefined;
  const isEncryptionSet = await encrypt(clients, bucket, signal);
  const encryption = await bucketEncryption(clients, bucket, signal).catch(() => undefined);
  signal?.throwIfAborted();
  return { encryption: encryption?.algorithm, isEncryptionSet, isPublicAccessBlocked };
}

/** us-east-1 is the only region that S3 rejects as a location constraint. */
function placement(region: string) {
  if (region === 'us-east-1') return {};
  // SAFETY: the SDK's enum is fixed at its release; the service decides which regions exist.
  return { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
}

async function blockPublicAccess(
  clients: AwsClients,
  bucket: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const command = new PutPublicAccessBlockCommand({
    Bucket: bucket,
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  });
  try {
    await call('PutPublicAccessBlock', signal, (options) => clients.s3.send(command, options));
    return true;
  } catch (error) {
    if (isNotImplemented(error)) return false;
    throw error;
  }
}

/** S3 encrypts new objects in the same way by default, so a missing right is no failure. */
async function encrypt(
  clients: AwsClients,
  bucket: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const byDefault = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } } as const;
  const command = new PutBucketEncryptionCommand({
    Bucket: bucket,
    ServerSideEncryptionConfiguration: { Rules: [byDefault] },
  });
  const answer = await knownOf(() =>
    call('PutBucketEncryption', signal, (options) => clients.s3.send(command, options)),
  );
  return answer !== 'unknown';
}
