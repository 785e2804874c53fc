import { createReadStream } from 'node:fs';

/** Read from the disk at a time. */
const readBytes = 256 * 1024;

/** The bytes of a file, or of a range with both ends included. The file is opened when they are first read, not before. */
export async function* fileBytes(
  path: string,
  range: { readonly start?: number; readonly end?: number } = {},
): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { ...range, highWaterMark: readBytes });
}
