import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import type { NotDeleted } from '../failures/s3Failures.ts';
import { inBucket } from './inBucket.ts';

export interface DeletedKey {
  readonly key: string;
  /** Absent: the current version, which a bucket with versions keeps behind a marker. */
  readonly versionId?: string;
}

/** Deletes at most 1,000 keys with one request. One that does not exist counts as deleted. */
export async function deleteBatch(
  clients: AwsClients,
  bucket: string,
  keys: readonly DeletedKey[],
  signal?: AbortSignal,
): Promise<readonly NotDeleted[]> {
  const Objects = keys.map(({ key, versionId }) => ({
    Key: key,
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  }));
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
  const { Errors = [] } = await inBucket(clients, 'DeleteObjects', { bucket }, signal, (s3, options) =>
    s3.send(command, options),
  );
  return Errors.map(({ Key = '', VersionId, Code = '', Message = '' }) => ({
    key: Key,
    ...(VersionId === undefined ? {} : { versionId: VersionId }),
    code: Code,
    message: Message,
  }));
}
