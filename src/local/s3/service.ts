import { ServiceError } from '../http/types.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../http/types.ts';
import { accountId } from '../sagemaker/names.ts';
import { createBucket, deleteBucket, headBucket, listBuckets, publicAccessBlock } from './buckets.ts';
import type { Buckets } from './buckets.ts';
import { listObjects } from './listing.ts';
import { abortUpload, completeUpload, createUpload, uploadPart } from './multipart.ts';
import type { Uploads } from './multipart.ts';
import { copyObject, deleteObject, deleteObjects, getObject, putObject } from './objectOperations.ts';
import type { ObjectStore } from './objects.ts';

export interface S3Context {
  readonly buckets: Buckets;
  readonly objects: ObjectStore;
  readonly uploads: Uploads;
  readonly clock: () => Date;
}

/** Amazon S3's REST-XML, path style. */
export function s3Service(context: S3Context): Service {
  return async (request) => {
    const owner = request.headers['x-amz-expected-bucket-owner'];
    if (owner !== undefined && owner !== accountId)
      throw new ServiceError('AccessDenied', 'Access Denied', 403);
    const [bucket, key] = bucketAndKey(request.path);
    if (bucket === '') return listBuckets(context);
    const operation = key === '' ? bucketOperation(request) : objectOperation(request);
    if (operation === undefined) throw notImplemented(request);
    return operation(context, { ...request, bucket, key });
  };
}

export interface S3Request extends ServiceRequest {
  readonly bucket: string;
  readonly key: string;
}
type Operation = (context: S3Context, request: S3Request) => Promise<ServiceResponse>;

const subresources = [
  'acl',
  'cors',
  'encryption',
  'lifecycle',
  'location',
  'policy',
  'publicAccessBlock',
  'tagging',
  'uploads',
  'versioning',
  'website',
];

function bucketOperation({ method, query }: ServiceRequest): Operation | undefined {
  const subresource = subresources.find((name) => query.has(name));
  if (subresource === 'publicAccessBlock') return publicAccessBlock;
  if (subresource === 'location' && method === 'GET') return headBucket;
  if (subresource !== undefined) return undefined;
  if (method === 'PUT') return createBucket;
  if (method === 'HEAD') return headBucket;
  if (method === 'DELETE') return deleteBucket;
  if (method === 'GET') return listObjects;
  return method === 'POST' && query.has('delete') ? deleteObjects : undefined;
}

function objectOperation({ method, query, headers }: ServiceRequest): Operation | undefined {
  if (method === 'POST' && query.has('uploads')) return createUpload;
  if (query.has('uploadId')) {
    if (method === 'PUT') return uploadPart;
    if (method === 'POST') return completeUpload;
    return method === 'DELETE' ? abortUpload : undefined;
  }
  if (subresources.some((name) => query.has(name))) return undefined;
  if (method === 'PUT') return headers['x-amz-copy-source'] === undefined ? putObject : copyObject;
  if (method === 'GET' || method === 'HEAD') return getObject;
  return method === 'DELETE' ? deleteObject : undefined;
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
