import type { S3Client } from '@aws-sdk/client-s3';

/** Account ids of the owners of our buckets, by bucket name. */
export type BucketOwners = Map<string, string>;

/**
 * Sends the expected owner with every call about a bucket whose owner is known: S3 refuses the call if the bucket has a new owner. A call
 * that names an owner, or undefined, is sent as it is.
 */
export function expectBucketOwners(s3: S3Client, owners: BucketOwners): void {
  s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { input } = args;
        const bucket = 'Bucket' in input ? input.Bucket : undefined;
        const owner = bucket === undefined ? undefined : owners.get(bucket);
        const isGiven = 'ExpectedBucketOwner' in input;
        if (owner === undefined || isGiven || commandName === 'CreateBucketCommand') return next(args);
        return next({ ...args, input: { ...input, ExpectedBucketOwner: owner } });
      },
    { step: 'initialize', name: 'expectBucketOwners' },
  );
}
