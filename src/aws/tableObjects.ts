import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { isTableFile } from '../data/shapes/tableFiles.ts';
import { required } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';
import { tableObjectsMissing, tooManyTableObjects } from './failures/errors.ts';
import { inBucket } from './s3/inBucket.ts';
import { encoding, keyReader } from './s3/listing.ts';
import { isPrefix, s3Uri } from './s3/s3Uri.ts';
import type { S3Location } from './s3/s3Uri.ts';

/** A version of an object that is a table, or a part of one. */
export interface TableObject extends S3Location {
  readonly etag: string;
  /** bytes */
  readonly size: number;
}

/** A prefix can hold millions of objects; no real table has more files. */
const mostObjects = 10_000;

/**
 * The object at a location or, for a prefix, the tables directly under it, ordered by key. Throws 'resource-not-found',
 * 'table-objects-missing' for a prefix without a table and 'too-many-table-objects'.
 */
export async function tableObjects(
  clients: AwsClients,
  location: S3Location,
  signal?: AbortSignal,
): Promise<readonly [TableObject, ...TableObject[]]> {
  if (!isPrefix(location)) return [await tableObject(clients, location, signal)];
  const found: TableObject[] = [];
  let token: string | undefined;
  do {
    const page = await tablesOfPage(clients, location, token, signal);
    for (const object of page.objects) found.push(object);
    if (found.length > mostObjects) throw tooManyTableObjects(s3Uri(location), mostObjects);
    token = page.nextToken;
  } while (token !== undefined);
  const [first, ...others] = found;
  if (first === undefined) throw tableObjectsMissing(s3Uri(location));
  return [first, ...others];
}

async function tableObject(
  clients: AwsClients,
  { bucket, key }: S3Location,
  signal: AbortSignal | undefined,
): Promise<TableObject> {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
  const answer = await inBucket(clients, 'HeadObject', { bucket, key }, signal, (s3, options) =>
    s3.send(command, options),
  );
  return {
    bucket,
    key,
    etag: required(answer.ETag, 'HeadObject', 'ETag'),
    size: required(answer.ContentLength, 'HeadObject', 'ContentLength'),
  };
}

async function tablesOfPage(
  clients: AwsClients,
  location: S3Location,
  token: string | undefined,
  signal: AbortSignal | undefined,
) {
  const { bucket, key } = location;
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: key,
    Delimiter: '/',
    ContinuationToken: token,
    ...encoding,
  });
  const answer = await inBucket(clients, 'ListObjectsV2', location, signal, (s3, options) =>
    s3.send(command, options),
  );
  const keyOf = keyReader(answer);
  const objects = (answer.Contents ?? []).flatMap(({ Key, ETag, Size }): TableObject[] =>
    // Writers such as Spark leave markers (_SUCCESS) next to the parts.
    Key === undefined || ETag === undefined || !isTableFile(Key)
      ? []
      : [{ bucket, key: keyOf(Key), etag: ETag, size: Size ?? 0 }],
  );
  return { objects, nextToken: answer.NextContinuationToken };
}
