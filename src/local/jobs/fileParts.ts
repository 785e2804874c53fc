import { createReadStream } from 'node:fs';

const partBytes = 4 * 1024 * 1024;

/** A file in parts of whole rows, as found by `cut`; the last part is the rest. */
export async function* wholeParts(
  path: string,
  cut: (bytes: Uint8Array) => number,
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of createReadStream(path, { highWaterMark: partBytes })) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = cut(bytes);
    if (end > 0) yield bytes.subarray(0, end);
    rest = bytes.subarray(end);
  }
  if (rest.length > 0) yield rest;
}
