import { createReadStream } from 'node:fs';
import { formatOf } from '../shapes/tableFiles.ts';
import { decompressor } from './decompressor.ts';
import { withFile } from './openFile.ts';

export interface Head {
  /** Unpacked. */
  readonly bytes: Buffer;
  /** Bytes of the file, as it is on disk, for each of these. */
  readonly packedBytes: number;
}

/** The first bytes of a file, about `size` or all there are. */
export async function headBytes(path: string, size: number): Promise<Head> {
  const { compression } = formatOf(path);
  return withFile(path, async (file) => {
    if (compression === undefined)
      return { bytes: await file.read(0, Math.min(size, file.size)), packedBytes: 1 };
    const [source, unpacker] = [createReadStream(path), decompressor(path, compression)];
    source.on('error', (error) => unpacker.destroy(error));
    const parts: Buffer[] = [];
    let total = 0;
    try {
      for await (const part of source.pipe(unpacker)) {
        parts.push(part);
        total += part.length;
        if (total >= size) break;
      }
      return { bytes: Buffer.concat(parts), packedBytes: unpacker.bytesWritten / Math.max(1, total) };
    } finally {
      source.destroy();
      unpacker.destroy();
    }
  });
}
