import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import { unlessMissing } from '../failures/call.ts';
import { objectReplaced } from '../failures/s3Failures.ts';
import { inBucket } from './inBucket.ts';
import { isNotImplemented } from './known.ts';
import { headObject } from './properties.ts';
import { s3Uri } from './s3Uri.ts';
import type { S3Location } from './s3Uri.ts';

/** Deletes an object only as it is with this ETag; one that is gone is fine. Throws 'object-changed' or 'object-replaced'. */
export async function deleteUnchanged(
  clients: AwsClients,
  { bucket, key, etag }: S3Location & { readonly etag: string },
  signal?: AbortSignal,
): Promise<void> {
  const deletes = (IfMatch?: string) =>
    inBucket(clients, 'DeleteObject', { bucket, key }, signal, (s3, options) =>
      s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch }), options),
    );
  try {
    await unlessMissing(() => deletes(etag));
  } catch (error) {
    if (!isNotImplemented(error)) throw error;
    // A store without conditional deletion.
    const now = await unlessMissing(() => headObject(clients, { bucket, key }, signal));
    if (now === undefined) return;
    if (now.ETag !== etag) throw objectReplaced(s3Uri({ bucket, key }));
    await deletes();
  }
}
