import type { AwsClients } from './connections/clients.ts';
import { objectsNotDeleted } from './failures/s3Failures.ts';
import type { NotDeleted } from './failures/s3Failures.ts';
import { deleteBatch } from './s3/deleteBatch.ts';
import { objectPages } from './s3/listing.ts';
import type { S3Location } from './s3/s3Uri.ts';

export interface SizedObject {
  readonly key: string;
  /** bytes */
  readonly size: number;
}

/** All objects whose keys begin with the key of a location, however deep. */
export async function objectsBelow(
  clients: AwsClients,
  location: S3Location,
  signal?: AbortSignal,
): Promise<readonly SizedObject[]> {
  const found: SizedObject[] = [];
  for await (const page of objectPages(clients, location, { signal }))
    for (const { key, size } of page) found.push({ key, size });
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
  const errors: NotDeleted[] = [];
  for (let from = 0; from < keys.length; from += mostAtOnce) {
    const batch = keys.slice(from, from + mostAtOnce).map((key) => ({ key }));
    for (const error of await deleteBatch(clients, bucket, batch, signal)) errors.push(error);
  }
  if (errors.length > 0) throw objectsNotDeleted(bucket, errors);
}
