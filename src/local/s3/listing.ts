import { ServiceError } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { requireBucket } from './buckets.ts';
import { compareKeys, endOfPrefix, placeOfKey } from './keyOrder.ts';
import type { StoredObject } from './objects.ts';
import type { S3Context, S3Request } from './context.ts';
import { xmlResponse } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';

interface Page {
  readonly contents: readonly StoredObject[];
  readonly prefixes: readonly string[];
  /** The last key or prefix of the page, when more follow. */
  readonly next: string | undefined;
}

/** ListObjectsV2, and ListObjects where list-type is absent. */
export async function listObjects(
  context: S3Context,
  { bucket, query }: S3Request,
): Promise<ServiceResponse> {
  requireBucket(context, bucket);
  const isV2 = query.get('list-type') === '2';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = Math.min(1000, Number(query.get('max-keys') ?? 1000));
  if (!Number.isInteger(maxKeys) || maxKeys < 0)
    throw new ServiceError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  const token = query.get('continuation-token');
  const after = isV2
    ? token === null
      ? (query.get('start-after') ?? '')
      : Buffer.from(token, 'base64url').toString()
    : (query.get('marker') ?? '');
  const page = pageOf(context.objects.list(bucket), { prefix, delimiter, maxKeys, after });
  const encoded = query.get('encoding-type') === 'url';
  const text = (value: string) => (encoded ? encodeURIComponent(value).replaceAll('%2F', '/') : value);
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
  return xmlResponse('ListBucketResult', [
    ['Name', bucket],
    ['Prefix', text(prefix)],
    ...(delimiter === '' ? [] : [['Delimiter', text(delimiter)] as const]),
    ['MaxKeys', maxKeys],
    ...(encoded ? [['EncodingType', 'url'] as const] : []),
    ['IsTruncated', page.next !== undefined],
    ...paging,
    ...page.contents.map((object): XmlElement => [
      'Contents',
      [
        ['Key', text(object.key)],
        ['LastModified', object.lastModified],
        ['ETag', object.etag],
        ['Size', object.size],
        ['StorageClass', 'STANDARD'],
      ],
    ]),
    ...page.prefixes.map((common): XmlElement => ['CommonPrefixes', [['Prefix', text(common)]]]),
  ]);
}

function pageOf(
  objects: readonly StoredObject[],
  options: { prefix: string; delimiter: string; maxKeys: number; after: string },
): Page {
  const { prefix, delimiter, maxKeys, after } = options;
  const contents: StoredObject[] = [];
  const prefixes: string[] = [];
  let last = '';
  let at = placeOfKey(objects, compareKeys(after, prefix) > 0 ? after : prefix);
  for (;;) {
    const object = objects[at];
    if (object === undefined || !object.key.startsWith(prefix))
      return { contents, prefixes, next: undefined };
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const name = cut < 0 ? object.key : object.key.slice(0, cut + delimiter.length);
    at = cut < 0 ? at + 1 : endOfPrefix(objects, name, at);
    if (compareKeys(name, after) <= 0) continue;
    if (contents.length + prefixes.length === maxKeys)
      return { contents, prefixes, next: maxKeys === 0 ? undefined : last };
    if (cut < 0) contents.push(object);
    else prefixes.push(name);
    last = name;
  }
}
