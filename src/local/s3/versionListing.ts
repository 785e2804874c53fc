import { ServiceError } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { xmlResponse } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';
import { requireBucket } from './buckets.ts';
import type { S3Context, S3Request } from './context.ts';
import { checksumFacts, pageOf, pageSizeOf, textOf } from './listing.ts';
import type { ListedObject } from './objects.ts';
import { ownerElement } from './owner.ts';

/** ListObjectVersions: buckets are unversioned, so every object has one version, `null`. */
export async function listVersions(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, query } = request;
  requireBucket(context, bucket);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const [after, version] = [query.get('key-marker') ?? '', query.get('version-id-marker') ?? ''];
  if (version !== '' && after === '')
    throw new ServiceError(
      'InvalidArgument',
      'A version-id marker cannot be specified without a key marker.',
    );
  const maxKeys = pageSizeOf(request, 'max-keys');
  const page = pageOf(context.objects, bucket, { prefix, delimiter, maxKeys, after });
  const text = textOf(request);
  const endsWithPrefix = page.next === page.prefixes.at(-1);
  return xmlResponse('ListVersionsResult', [
    ['Name', bucket],
    ['Prefix', text(prefix)],
    ['KeyMarker', text(after)],
    ['VersionIdMarker', version],
    ...(page.next === undefined
      ? []
      : [
          ['NextKeyMarker', text(page.next)] as const,
          ['NextVersionIdMarker', endsWithPrefix ? '' : 'null'] as const,
        ]),
    ...(delimiter === '' ? [] : [['Delimiter', text(delimiter)] as const]),
    ['MaxKeys', maxKeys],
    ...(query.get('encoding-type') === 'url' ? [['EncodingType', 'url'] as const] : []),
    ['IsTruncated', page.next !== undefined],
    ...page.contents.map((object): XmlElement => ['Version', versionElements(context, object, text)]),
    ...page.prefixes.map((common): XmlElement => ['CommonPrefixes', [['Prefix', text(common)]]]),
  ]);
}

const versionElements = (
  { accountId }: S3Context,
  object: ListedObject,
  text: (value: string) => string,
): readonly XmlElement[] => [
  ['Key', text(object.key)],
  ['VersionId', 'null'],
  ['IsLatest', true],
  ['LastModified', object.lastModified],
  ['ETag', object.etag],
  ...checksumFacts(object),
  ['Size', object.size],
  ['StorageClass', object.headers?.['x-amz-storage-class'] ?? 'STANDARD'],
  ownerElement(accountId),
];
