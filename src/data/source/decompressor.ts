import * as zlib from 'node:zlib';
import { dataFailure } from '../shapes/failures.ts';
import type { Compression } from '../shapes/tableFiles.ts';

/** Throws 'zstandard-unavailable' where this Node.js cannot unpack the file. */
export function decompressor(file: string, compression: Compression) {
  if (compression === 'gz') return zlib.createGunzip();
  if (typeof zlib.createZstdDecompress === 'function') return zlib.createZstdDecompress();
  const nodeVersion = process.versions.node;
  throw dataFailure(
    'zstandard-unavailable',
    { file, nodeVersion },
    `${file} needs Node.js 22.15 or later, this is ${nodeVersion}`,
  );
}
