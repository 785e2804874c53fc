import { ServiceError, invalidArgument, notImplemented } from '../protocols/service.ts';
import type { Service, ServiceRequest } from '../protocols/service.ts';
import { checkAccepted, checksumHeaders, withHoistedHeaders } from './accepted.ts';
import type { Accepted } from './accepted.ts';
import { getObjectAttributes } from './attributes.ts';
import {
  bucketVersioning,
  createBucket,
  deleteBucket,
  headBucket,
  listBuckets,
  publicAccessBlock,
} from './buckets.ts';
import type { S3Context, S3Operation } from './context.ts';
import { copyObject } from './copying.ts';
import { deleteObject, deleteObjects } from './deleting.ts';
import { describingHeaders } from './described.ts';
import { getGrants, putGrants } from './grants.ts';
import { listObjects } from './listing.ts';
import { completeUpload } from './completing.ts';
import { abortUpload, createUpload, uploadPart, uploadPartCopy } from './multipart.ts';
import { getObject, putObject } from './objectOperations.ts';
import { bucketTagging, objectTagging } from './tagging.ts';
import {
  getUnset,
  putEncryption,
  putOwnership,
  removableConfigurations,
  removeUnset,
  restoreObject,
  unsetConfigurations,
} from './unset.ts';
import { listParts, listUploads } from './uploadListing.ts';
import { listVersions } from './versionListing.ts';

/** Longest header section. docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const maxHeaderBytes = 8192;

/** Amazon S3's REST-XML, path style. */
export function s3Service(context: S3Context): Service {
  return async (given) => {
    const request = withHoistedHeaders(given);
    const owner = request.headers['x-amz-expected-bucket-owner'];
    if (owner !== undefined && owner !== context.accountId)
      throw new ServiceError('AccessDenied', 'Access Denied', 403);
    checkHeaderSize(request);
    const [bucket, key] = bucketAndKey(request.path);
    if (bucket === '') {
      if (request.method !== 'GET') throw notImplemented(`${request.method} /`);
      checkAccepted(request, listsBuckets);
      return listBuckets(context, request);
    }
    const operation = operationOf(request, key);
    if (operation === undefined)
      throw notImplemented(`${request.method} ${[...request.query.keys()].join(', ')}`);
    checkAccepted(request, operation);
    requireVersion(request);
    return operation.run(context, { ...request, bucket, key });
  };
}

function checkHeaderSize({ headers }: ServiceRequest): void {
  let size = 0;
  for (const name of Object.keys(headers)) size += name.length + (headers[name] ?? '').length;
  if (size > maxHeaderBytes)
    throw new ServiceError(
      'RequestHeaderSectionTooLarge',
      'Your request header and query parameters used to make the request exceed the maximum allowed size.',
    );
}

interface Operation extends Accepted {
  readonly run: S3Operation;
}

const listsBuckets = { query: ['prefix', 'bucket-region', 'continuation-token', 'max-buckets'] };
const response = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
];
/** Clients send a checksum with any document. */
const document = { headers: checksumHeaders };
const granting = { headers: ['acl', ...checksumHeaders] };
const version = { query: ['versionId'] };
const reading = {
  run: getObject,
  headers: ['checksum-mode'],
  query: ['partNumber', 'versionId', ...response],
};
/** Nothing here is locked: there is no retention to bypass. */
const deletingHeaders = ['bypass-governance-retention'];
const sourceHeaders = ['copy-source', 'copy-source-if-', 'source-expected-bucket-owner'];

function configurations(
  names: readonly string[],
  method: string,
  run: S3Operation,
): Readonly<Record<string, Operation>> {
  return Object.fromEntries(names.map((name) => [`${method} ${name}`, { run, query: [name] }]));
}

/** Operations by method and subresource; anything else is rejected as not implemented. */
const bucketOperations: Readonly<Record<string, Operation>> = {
  'PUT ': {
    run: createBucket,
    headers: ['acl', 'object-ownership', 'bucket-object-lock-enabled', ...checksumHeaders],
  },
  'HEAD ': { run: headBucket },
  'GET ': {
    run: listObjects,
    headers: ['optional-object-attributes'],
    query: [
      'list-type',
      'prefix',
      'delimiter',
      'marker',
      'max-keys',
      'encoding-type',
      'continuation-token',
      'start-after',
      'fetch-owner',
    ],
  },
  'DELETE ': { run: deleteBucket },
  'POST delete': {
    run: deleteObjects,
    headers: [...checksumHeaders, ...deletingHeaders],
    query: ['delete'],
  },
  'GET location': { run: headBucket, query: ['location'] },
  'GET versioning': { run: bucketVersioning, query: ['versioning'] },
  'GET uploads': {
    run: listUploads,
    query: [
      'uploads',
      'prefix',
      'delimiter',
      'encoding-type',
      'key-marker',
      'max-uploads',
      'upload-id-marker',
    ],
  },
  'GET versions': {
    run: listVersions,
    headers: ['optional-object-attributes'],
    query: [
      'versions',
      'prefix',
      'delimiter',
      'encoding-type',
      'key-marker',
      'max-keys',
      'version-id-marker',
    ],
  },
  ...configurations(unsetConfigurations, 'GET', getUnset),
  ...configurations(removableConfigurations, 'DELETE', removeUnset),
  'PUT encryption': { ...document, run: putEncryption, query: ['encryption'] },
  'PUT ownershipControls': { ...document, run: putOwnership, query: ['ownershipControls'] },
  'GET acl': { run: getGrants, query: ['acl'] },
  'PUT acl': { ...granting, run: putGrants, query: ['acl'] },
  'GET tagging': { run: bucketTagging, query: ['tagging'] },
  'PUT tagging': { ...document, run: bucketTagging, query: ['tagging'] },
  'DELETE tagging': { run: bucketTagging, query: ['tagging'] },
  'GET publicAccessBlock': { run: publicAccessBlock, query: ['publicAccessBlock'] },
  'PUT publicAccessBlock': { ...document, run: publicAccessBlock, query: ['publicAccessBlock'] },
  'DELETE publicAccessBlock': { run: publicAccessBlock, query: ['publicAccessBlock'] },
};

