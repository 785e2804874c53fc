import { ServiceError, invalidArgument } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { requireBucket } from './buckets.ts';
import { behindPrefix, compareKeys } from './keyOrder.ts';
import type { ObjectStore, ListedObject } from './objects.ts';
import { ownerElement } from './owner.ts';
import type { S3Context, S3Request } from './context.ts';
import { xmlResponse } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';

export interface Page {
  readonly contents: readonly ListedObject[];
  readonly prefixes: readonly string[];
  /** The last key or prefix of the page, when more follow. */
  readonly next: string | undefined;
}

/** ListObjectsV2, and ListObjects where list-type is absent. */
export async function listObjects(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, query } = request;
  requireBucket(context, bucket);
  const isV2 = query.get('list-type') === '2';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = pageSizeOf(request, 'max-keys');
  const token = query.get('continuation-token');
  const after = isV2
    ? token === null
      ? (query.get('start-after') ?? '')
      : keyOfToken(token)
    : (query.get('marker') ?? '');
  const page = pageOf(context.objects, bucket, { prefix, delimiter, maxKeys, after });
  const encoded = query.get('encoding-type') === 'url';
  const text = textOf(request);
  const paging: XmlElement[] = isV2
    ? [
        ['KeyCount', page.contents.length + page.prefixes.length],
        ...(token === null ? [] : [['ContinuationToken', token] as const]),
        ...(query.has('start-after') ? [['StartAfter', text(query.get('start-after') ?? '')] as const] : []),
        ...(page.next === undefined
          ? []
          : [['NextContinuationToken', Buffer.from(page.next).toString('base64url')] as const]),
      ]
    : [
        ['Marker', text(after)],
        ...(page.next === undefined ? [] : [['NextMarker', text(page.next)] as const]),
      ];
  const owner = isV2 && query.get('fetch-owner') !== 'true' ? [] : [ownerElement(context.accountId)];
  function* elements(): Iterable<XmlElement> {
    yield ['Name', bucket];
    yield ['Prefix', text(prefix)];
    if (delimiter !== '') yield ['Delimiter', text(delimiter)];
    yield ['MaxKeys', maxKeys];
    if (encoded) yield ['EncodingType', 'url'];
    yield ['IsTruncated', page.next !== undefined];
    yield* paging;
    for (const object of page.contents) yield contentsElement(object, text, owner);
    for (const common of page.prefixes) yield ['CommonPrefixes', [['Prefix', text(common)]]];
  }
  return xmlResponse('ListBucketResult', elements());
}

const contentsElement = (
  object: ListedObject,
  text: (value: string) => string,
  owner: readonly XmlElement[],
): XmlElement => [
  'Contents',
  [
    ['Key', text(object.key)],
    ['LastModified', object.lastModified],
    ['ETag', object.etag],
    ...checksumFacts(object),
    ['Size', object.size],
    ...owner,
    ['StorageClass', object.headers?.['x-amz-storage-class'] ?? 'STANDARD'],
  ],
];

export const checksumFacts = ({ checksum }: ListedObject): readonly XmlElement[] =>
  checksum === undefined
    ? []
    : [
        ['ChecksumAlgorithm', checksum.algorithm.toUpperCase()],
        ['ChecksumType', checksum.type],
      ];

/** How a listing writes keys: encoded where the client asks for it. Throws InvalidArgument for any other encoding. */
export function textOf({ query }: S3Request): (value: string) => string {
  const encoding = query.get('encoding-type');
  if (encoding === null || encoding === '') return (value) => value;
  if (encoding !== 'url')
    throw new ServiceError('InvalidArgument', 'Invalid Encoding Method specified in Request');
  return (value) => encodeURIComponent(value).replaceAll('%2F', '/');
}

/** Throws InvalidArgument for an invalid continuation token. */
function keyOfToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString();
  if (Buffer.from(key).toString('base64url') === token) return key;
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}

const largestPage = 1000;

/** The limit of a listing's page that a query sets. Throws InvalidArgument. */
export const pageSizeOf = (request: S3Request, name: string): number =>
  Math.min(largestPage, wholeNumberOf(request, name, largestPage));

/** A number that a query has. Throws InvalidArgument. */
export function wholeNumberOf({ query }: S3Request, name: string, otherwise: number): number {
  const size = Number(query.get(name) || otherwise);
  if (!Number.isInteger(size) || size < 0 || size > mostInteger)
    throw invalidArgument(
      size < 0
        ? `Argument ${name} must be an integer between 0 and ${mostInteger}`
        : `Provided ${name} not an integer or within integer range`,
      name,
      query.get(name) ?? '',
    );
  return size;
}

const mostInteger = 2_147_483_647;

interface PageOptions {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  /** Keys and common prefixes up to this one are left out. */
  readonly after: string;
}

export function pageOf(objects: ObjectStore, bucket: string, options: PageOptions): Page {
  const { prefix, delimiter, maxKeys, after } = options;
  const contents: ListedObject[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (const object of onePerPrefix(objects, bucket, options)) {
    const common = commonPrefixOf(object.key, prefix, delimiter);
    const name = common ?? object.key;
    if (compareKeys(name, after) <= 0) continue;
    if (contents.length + prefixes.length === maxKeys)
      return { contents, prefixes, next: maxKeys === 0 ? undefined : last };
    if (common === undefined) contents.push(object);
    else prefixes.push(common);
    last = name;
  }
  return { contents, prefixes, next: undefined };
}

/** The part of a key up to the first delimiter behind the prefix. */
export function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
}

const largestRead = 1001;

/** The objects under the prefix in key order, of each common prefix only the first. Reads more at a time where none is passed over. */
function* onePerPrefix(objects: ObjectStore, bucket: string, options: PageOptions): Iterable<ListedObject> {
  const { prefix, delimiter, maxKeys, after } = options;
  let start: string | undefined = compareKeys(after, prefix) > 0 ? after : prefix;
  let size = delimiter === '' ? maxKeys + 1 : 1;
  while (start !== undefined) {
    const read = objects.from(bucket, start, size);
    let common: string | undefined;
    for (const object of read) {
      if (!object.key.startsWith(prefix)) return;
      yield object;
      common = commonPrefixOf(object.key, prefix, delimiter);
      if (common !== undefined) break;
    }
    const last = read.at(-1);
    if (common !== undefined) {
      start = behindPrefix(common);
      size = 1;
    } else if (last === undefined || read.length < size) return;
    else {
      start = `${last.key}\0`;
      size = Math.min(size * 2, largestRead);
    }
  }
}
