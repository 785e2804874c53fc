import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

const partBytes = 4 * 1024 * 1024;

/** A file in parts that end where `cut` says that whole rows end; the last part is what is left. Gzip is unpacked. */
export async function* wholeParts(
  path: string,
  cut: (bytes: Uint8Array) => number,
): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: partBytes });
  const stream = (await isGzip(path)) ? file.pipe(createGunzip({ chunkSize: partBytes })) : file;
  if (stream !== file) file.once('error', (error) => stream.destroy(error));
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of stream) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = cut(bytes);
    if (end > 0) yield bytes.subarray(0, end);
    rest = bytes.subarray(end);
  }
  if (rest.length > 0) yield rest;
}

/** RFC 1952, section 2.3.1; neither CSV nor RecordIO starts so. */
async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** A whole file, unpacked if it is packed. */
export async function readWhole(path: string): Promise<Uint8Array> {
  for await (const whole of wholeParts(path, () => 0)) return whole;
  return new Uint8Array(0);
}
