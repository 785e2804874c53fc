/** What a request to S3 is about; empty texts where it names no bucket or no key. */
export interface S3Place {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** The percent-encoded path of the same request in path style. */
  readonly path: string;
}

/** In path style, or with the bucket in the host's name as `BUCKET.s3.REGION.amazonaws.com`. */
export function placeInS3(host: string, path: string): S3Place {
  const inHost = /^(.+?)\.s3[.-]/.exec(host)?.[1];
  const whole = inHost === undefined ? path : `/${inHost}${path}`;
  const [, bucket = '', ...rest] = whole.split('/');
  return { bucket: decoded(bucket), key: decoded(rest.join('/')), path: whole };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** By method and subresource. */
const bucketOperations: Readonly<Record<string, string>> = {
  'PUT ': 'CreateBucket',
  'HEAD ': 'HeadBucket',
  'GET ': 'ListObjects',
  'GET list-type': 'ListObjectsV2',
  'DELETE ': 'DeleteBucket',
  'POST delete': 'DeleteObjects',
  'GET location': 'GetBucketLocation',
  'GET versioning': 'GetBucketVersioning',
  'PUT versioning': 'PutBucketVersioning',
  'GET uploads': 'ListMultipartUploads',
  'GET versions': 'ListObjectVersions',
  'GET encryption': 'GetBucketEncryption',
  'PUT encryption': 'PutBucketEncryption',
  'DELETE encryption': 'DeleteBucketEncryption',
  'GET policy': 'GetBucketPolicy',
  'GET policyStatus': 'GetBucketPolicyStatus',
  'PUT policy': 'PutBucketPolicy',
  'GET acl': 'GetBucketAcl',
  'PUT acl': 'PutBucketAcl',
  'GET tagging': 'GetBucketTagging',
  'PUT tagging': 'PutBucketTagging',
  'DELETE tagging': 'DeleteBucketTagging',
  'GET lifecycle': 'GetBucketLifecycleConfiguration',
  'PUT lifecycle': 'PutBucketLifecycleConfiguration',
  'GET ownershipControls': 'GetBucketOwnershipControls',
  'PUT ownershipControls': 'PutBucketOwnershipControls',
  'GET object-lock': 'GetObjectLockConfiguration',
  'GET publicAccessBlock': 'GetPublicAccessBlock',
  'PUT publicAccessBlock': 'PutPublicAccessBlock',
  'DELETE publicAccessBlock': 'DeletePublicAccessBlock',
};

const objectOperations: Readonly<Record<string, string>> = {
  'PUT ': 'PutObject',
  'PUT copy': 'CopyObject',
  'HEAD ': 'HeadObject',
  'GET ': 'GetObject',
  'DELETE ': 'DeleteObject',
  'GET attributes': 'GetObjectAttributes',
  'GET acl': 'GetObjectAcl',
  'PUT acl': 'PutObjectAcl',
  'GET tagging': 'GetObjectTagging',
  'PUT tagging': 'PutObjectTagging',
  'DELETE tagging': 'DeleteObjectTagging',
  'POST uploads': 'CreateMultipartUpload',
  'PUT uploadId': 'UploadPart',
  'PUT uploadId copy': 'UploadPartCopy',
  'POST uploadId': 'CompleteMultipartUpload',
  'GET uploadId': 'ListParts',
  'DELETE uploadId': 'AbortMultipartUpload',
  'POST restore': 'RestoreObject',
  'GET retention': 'GetObjectRetention',
  'GET legal-hold': 'GetObjectLegalHold',
};

interface S3Request {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

export function s3OperationOf({ method, query, headers }: S3Request, { bucket, key }: S3Place): string {
  if (bucket === '') return 'ListBuckets';
  const operations = key === '' ? bucketOperations : objectOperations;
  const names = [...query.keys()].filter((name) => `${method} ${name}` in operations);
  const copies = 'x-amz-copy-source' in headers ? ['copy'] : [];
  const wanted = `${method} ${[...names, ...copies].join(' ')}`;
  return operations[wanted] ?? `${method}${key === '' ? 'Bucket' : 'Object'}`;
}
