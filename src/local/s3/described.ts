import { validateHeaderValue } from 'node:http';
import { ServiceError, invalidArgument, notImplemented } from '../protocols/service.ts';
import type { ServiceRequest } from '../protocols/service.ts';
import { derivedOnce } from '../store/derivedOnce.ts';
import { checksumHeaders } from './objectChecksums.ts';
import type { Described, StoredObject } from './objects.ts';
import { partCount } from './ranges.ts';
import { parseTagHeader } from './tagSets.ts';

type Headers = ServiceRequest['headers'];

/** Standard headers that are stored with an object and returned with it. */
const keptHeaders = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
/** S3's own, after `x-amz-`; nothing is archived, encrypted or redirected here, so that keeping them is all there is to do. */
const keptAmazonHeaders = [
  'storage-class',
  'website-redirect-location',
  'server-side-encryption',
  'server-side-encryption-aws-kms-key-id',
  'server-side-encryption-bucket-key-enabled',
];
/** Headers with which `describeBody` describes an object. */
export const describingHeaders = [...keptAmazonHeaders, 'acl', 'tagging', 'meta-'];

const storageClasses = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
]);
const encryptions = new Set(['AES256', 'aws:kms', 'aws:kms:dsse']);
/** Grants that hold for every object here. */
const heldAcls = new Set(['private', 'bucket-owner-full-control']);
/** Names and values together. docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const maxMetadataBytes = 2048;

/** Content type, headers, metadata and tags of the object that a request creates. Throws for what S3 does not take. */
export function describeBody(headers: Headers): Described {
  checkValues(headers);
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-amz-meta-'))
    .map(([name, value]): [string, string] => [name.slice('x-amz-meta-'.length), value]);
  const bytes = metadata.reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes > maxMetadataBytes)
    throw new ServiceError(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
    );
  const names = [...keptHeaders, ...keptAmazonHeaders.map((name) => `x-amz-${name}`)];
  const kept = names
    .map((name): [string, string] => [
      name,
      name === 'content-encoding' ? storedEncoding(headers) : (headers[name] ?? ''),
    ])
    .filter(([name, value]) => value !== '' && !(name === 'x-amz-storage-class' && value === 'STANDARD'));
  const tags = parseTagHeader(headers['x-amz-tagging'] ?? '');
  return {
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    headers: Object.fromEntries(kept),
    metadata: Object.fromEntries(metadata),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}

function checkValues(headers: Headers): void {
  const { 'x-amz-storage-class': storageClass = 'STANDARD', 'x-amz-acl': acl = 'private' } = headers;
  if (storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE')
    throw notImplemented(`x-amz-storage-class: ${storageClass}`);
  if (!storageClasses.has(storageClass))
    throw new ServiceError('InvalidStorageClass', 'The storage class you specified is not valid');
  if (!heldAcls.has(acl)) {
    checkCannedAcl(acl);
    throw aclNotSupported();
  }
  const redirect = headers['x-amz-website-redirect-location'];
  if (redirect !== undefined && !/^(\/|https?:\/\/)/.test(redirect))
    throw new ServiceError(
      'InvalidRedirectLocation',
      "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
    );
  const encryption = headers['x-amz-server-side-encryption'];
  if (encryption !== undefined && !encryptions.has(encryption))
    throw new ServiceError('InvalidArgument', 'The encryption method specified is not supported');
  if (encryption?.startsWith('aws:kms') !== true && headers['x-amz-server-side-encryption-aws-kms-key-id'])
    throw new ServiceError(
      'InvalidArgument',
      'x-amz-server-side-encryption-aws-kms-key-id needs x-amz-server-side-encryption: aws:kms',
    );
}

const cannedAcls = new Set([
  'private',
  'public-read',
  'public-read-write',
  'aws-exec-read',
  'authenticated-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
  'log-delivery-write',
]);

/** Throws InvalidArgument for an unknown canned ACL. */
export function checkCannedAcl(acl: string): void {
  if (!cannedAcls.has(acl)) throw invalidArgument('', 'x-amz-acl', acl);
}

export const aclNotSupported = () =>
  new ServiceError('AccessControlListNotSupported', 'The bucket does not allow ACLs');

/** aws-chunked describes the transfer, not the object. */
const storedEncoding = (headers: Headers) =>
  (headers['content-encoding'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked')
    .join(', ');

/** The headers of S3's own among those that an object is stored with: what the answer to its upload confirms. */
export const confirmedHeaders = ({ headers = {} }: Described): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
  );

/** Headers of every answer to a read of the object. */
const storedHeaders = derivedOnce((object: StoredObject): Readonly<Record<string, string>> => {
  const metadata = Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  const tagCount = Object.keys(object.tags ?? {}).length;
  return {
    etag: object.etag,
    'last-modified': new Date(object.lastModified).toUTCString(),
    'content-type': object.contentType,
    'accept-ranges': 'bytes',
    ...object.headers,
    ...Object.fromEntries(metadata),
    ...(tagCount === 0 ? {} : { 'x-amz-tagging-count': String(tagCount) }),
  };
});

/** Headers of the answer to a read of the object. */
export function objectHeaders(request: ServiceRequest, object: StoredObject): Record<string, string> {
  return {
    ...storedHeaders(object),
    ...(request.query.has('partNumber') && object.parts !== undefined
      ? { 'x-amz-mp-parts-count': String(partCount(object.parts)) }
      : {}),
    ...requestedChecksum(request, object),
    ...overridesOf(request),
  };
}

/** A client that gets the checksum of a whole object with a range of it would report an error. */
function requestedChecksum({ headers, query }: ServiceRequest, { checksum, parts }: StoredObject) {
  const isPart = headers['range'] !== undefined || (query.has('partNumber') && parts !== undefined);
  if (checksum === undefined || headers['x-amz-checksum-mode'] !== 'ENABLED' || isPart) return {};
  return checksumHeaders(checksum);
}

/** Response headers requested in the query (`response-content-type` and so on). */
function overridesOf({ query }: ServiceRequest): Record<string, string> {
  if (query.size === 0) return {};
  return Object.fromEntries(
    ['content-type', ...keptHeaders].flatMap((name) => {
      const value = query.get(`response-${name}`);
      if (value === null) return [];
      requireHeaderValue(name, value);
      return [[name, value]];
    }),
  );
}

function requireHeaderValue(name: string, value: string): void {
  try {
    validateHeaderValue(name, value);
  } catch {
    throw new ServiceError('InvalidArgument', `response-${name} is not a value of an HTTP header`);
  }
}
