import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  paginateListBuckets,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { call, unlessMissing } from './failures/call.ts';
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
  /** Account id; undefined when the bucket belongs to an account other than the one given. */
  readonly owner: string | undefined;
}

/**
 * Makes sure that the bucket exists, and creates it with all public access blocked otherwise. If `accountId` owns it, every later call
 * about it expects that owner. Our default name owned by another account throws 'bucket-taken': names that can be predicted are taken
 * to collect other people's data.
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
    if (!hasCode(error, 'bucket-yours-already')) throw error; // another window created it first
  }
  clients.bucketOwners.set(bucket, accountId);
  await blockPublicAccess(clients, bucket, signal);
  return { created: true, owner: accountId };
}

/** Who owns a bucket; 'none' when it does not exist. Throws when S3 does not reveal the owner. */
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

/** Whether a bucket that S3 denied us access to belongs to another account. */
async function isOthers(
  clients: AwsClients,
  bucket: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return !(await listBuckets(clients, signal)).some(({ name }) => name === bucket);
  } catch (error) {
    if (!hasCode(error, 'access-denied')) throw error;
    // Without permission to list buckets, access to this one may still be granted, whoever owns it.
    return bucketExists(clients, bucket, undefined, signal);
  }
}

/** us-east-1 is the only region that S3 rejects as a location constraint. */
function placement(region: string) {
  if (region === 'us-east-1') return {};
  // SAFETY: the SDK's enum is fixed at its release; the service decides which regions exist.
  return { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
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
