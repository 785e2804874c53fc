import { createHash } from 'node:crypto';
import { ServiceError } from '../protocols/service.ts';
import type { XmlElement } from '../protocols/xml.ts';
import { openChecksum } from './checksums.ts';
import type { S3Context } from './context.ts';
import { asStream, bytesOf } from './objectBytes.ts';
import type { Algorithm } from './checksums.ts';
import { digestOf } from './digests.ts';
import type { Checksums } from './digests.ts';
import type { StoredObject } from './objects.ts';
import type { Part } from './uploads.ts';

export type ObjectChecksum = NonNullable<StoredObject['checksum']>;

/** The checksum of a whole stream that was computed with it. */
export function checksumOf(algorithm: Algorithm | undefined, digests: Checksums): ObjectChecksum | undefined {
  if (algorithm === undefined) return undefined;
  const value = digestOf(digests, algorithm);
  return value === undefined
    ? undefined
    : { algorithm, value: value.toString('base64'), type: 'FULL_OBJECT' };
}

/** S3's default algorithm. */
const defaultAlgorithm = 'crc64nvme';
/** Up to this size the default checksum takes a few percent of an upload; beyond, up to a quarter, so it is computed on request. */
const promptBytes = 256 * 1024;

/** The algorithm for an object uploaded without a checksum; undefined if deferred. */
export const promptAlgorithm = (size: number): Algorithm | undefined =>
  size <= promptBytes ? defaultAlgorithm : undefined;

/** The checksum of a stored object, computed and kept if it came without one. */
export async function checksumOfStored(
  context: S3Context,
  object: StoredObject,
): Promise<ObjectChecksum | undefined> {
  if (object.checksum !== undefined) return object.checksum;
  const { bucket, key, blob } = object;
  const running = openChecksum(defaultAlgorithm);
  for await (const bytes of asStream(await bytesOf(context, object))) running.update(bytes);
  const value = running.digest().toString('base64');
  const checksum = { algorithm: defaultAlgorithm, value, type: 'FULL_OBJECT' } as const;
  await context.objects.redescribe(bucket, key, (current) =>
    current.blob === blob ? { ...current, checksum } : current,
  );
  return checksum;
}

/** The checksum of the checksums of all parts; undefined unless every part has one. */
export function compositeChecksum(algorithm: Algorithm, parts: readonly Part[]): ObjectChecksum | undefined {
  const values = parts.flatMap(({ checksums }) => checksums[algorithm] ?? []);
  if (values.length < parts.length) return undefined;
  const all = Buffer.concat(values.map((value) => Buffer.from(value, 'base64')));
  return { algorithm, value: `${sumOf(algorithm, all)}-${parts.length}`, type: 'COMPOSITE' };
}

function sumOf(algorithm: Algorithm, bytes: Uint8Array): string {
  if (algorithm === 'sha1' || algorithm === 'sha256')
    return createHash(algorithm).update(bytes).digest('base64');
  const running = openChecksum(algorithm);
  running.update(bytes);
  return running.digest().toString('base64');
}

export const checksumElements = (checksum: ObjectChecksum | undefined): readonly XmlElement[] =>
  checksum === undefined
    ? []
    : [
        [`Checksum${checksum.algorithm.toUpperCase()}`, checksum.value],
        ['ChecksumType', checksum.type],
      ];

export const checksumHeaders = (checksum: ObjectChecksum | undefined): Readonly<Record<string, string>> =>
  checksum === undefined
    ? {}
    : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type };

export interface ChecksumPlan {
  readonly algorithm: Algorithm;
  readonly type: ObjectChecksum['type'];
}

/** How an upload of several parts is to be checked. docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
export function checkPlan({ algorithm, type }: ChecksumPlan): ChecksumPlan {
  const isHash = algorithm === 'sha1' || algorithm === 'sha256';
  if ((type === 'FULL_OBJECT' && isHash) || (type === 'COMPOSITE' && algorithm === 'crc64nvme'))
    throw new ServiceError(
      'InvalidRequest',
      `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  return { algorithm, type };
}