const objectOperations: Readonly<Record<string, Operation>> = {
  'PUT ': { run: putObject, headers: [...describingHeaders, ...checksumHeaders] },
  'PUT  copy': {
    run: copyObject,
    headers: [
      ...describingHeaders,
      ...sourceHeaders,
      'metadata-directive',
      'tagging-directive',
      'checksum-algorithm',
    ],
  },
  'HEAD ': reading,
  'GET ': reading,
  'DELETE ': { ...version, run: deleteObject, headers: deletingHeaders },
  'GET attributes': {
    run: getObjectAttributes,
    headers: ['object-attributes', 'max-parts', 'part-number-marker'],
    query: ['attributes', 'versionId'],
  },
  'GET acl': { run: getGrants, query: ['acl', 'versionId'] },
  'PUT acl': { ...granting, run: putGrants, query: ['acl', 'versionId'] },
  'GET tagging': { run: objectTagging, query: ['tagging', 'versionId'] },
  'PUT tagging': { ...document, run: objectTagging, query: ['tagging', 'versionId'] },
  'DELETE tagging': { run: objectTagging, query: ['tagging', 'versionId'] },
  'POST uploads': {
    run: createUpload,
    headers: [...describingHeaders, 'checksum-algorithm', 'checksum-type'],
    query: ['uploads'],
  },
  'PUT partNumber uploadId': {
    run: uploadPart,
    headers: checksumHeaders,
    query: ['partNumber', 'uploadId'],
  },
  'PUT partNumber uploadId copy': {
    run: uploadPartCopy,
    headers: [...sourceHeaders, 'copy-source-range'],
    query: ['partNumber', 'uploadId'],
  },
  'GET uploadId': {
    run: listParts,
    query: ['uploadId', 'max-parts', 'part-number-marker', 'encoding-type'],
  },
  'POST uploadId': {
    run: completeUpload,
    headers: ['mp-object-size', 'checksum-type', ...checksumHeaders],
    query: ['uploadId'],
  },
  'DELETE uploadId': { run: abortUpload, query: ['uploadId'] },
  'POST restore': { ...document, run: restoreObject, query: ['restore', 'versionId'] },
};

const isCopy = ({ headers }: ServiceRequest) => headers['x-amz-copy-source'] !== undefined;

/** Query parameters that name a subresource; the others modify an operation. */
const subresources = new Set([
  ...unsetConfigurations,
  'acl',
  'attributes',
  'delete',
  'location',
  'publicAccessBlock',
  'restore',
  'tagging',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
]);

function operationOf(request: ServiceRequest, key: string): Operation | undefined {
  const { method, query } = request;
  const meant = query.size === 0 ? '' : subresourcesOf(query);
  const name = `${method} ${meant}${isCopy(request) && method === 'PUT' ? ' copy' : ''}`;
  const operations = key === '' ? bucketOperations : objectOperations;
  return Object.hasOwn(operations, name) ? operations[name] : undefined;
}

function subresourcesOf(query: URLSearchParams): string {
  const names = new Set(query.keys());
  // A part of an object that is read is no subresource, one that is uploaded is.
  const isNamed = (name: string) =>
    subresources.has(name) || (name === 'partNumber' && names.has('uploadId'));
  return [...names].filter(isNamed).toSorted().join(' ');
}

/** There is no versioning: the only version of an object is `null`. */
function requireVersion({ query }: ServiceRequest): void {
  const id = query.get('versionId') ?? 'null';
  if (id === 'null') return;
  if (!/^[\w.-]{32}$/.test(id)) throw invalidArgument('Invalid version id specified', 'versionId', id);
  throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404, { VersionId: id });
}

function bucketAndKey(path: string): [string, string] {
  const slash = path.indexOf('/', 1);
  const [bucket, key] = slash < 0 ? [path.slice(1), ''] : [path.slice(1, slash), path.slice(slash + 1)];
  if (!path.includes('%')) return [bucket, key];
  try {
    return [decodeURIComponent(bucket), decodeURIComponent(key)];
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
  }
}
