import { ServiceError, invalidArgument } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { xmlResponse } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';
import { requireBucket } from './buckets.ts';
import type { S3Context, S3Request } from './context.ts';
import { checkReadConditions } from './conditions.ts';
import { checksumElements, checksumOfStored } from './objectChecksums.ts';
import { requireObject } from './objectOperations.ts';
import type { StoredObject } from './objects.ts';
import { partCount, rangeOfPart } from './ranges.ts';

const largestPage = 1000;

/** What GetObjectAttributes tells, by the name that requests it. */
const attributes: Readonly<
  Record<string, (object: StoredObject, request: S3Request) => readonly XmlElement[]>
> = {
  ETag: ({ etag }) => [['ETag', etag.replaceAll('"', '')]],
  // ObjectParts has the part count.
  Checksum: ({ checksum }) =>
    checksum === undefined
      ? []
      : [['Checksum', checksumElements({ ...checksum, value: checksum.value.replace(/-\d+$/, '') })]],
  ObjectParts: (object, request) => partsOf(object, request),
  StorageClass: ({ headers }) => [['StorageClass', headers?.['x-amz-storage-class'] ?? 'STANDARD']],
  ObjectSize: ({ size }) => [['ObjectSize', size]],
};

export async function getObjectAttributes(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  requireBucket(context, request.bucket);
  const wanted = (request.headers['x-amz-object-attributes'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = wanted.find((name) => !Object.hasOwn(attributes, name));
  if (unknown !== undefined)
    throw invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', unknown);
  if (wanted.length === 0)
    throw new ServiceError(
      'InvalidRequest',
      'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty',
    );
  const stored = requireObject(context, request.bucket, request.key);
  const object = wanted.includes('Checksum')
    ? { ...stored, checksum: await checksumOfStored(context, stored) }
    : stored;
  if (checkReadConditions(request, object) === 304) return { status: 304 };
  const content = wanted.flatMap((name) => attributes[name]?.(object, request) ?? []);
  const answer = xmlResponse('GetObjectAttributesResponse', content);
  const modified = { 'last-modified': new Date(object.lastModified).toUTCString() };
  return { ...answer, headers: { ...answer.headers, ...modified } };
}

/** Only of an object that was uploaded in parts. */
function partsOf(
  { parts, partChecksums, checksum }: StoredObject,
  { headers }: S3Request,
): readonly XmlElement[] {
  if (parts === undefined) return [];
  const count = partCount(parts);
  const size = Math.min(largestPage, wholeNumber(headers['x-amz-max-parts'], largestPage));
  const marker = wholeNumber(headers['x-amz-part-number-marker'], 0);
  const last = Math.min(count, marker + size);
  const page = Array.from({ length: Math.max(0, last - marker) }, (_, index): XmlElement => {
    const number = marker + index + 1;
    const range = rangeOfPart(parts, number);
    const sum = partChecksums?.[number - 1];
    return [
      'Part',
      [
        ['PartNumber', number],
        ['Size', range === undefined ? 0 : range.end - range.start + 1],
        ...(sum === undefined || checksum === undefined
          ? []
          : [[`Checksum${checksum.algorithm.toUpperCase()}`, sum] as const]),
      ],
    ];
  });
  const facts: readonly XmlElement[] = [
    ['PartsCount', count],
    ['PartNumberMarker', marker],
    ['NextPartNumberMarker', last],
    ['MaxParts', size],
    ['IsTruncated', last < count],
  ];
  return [['ObjectParts', [...facts, ...page]]];
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new ServiceError('InvalidArgument', 'Provided part number marker or max parts is no whole number');
  return value;
}
