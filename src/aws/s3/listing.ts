import {
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import { inBucket } from './inBucket.ts';
import type { S3Location } from './s3Uri.ts';
import type { ListedObject, ObjectVersion } from './types.ts';

/** XML has no way to write some characters that keys may have: keys are requested URL-encoded. */
export const encoding = { EncodingType: 'url' } as const;

/** How the keys of an answer are read; a server that does not know the parameter answers without it. */
export const keyReader = ({ EncodingType }: { readonly EncodingType?: string | undefined }) =>
  EncodingType === 'url'
    ? (key: string) => decodeURIComponent(key.replaceAll('+', ' '))
    : (key: string) => key;

export interface ListingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Only keys without this text after the prefix. */
  readonly delimiter?: string;
}

/** All objects whose keys begin with `key`, a page at a time, so that memory does not grow with their number. */
export async function* objectPages(
  clients: AwsClients,
  { bucket, key }: S3Location,
  { signal, delimiter }: ListingOptions = {},
): AsyncGenerator<readonly ListedObject[]> {
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: key,
      ContinuationToken: token,
      ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
      ...encoding,
    });
    const page = await inBucket(clients, 'ListObjectsV2', { bucket, key }, signal, (s3, options) =>
      s3.send(command, options),
    );
    const keyOf = keyReader(page);
    yield (page.Contents ?? []).flatMap(({ Key, Size = 0, ETag = '', LastModified, StorageClass }) =>
      Key === undefined
        ? []
        : [
            {
              key: keyOf(Key),
              size: Size,
              etag: ETag,
              modifiedAt: LastModified?.getTime(),
              storageClass: StorageClass ?? 'STANDARD',
            },
          ],
    );
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

/** All versions of the objects whose keys begin with `key`, markers of deletion among them. */
export async function* versionPages(
  clients: AwsClients,
  { bucket, key }: S3Location,
  signal?: AbortSignal,
): AsyncGenerator<readonly ObjectVersion[]> {
  let marker: { readonly KeyMarker: string; readonly VersionIdMarker?: string } | undefined;
  do {
    const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, ...marker, ...encoding });
    const page = await inBucket(clients, 'ListObjectVersions', { bucket, key }, signal, (s3, options) =>
      s3.send(command, options),
    );
    const keyOf = keyReader(page);
    const versions = (page.Versions ?? []).map((version) => ({ ...version, isDeleteMarker: false }));
    const markers = (page.DeleteMarkers ?? []).map((one) => ({
      ...one,
      Size: 0,
      ETag: '',
      isDeleteMarker: true,
    }));
    yield [...versions, ...markers].flatMap(
      ({ Key, VersionId = 'null', IsLatest = false, Size = 0, ETag = '', LastModified, isDeleteMarker }) =>
        Key === undefined
          ? []
          : [
              {
                key: keyOf(Key),
                versionId: VersionId,
                isLatest: IsLatest,
                isDeleteMarker,
                size: Size,
                etag: ETag,
                modifiedAt: LastModified?.getTime(),
              },
            ],
    );
    const next = page.IsTruncated === true ? page.NextKeyMarker : undefined;
    const { NextVersionIdMarker: version } = page;
    marker =
      next === undefined
        ? undefined
        : { KeyMarker: keyOf(next), ...(version ? { VersionIdMarker: version } : {}) };
  } while (marker !== undefined);
}

export interface PendingUpload extends S3Location {
  readonly uploadId: string;
  /** milliseconds since 1970 */
  readonly startedAt: number | undefined;
}

/** Uploads in parts, to keys that begin with `key`, that were never completed. */
export async function pendingUploads(
  clients: AwsClients,
  { bucket, key }: S3Location,
  signal?: AbortSignal,
): Promise<readonly PendingUpload[]> {
  const found: PendingUpload[] = [];
  let marker: { readonly KeyMarker: string; readonly UploadIdMarker?: string } | undefined;
  do {
    const command = new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key, ...marker, ...encoding });
    const page = await inBucket(clients, 'ListMultipartUploads', { bucket, key }, signal, (s3, options) =>
      s3.send(command, options),
    );
    const keyOf = keyReader(page);
    for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
      if (Key !== undefined && UploadId !== undefined)
        found.push({ bucket, key: keyOf(Key), uploadId: UploadId, startedAt: Initiated?.getTime() });
    const next = page.IsTruncated === true ? page.NextKeyMarker : undefined;
    const { NextUploadIdMarker: id } = page;
    marker =
      next === undefined ? undefined : { KeyMarker: keyOf(next), ...(id ? { UploadIdMarker: id } : {}) };
  } while (marker !== undefined);
  return found;
}
