import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  paginateListBuckets,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { call, unlessMissing } from './call.ts';
import type { AwsClients } from './connections/clients.ts';
import { checkBucketName, defaultBucketName } from './bucketNames.ts';
import { bucketTaken, hasCode } from './failures/errors.ts';

export interface Bucket {
  readonly name: string;
  /** milliseconds since 1970 */
  readonly createdAt: number | undefined;
}

export interface EnsuredBucket {
  readonly created: boolean;
  /** Account id; undefined when the bucket belongs to another account than the one given. */
  readonly owner: string | undefined;
}

/**
 * Makes sure that the bucket exists; one that we create lets no public access in. From then on its owner, `accountId` unless it belongs
 * to another account, is expected in every call about it. The name that we offer by default is refused when another account has
 * it ('bucket-taken'): it was taken to be sent our data.
 */
export async function ensureBucket(
  clients: AwsClients,
  bucket: string,
  { accountId, signal }: { readonly accountId: string; readonly signal?: AbortSignal },
): Promise<EnsuredBucket> {
  checkBucketName(bucket);
  const owner = await ownerOf(clients, bucket, accountId, signal);
  if (owner === 'other') {
    if (bucket === defaultBucketName(clients.region, accountId)) throw bucketTaken(bucket);
    return { created: false, owner: undefined };
  }
  if (owner === 'own') {
    clients.bucketOwners.set(bucket, accountId);
    return { created: false, owner: accountId };
  }
  const command = new CreateBucketCommand({ Bucket: bucket, ...placement(clients.region) });
  try {
    await call('CreateBucket', signal, (options) => clients.s3.send(command, options));
  } catch (error) {
    if (!isOwnBucket(error)) throw error; // another window made it first
  }
  clients.bucketOwners.set(bucket, accountId);
  await blockPublicAccess(clients, bucket, signal);
  return { created: true, owner: accountId };
}

/** Whose a bucket is; 'none' when it does not exist. Throws when S3 does not reveal it. */
async function ownerOf(
  clients: AwsClients,
  bucket: string,
  accountId: string,
  signal: AbortSignal | undefined,
): Promise<'own' | 'other' | 'none'> {
  try {
    return (await bucketExists(clients, bucket, accountId, signal)) ? 'own' : 'none';
  } catch (error) {
    if (!hasCode(error, 'access-denied')) throw error;
    if (await isOthers(clients, bucket, signal)) return 'other';
    throw error;
  }
}

/** Of a bucket that is not ours or that we may not look at: whether it is not ours. */
async function isOthers(
  clients: AwsClients,
  bucket: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return !(await listBuckets(clients, signal)).some(({ name }) => name === bucket);
  } catch (error) {
    if (!hasCode(error, 'access-denied')) throw error;
    // Who may not list buckets may still look at this one, whoever owns it.
    return bucketExists(clients, bucket, undefined, signal);
  }
}

/** us-east-1 is the one region that must not be named. */
function placement(region: string) {
  if (region === 'us-east-1') return {};
  // SAFETY: the SDK's enum is of its release; the service knows its regions.
  return { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
}

function isOwnBucket(error: unknown): boolean {
  return (
    error instanceof Error && error.cause instanceof Error && error.cause.name === 'BucketAlreadyOwnedByYou'
  );
}

/** Throws 'access-denied' when the bucket belongs to another account than the expected one. */
async function bucketExists(
  clients: AwsClients,
  bucket: string,
  expectedOwner: string | undefined,
  signal?: AbortSignal,
): Promise<boolean> {
  const command = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: expectedOwner });
  const answer = await unlessMissing(() =>
    call('HeadBucket', signal, (options) => clients.s3.send(command, options)),
  );
  return answer !== undefined;
}

async function blockPublicAccess(clients: AwsClients, bucket: string, signal?: AbortSignal): Promise<void> {
  const command = new PutPublicAccessBlockCommand({
    Bucket: bucket,
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  });
  await call('PutPublicAccessBlock', signal, (options) => clients.s3.send(command, options));
}

export async function listBuckets(clients: AwsClients, signal?: AbortSignal): Promise<readonly Bucket[]> {
  return call('ListBuckets', signal, async (options) => {
    const buckets: Bucket[] = [];
    for await (const page of paginateListBuckets({ client: clients.s3 }, {}, options)) {
      for (const { Name, CreationDate } of page.Buckets ?? []) {
        if (Name !== undefined) buckets.push({ name: Name, createdAt: CreationDate?.getTime() });
      }
    }
    return buckets;
  });
}
