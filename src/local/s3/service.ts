import { ServiceError } from '../protocols/service.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../protocols/service.ts';
import { createBucket, deleteBucket, headBucket, listBuckets, publicAccessBlock } from './buckets.ts';
import type { S3Context, S3Operation, S3Request } from './context.ts';
import { listObjects } from './listing.ts';
import { abortUpload, completeUpload, createUpload, uploadPart, uploadPartCopy } from './multipart.ts';
import { copyObject, deleteObject, deleteObjects, getObject, putObject } from './objectOperations.ts';

/** Amazon S3's REST-XML, path style. */
export function s3Service(context: S3Context): Service {
  return async (request) => {
    const owner = request.headers['x-amz-expected-bucket-owner'];
    if (owner !== undefined && owner !== context.accountId)
      throw new ServiceError('AccessDenied', 'Access Denied', 403);
    const [bucket, key] = bucketAndKey(request.path);
    if (bucket === '') return listBuckets(context);
    const operation = operationOf(request, key);
    if (operation === undefined) throw notImplemented(request);
    requireVersion(request);
    return operation(context, { ...request, bucket, key });
  };
}

/** Operations by method and subresource; anything else is rejected as not implemented. */
const bucketOperations: Readonly<Record<string, S3Operation>> = {
  'PUT ': createBucket,
  'HEAD ': headBucket,
  'GET ': listObjects,
  'DELETE ': deleteBucket,
  'POST delete': deleteObjects,
  'GET location': headBucket,
  'GET publicAccessBlock': publicAccessBlock,
  'PUT publicAccessBlock': publicAccessBlock,
  'DELETE publicAccessBlock': publicAccessBlock,
};

const objectOperations: Readonly<Record<string, S3Operation>> = {
  'PUT ': (context, request) => (isCopy(request) ? copyObject : putObject)(context, request),
  'HEAD ': getObject,
  'GET ': getObject,
  'HEAD partNumber': getOnlyPart,
  'GET partNumber': getOnlyPart,
  'DELETE ': deleteObject,
  'POST uploads': createUpload,
  'PUT partNumber uploadId': (context, request) =>
    (isCopy(request) ? uploadPartCopy : uploadPart)(context, request),
  'POST uploadId': completeUpload,
  'DELETE uploadId': abortUpload,
};

/** Objects are stored whole, even after a multipart upload, so each has one part. */
async function getOnlyPart(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  if (request.query.get('partNumber') !== '1')
    throw new ServiceError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416);
  return getObject(context, request);
}

const isCopy = ({ headers }: ServiceRequest) => headers['x-amz-copy-source'] !== undefined;

/** Query parameters that modify an operation; all others name a subresource. */
const manners = new Set([
  'list-type',
  'prefix',
  'delimiter',
  'marker',
  'max-keys',
  'encoding-type',
  'continuation-token',
  'start-after',
  'fetch-owner',
  'versionId',
  'AWSAccessKeyId',
  'Signature',
  'Expires',
]);
const isManner = (name: string) => manners.has(name) || /^(x-id$|response-|x-amz-)/i.test(name);

function operationOf({ method, query }: ServiceRequest, key: string): S3Operation | undefined {
  const meant = [...new Set(query.keys())].filter((name) => !isManner(name)).toSorted();
  return (key === '' ? bucketOperations : objectOperations)[`${method} ${meant.join(' ')}`];
}

/** There is no versioning: the only version of an object is `null`. */
function requireVersion({ query }: ServiceRequest): void {
  if ((query.get('versionId') ?? 'null') !== 'null')
    throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404);
}

function bucketAndKey(path: string): [string, string] {
  const [bucket = '', ...key] = path.slice(1).split('/');
  try {
    return [decodeURIComponent(bucket), decodeURIComponent(key.join('/'))];
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

function notImplemented({ method, query }: ServiceRequest): ServiceError {
  return new ServiceError(
    'NotImplemented',
    `${method} ${[...query.keys()].join(', ')} is not implemented by the embedded server`,
    501,
  );
}
