import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import { hasCode } from '../failures/errors.ts';
import { inBucket } from './inBucket.ts';

/** Creates the empty object that makes a prefix visible; `prefix` ends in '/'. An existing one is left as it is. */
export async function createFolderKey(
  clients: AwsClients,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  signal?: AbortSignal,
): Promise<{ readonly created: boolean }> {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: prefix,
    Body: '',
    ContentType: 'application/x-directory',
    IfNoneMatch: '*',
  });
  try {
    await inBucket(clients, 'PutObject', { bucket, key: prefix }, signal, (s3, options) =>
      s3.send(command, options),
    );
    return { created: true };
  } catch (error) {
    if (hasCode(error, 'object-changed')) return { created: false };
    throw error;
  }
}
