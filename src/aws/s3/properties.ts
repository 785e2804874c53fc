import {
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
} from '@aws-sdk/client-s3';
import type { HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import type { CallOptions } from '../failures/call.ts';
import { required } from '../failures/call.ts';
import { hasCode } from '../failures/errors.ts';
import { inBucket } from './inBucket.ts';
import { knownOf } from './known.ts';
import { versionPages } from './listing.ts';
import { bucketRegion } from './regions.ts';
import type { S3Location } from './s3Uri.ts';
import type { BucketProperties, Encryption, Known, ObjectProperties, ObjectVersion } from './types.ts';

/** What is known of an object; tags and versions are 'unknown' where reading them is denied. */
export async function objectProperties(
  clients: AwsClients,
  location: S3Location,
  signal?: AbortSignal,
): Promise<ObjectProperties> {
  const [head, tags, versions] = await Promise.all([
    headObject(clients, location, signal),
    knownOf(() => objectTags(clients, location, signal)),
    knownOf(() => versionsOf(clients, location, signal)),
  ]);
  return {
    location,
    size: required(head.ContentLength, 'HeadObject', 'ContentLength'),
    etag: required(head.ETag, 'HeadObject', 'ETag'),
    modifiedAt: head.LastModified?.getTime(),
    contentType: head.ContentType,
    headers: standardHeaders(head),
    metadata: head.Metadata ?? {},
    storageClass: head.StorageClass ?? 'STANDARD',
    versionId: head.VersionId,
    encryption: encryptionOf(head),
    checksums: checksumsOf(head),
    parts: partsOf(head),
    tags,
    versions,
  };
}

/** The head of an object with its checksums. Throws 'resource-not-found'. */
export function headObject(
  clients: AwsClients,
  { bucket, key }: S3Location,
  signal?: AbortSignal,
): Promise<HeadObjectCommandOutput> {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' });
  return inBucket(clients, 'HeadObject', { bucket, key }, signal, (s3, options) => s3.send(command, options));
}

export async function objectTags(
  clients: AwsClients,
  { bucket, key }: S3Location,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const command = new GetObjectTaggingCommand({ Bucket: bucket, Key: key });
  const { TagSet = [] } = await inBucket(
    clients,
    'GetObjectTagging',
    { bucket, key },
    signal,
    (s3, options) => s3.send(command, options),
  );
  return Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** One page is enough: the versions of a key come first among those that begin with it. */
async function versionsOf(
  clients: AwsClients,
  location: S3Location,
  signal: AbortSignal | undefined,
): Promise<readonly ObjectVersion[]> {
  for await (const page of versionPages(clients, location, signal))
    return page
      .filter(({ key }) => key === location.key)
      .toSorted(
        (a, b) => Number(b.isLatest) - Number(a.isLatest) || (b.modifiedAt ?? 0) - (a.modifiedAt ?? 0),
      );
  return [];
}

function standardHeaders(head: HeadObjectCommandOutput): Readonly<Record<string, string>> {
  const all = {
    'Cache-Control': head.CacheControl,
    'Content-Disposition': head.ContentDisposition,
    'Content-Encoding': head.ContentEncoding,
    'Content-Language': head.ContentLanguage,
    Expires: head.ExpiresString,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const encryptionOf = (head: HeadObjectCommandOutput): Encryption => ({
  algorithm: head.ServerSideEncryption ?? (head.SSECustomerAlgorithm === undefined ? 'none' : 'customer key'),
  kmsKeyId: head.SSEKMSKeyId,
  bucketKey: head.BucketKeyEnabled ?? false,
});

/** Checksums of the object by algorithm; one of parts ends in their count. */
export const checksumsOf = (head: HeadObjectCommandOutput): ObjectProperties['checksums'] =>
  Object.entries({
    CRC32: head.ChecksumCRC32,
    CRC32C: head.ChecksumCRC32C,
    CRC64NVME: head.ChecksumCRC64NVME,
    SHA1: head.ChecksumSHA1,
    SHA256: head.ChecksumSHA256,
  }).flatMap(([algorithm, value]) =>
    value === undefined
      ? []
      : [
          {
            algorithm,
            value,
            type: head.ChecksumType ?? (/-\d+$/.test(value) ? 'COMPOSITE' : 'FULL_OBJECT'),
          },
        ],
  );

/** The ETag of an object that was uploaded in parts ends in their count. */
export function partsOf({ ETag = '' }: Pick<HeadObjectCommandOutput, 'ETag'>): number | undefined {
  const count = /-(\d+)"?$/.exec(ETag)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** Each property is 'unknown' where reading it is denied. `accountId` is our own, to recognise our buckets. */
export async function bucketProperties(
  clients: AwsClients,
  bucket: string,
  { accountId, signal }: { readonly accountId?: string; readonly signal?: AbortSignal } = {},
): Promise<BucketProperties> {
  const region = await bucketRegion(clients, bucket, signal);
  const read = <T>(operation: string, run: (s3: S3Client, options: CallOptions) => Promise<T>) =>
    knownOf(() => inBucket(clients, operation, { bucket }, signal, run));
  const input = { Bucket: bucket };
  const [owner, versioning, encryption, publicAccessBlock, objectOwnership] = await Promise.all([
    ownerOf(clients, bucket, accountId, signal),
    read('GetBucketVersioning', async (s3, options) => {
      const { Status } = await s3.send(new GetBucketVersioningCommand(input), options);
      return Status === 'Enabled' ? 'enabled' : Status === 'Suspended' ? 'suspended' : 'off';
    }),
    knownOf(() => bucketEncryption(clients, bucket, signal)),
    unlessUnset<BucketProperties['publicAccessBlock']>('none', () =>
      read('GetPublicAccessBlock', async (s3, options) => {
        const answer = await s3.send(new GetPublicAccessBlockCommand(input), options);
        const flags = Object.values(answer.PublicAccessBlockConfiguration ?? {});
        const set = flags.filter((flag) => flag).length;
        return set === 4 ? 'all' : set === 0 ? 'none' : 'some';
      }),
    ),
    unlessUnset<string>('ObjectWriter', () =>
      read('GetBucketOwnershipControls', async (s3, options) => {
        const answer = await s3.send(new GetBucketOwnershipControlsCommand(input), options);
        return answer.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? 'ObjectWriter';
      }),
    ),
  ]);
  return { bucket, region, owner, versioning, encryption, publicAccessBlock, objectOwnership };
}

/** What new objects of the bucket are encrypted with. */
export const bucketEncryption = (
  clients: AwsClients,
  bucket: string,
  signal?: AbortSignal,
): Promise<Encryption> =>
  unlessUnset<Encryption>({ algorithm: 'none', kmsKeyId: undefined, bucketKey: false }, () =>
    inBucket(clients, 'GetBucketEncryption', { bucket }, signal, (s3, options) =>
      defaultEncryption(s3, bucket, options),
    ),
  );

async function defaultEncryption(s3: S3Client, bucket: string, options: CallOptions): Promise<Encryption> {
  const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket: bucket }), options);
  const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
  const byDefault = rule?.ApplyServerSideEncryptionByDefault;
  return {
    algorithm: byDefault?.SSEAlgorithm ?? 'none',
    kmsKeyId: byDefault?.KMSMasterKeyID,
    bucketKey: rule?.BucketKeyEnabled ?? false,
  };
}

const unsetNames =
  /^(NoSuchPublicAccessBlockConfiguration|OwnershipControlsNotFoundError|ServerSideEncryptionConfigurationNotFoundError)$/;

/** A configuration that a bucket does not have is reported as an error of its own. */
async function unlessUnset<T>(unset: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (hasCode(error, 'service-failed') && unsetNames.test(error.facts.name)) return unset;
    throw error;
  }
}

/** S3 does not name the owner's account, but says whether it is the one expected. */
async function ownerOf(
  clients: AwsClients,
  bucket: string,
  accountId: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Known<string>> {
  const known = clients.bucketOwners.get(bucket);
  if (known !== undefined || accountId === undefined) return known ?? 'unknown';
  const command = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: accountId });
  return knownOf(async () => {
    await inBucket(clients, 'HeadBucket', { bucket }, signal, (s3, options) => s3.send(command, options));
    return accountId;
  });
}
