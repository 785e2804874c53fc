import type { CopyObjectCommandInput, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import type { S3Location } from './s3Uri.ts';

/** An object with its head, and where its copy goes. */
export interface CopyPair {
  readonly from: S3Location;
  readonly to: S3Location;
  readonly head: HeadObjectCommandOutput;
}

export interface CopyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Only where nothing is yet. Throws 'object-changed' otherwise. */
  readonly onlyNew?: boolean;
  readonly onBytes?: (bytes: number) => void;
  /** Larger objects are copied in parts. */
  readonly mostWholeBytes?: number;
}

/** The source of a copy, only as it is in `head`. */
export const sourceOf = (
  { bucketOwners }: AwsClients,
  { bucket, key }: S3Location,
  head: HeadObjectCommandOutput,
) =>
  ({
    CopySource: `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
    CopySourceIfMatch: head.ETag,
    ExpectedSourceBucketOwner: bucketOwners.get(bucket),
  }) satisfies Partial<CopyObjectCommandInput>;

/** What a copy does not take over by itself. A KMS key is of one region. */
export function keptBy({ bucketRegions, region }: AwsClients, { from, to, head }: CopyPair) {
  const regionOf = ({ bucket }: S3Location) => bucketRegions.get(bucket) ?? region;
  const isElsewhere = regionOf(from) !== regionOf(to);
  const { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled, StorageClass, WebsiteRedirectLocation } = head;
  return {
    ServerSideEncryption,
    ...(isElsewhere ? {} : { SSEKMSKeyId, BucketKeyEnabled }),
    StorageClass,
    WebsiteRedirectLocation,
  };
}
