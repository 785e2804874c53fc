import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  paginateListBuckets,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { call } from './call.ts';
import type { AwsClients } from './connections/clients.ts';
import { type BucketNameProblem, bucketNameInvalid, hasCode } from './errors.ts';

export interface Bucket {
  readonly name: string;
  /** milliseconds since 1970 */
  readonly createdAt: number | undefined;
}

/** The bucket that is offered when none was chosen for a connection. */
export function defaultBucketName(region: string, accountId: string): string {
  return `linear-learner-${region}-${accountId}`;
}

/** Which of S3's naming rules the name breaks; undefined when it breaks none. */
export function bucketNameProblem(name: string): BucketNameProblem | undefined {
  if (name.length < 3 || name.length > 63) return 'length';
  if (!/^[a-z0-9.-]+$/.test(name)) return 'characters';
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return 'edges';
  if (/\.\.|\.-|-\./.test(name)) return 'dots';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return 'ip-address';
  if (/^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|\.mrap|--table-s3)$/.test(name))
    return 'reserved';
  return undefined;
}

export function checkBucketName(name: string): void {
  const problem = bucketNameProblem(name);
  if (problem !== undefined) throw bucketNameInvalid(name, problem);
}

/** Makes sure that the bucket exists and is ours; one that we make lets no public access in. */
export async function ensureBucket(
  clients: AwsClients,
  bucket: string,
  signal?: AbortSignal,
): Promise<{ readonly created: boolean }> {
  checkBucketName(bucket);
  if (await bucketExists(clients, bucket, signal)) return { created: false };
  const command = new CreateBucketCommand({ Bucket: bucket, ...placement(clients.region) });
  try {
    await call('CreateBucket', signal, (options) => clients.s3.send(command, options));
  } catch (error) {
    if (!isOwnBucket(error)) throw error; // another window made it first
  }
  await blockPublicAccess(clients, bucket, signal);
  return { created: true };
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

async function bucketExists(clients: AwsClients, bucket: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await call('HeadBucket', signal, (options) =>
      clients.s3.send(new HeadBucketCommand({ Bucket: bucket }), options),
    );
    return true;
  } catch (error) {
    if (hasCode(error, 'resource-not-found')) return false;
    throw error;
  }
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
