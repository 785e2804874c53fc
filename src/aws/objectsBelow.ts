import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { call } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';
import { objectsNotDeleted } from './failures/errors.ts';
import type { S3Location } from './s3/s3Uri.ts';

export interface SizedObject {
  readonly key: string;
  /** bytes */
  readonly size: number;
}

/** All objects whose keys begin with the key of a location, however deep. */
export async function objectsBelow(
  clients: AwsClients,
  { bucket, key }: S3Location,
  signal?: AbortSignal,
): Promise<readonly SizedObject[]> {
  const found: SizedObject[] = [];
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: key, ContinuationToken: token });
    const page = await call('ListObjectsV2', signal, (options) => clients.s3.send(command, options));
    for (const { Key, Size = 0 } of page.Contents ?? [])
      if (Key !== undefined) found.push({ key: Key, size: Size });
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return found;
}

/** As many as S3 takes at once. */
const mostAtOnce = 1000;

/** Deletes objects of a bucket; one that does not exist counts as deleted. Throws 'objects-not-deleted'. */
export async function deleteObjects(
  clients: AwsClients,
  bucket: string,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  for (let from = 0; from < keys.length; from += mostAtOnce) {
    const Objects = keys.slice(from, from + mostAtOnce).map((Key) => ({ Key }));
    const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await call('DeleteObjects', signal, (options) =>
      clients.s3.send(command, options),
    );
    const [first] = Errors;
    if (first !== undefined)
      throw objectsNotDeleted(bucket, Errors.length, first.Key ?? '', first.Code ?? '');
  }
}
