import type { ServiceResponse } from '../protocols/service.ts';
import { xmlResponse } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';
import { requireBucket } from './buckets.ts';
import { extraAlgorithms } from './checksums.ts';
import type { S3Context, S3Request } from './context.ts';
import { compareKeys } from './keyOrder.ts';
import { commonPrefixOf, pageSizeOf, textOf, wholeNumberOf } from './listing.ts';
import { requireUpload } from './multipart.ts';
import { ownerElement } from './owner.ts';
import type { Part, Upload } from './uploads.ts';

/** ListParts: by their numbers. */
export async function listParts(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const upload = requireUpload(context, request);
  const size = pageSizeOf(request, 'max-parts');
  const marker = wholeNumberOf(request, 'part-number-marker', 0);
  const rest = context.uploads.parts(upload.id).filter(({ number }) => number > marker);
  const page = rest.slice(0, size);
  return xmlResponse('ListPartsResult', [
    ['Bucket', upload.bucket],
    ['Key', textOf(request)(upload.key)],
    ['UploadId', upload.id],
    ownerElement(context.accountId, 'Initiator'),
    ownerElement(context.accountId),
    ['StorageClass', storageClassOf(upload)],
    ...planElements(upload),
    ['PartNumberMarker', marker],
    ['NextPartNumberMarker', page.at(-1)?.number ?? marker],
    ['MaxParts', size],
    ['IsTruncated', page.length < rest.length],
    ...page.map((part): XmlElement => ['Part', partElements(upload, part)]),
  ]);
}

const partElements = (
  { plan }: Upload,
  { number, lastModified, md5, size, checksums }: Part,
): readonly XmlElement[] => [
  ['PartNumber', number],
  ['LastModified', lastModified],
  ['ETag', `"${md5.toString('hex')}"`],
  ['Size', size],
  ...(['crc32', ...extraAlgorithms] as const).flatMap((name): XmlElement[] => {
    const value = checksums[name];
    return value === undefined || plan?.algorithm !== name ? [] : [[`Checksum${name.toUpperCase()}`, value]];
  }),
];

const storageClassOf = ({ described }: Upload) => described.headers?.['x-amz-storage-class'] ?? 'STANDARD';

const planElements = ({ plan }: Upload): readonly XmlElement[] =>
  plan === undefined
    ? []
    : [
        ['ChecksumAlgorithm', plan.algorithm.toUpperCase()],
        ['ChecksumType', plan.type],
      ];

/** ListMultipartUploads: by key, those of one key by their start. */
export async function listUploads(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, query } = request;
  requireBucket(context, bucket);
  const size = pageSizeOf(request, 'max-uploads');
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const [keyMarker, idMarker] = [query.get('key-marker') ?? '', query.get('upload-id-marker') ?? ''];
  const all = context.uploads.pending(bucket).filter(({ key }) => key.startsWith(prefix));
  // Without its key, the marker of an upload means nothing.
  const marked = keyMarker === '' || idMarker === '' ? -1 : all.findIndex(({ id }) => id === idMarker);
  const rest = all.filter(({ key }, index) =>
    marked < 0 ? keyMarker === '' || compareKeys(key, keyMarker) > 0 : index > marked,
  );
  const text = textOf(request);
  const entries = entriesOf(rest, (key) => commonPrefixOf(key, prefix, delimiter), keyMarker);
  const page = entries.slice(0, size);
  const isTruncated = page.length < entries.length;
  const last = page.at(-1);
  return xmlResponse('ListMultipartUploadsResult', [
    ['Bucket', bucket],
    ['KeyMarker', text(keyMarker)],
    ['UploadIdMarker', idMarker],
    ...(isTruncated && last !== undefined
      ? [['NextKeyMarker', text(last.name)] as const, ['NextUploadIdMarker', last.upload?.id ?? ''] as const]
      : []),
    ['Prefix', text(prefix)],
    ...(delimiter === '' ? [] : [['Delimiter', text(delimiter)] as const]),
    ...(query.get('encoding-type') === 'url' ? [['EncodingType', 'url'] as const] : []),
    ['MaxUploads', size],
    ['IsTruncated', isTruncated],
    ...page.map(({ name, upload }): XmlElement =>
      upload === undefined
        ? ['CommonPrefixes', [['Prefix', text(name)]]]
        : ['Upload', uploadElements(context, upload, text(name))],
    ),
  ]);
}

const uploadElements = ({ accountId }: S3Context, upload: Upload, key: string): readonly XmlElement[] => [
  ['Key', key],
  ['UploadId', upload.id],
  ownerElement(accountId, 'Initiator'),
  ownerElement(accountId),
  ['StorageClass', storageClassOf(upload)],
  ...planElements(upload),
  ['Initiated', upload.createdAt],
];

/** An upload, or the prefix that several share. */
interface Entry {
  readonly name: string;
  readonly upload: Upload | undefined;
}

function entriesOf(
  uploads: readonly Upload[],
  prefixOf: (key: string) => string | undefined,
  after: string,
): readonly Entry[] {
  const entries: Entry[] = [];
  for (const upload of uploads) {
    const common = prefixOf(upload.key);
    if (common === undefined) entries.push({ name: upload.key, upload });
    else if (entries.at(-1)?.name !== common && common !== after)
      entries.push({ name: common, upload: undefined });
  }
  return entries;
}
