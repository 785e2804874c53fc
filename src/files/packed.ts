import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';

/** How a file of this name is compressed, and bytes on their way into it; undefined where it is not, or cannot be here. */
export function packerFor(
  path: string,
): ((bytes: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>) | undefined {
  if (/\.gz$/i.test(path)) return (bytes) => through(bytes, zlib.createGzip());
  // Node before 22.15 has no Zstandard.
  if (/\.zst$/i.test(path) && typeof zlib.createZstdCompress === 'function')
    return (bytes) => through(bytes, zlib.createZstdCompress());
  return undefined;
}

async function* through(
  bytes: AsyncIterable<Uint8Array>,
  packing: zlib.Gzip | zlib.ZstdCompress,
): AsyncGenerator<Uint8Array> {
  const pumping = pipeline(bytes, packing);
  // It fails with the packing, which throws below.
  pumping.catch(() => undefined);
  try {
    for await (const part of packing) yield part;
    await pumping;
  } finally {
    packing.destroy();
  }
}
