import { ServiceError } from '../protocols/service.ts';
import { DamagedBlob } from './blobs.ts';
import type { ByteRange } from './blobs.ts';
import type { S3Context } from './context.ts';
import type { StoredObject } from './objects.ts';

/** The object's bytes, or a range of them. Throws InternalError when the disk no longer has them as they were stored. */
export async function bytesOf(
  { blobs }: S3Context,
  { bucket, key, blob, size }: StoredObject,
  range?: ByteRange,
): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  try {
    return await blobs.read(blob, size, range);
  } catch (error) {
    if (!(error instanceof DamagedBlob)) throw error;
    throw new ServiceError(
      'InternalError',
      `The embedded server cannot read s3://${bucket}/${key}: ${error.message}. Upload it again.`,
      500,
    );
  }
}

export async function* asStream(bytes: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (bytes instanceof Uint8Array) yield bytes;
  else yield* bytes;
}
