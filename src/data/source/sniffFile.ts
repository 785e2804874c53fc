import { basename } from 'node:path';
import { dataFailure } from '../shapes/failures.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { decoderOf, detectEncoding } from './encoding.ts';
import type { FoundEncoding } from './encoding.ts';
import type { OpenFile } from './openFile.ts';
import { decodeSample, sampleFrom } from './sample.ts';
import type { TextSample } from './sample.ts';
import { sniff } from './sniff.ts';
import type { Sniffed } from './sniff.ts';

export interface SniffedFile {
  readonly sniffed: Sniffed;
  readonly encoding: FoundEncoding;
  readonly sample: TextSample;
}

/**
 * Works out from a sample how a file is read. The lines of a footer are counted back from the last one, 0. `missed` are bytes that
 * show the encoding better than the sample.
 */
export async function sniffFile(
  path: string,
  file: OpenFile,
  read: ReadOptions,
  missed?: Uint8Array,
): Promise<SniffedFile> {
  const bytes = await sampleFrom(file.size, file.read);
  const encoding =
    read.encoding === undefined
      ? detectEncoding(missed === undefined ? bytes : { ...bytes, blocks: [...bytes.blocks, missed] })
      : { encoding: read.encoding, isSure: true };
  const isBinary = !encoding.encoding.startsWith('utf-16') && bytes.head.includes(0);
  if (isBinary)
    throw dataFailure('table-binary', { file: path, line: lineOfZero(bytes.head) }, `${path} is not text`);
  const sample = decodeSample(bytes, decoderOf(encoding.encoding));
  const sniffed = sniff(sample, { options: read, encoding, fileName: basename(path), lineCount: () => 0 });
  return { sniffed, encoding, sample };
}

function lineOfZero(bytes: Uint8Array): number {
  const zero = bytes.indexOf(0);
  return 1 + bytes.subarray(0, zero).filter((byte) => byte === 0x0a).length;
}
