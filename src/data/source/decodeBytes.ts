import { dataFailure } from '../shapes/failures.ts';
import { decoderOf, detectEncoding, firstLineBeyondUtf8 } from './encoding.ts';
import type { Encoding, FoundEncoding } from './encoding.ts';
import { sampleOf, sampleBytes } from './sample.ts';

/** The text of a whole file. Throws 'table-binary' where it is none, and 'table-encoding' where it is not as `given`. */
export function decodeBytes(bytes: Buffer, file: string, given?: Encoding) {
  const encoding = given === undefined ? encodingOf(bytes) : { encoding: given, isSure: true };
  const beyond = encoding.encoding === 'utf-8' ? firstLineBeyondUtf8(bytes) : undefined;
  if (beyond !== undefined) {
    const { line } = beyond;
    throw dataFailure(
      'table-encoding',
      { file, line, encoding: encoding.encoding },
      `${file}, line ${line}: not ${encoding.encoding}`,
    );
  }
  const zero = encoding.encoding.startsWith('utf-16') ? -1 : bytes.indexOf(0);
  if (zero >= 0) {
    const line = lineAt(bytes, zero);
    throw dataFailure('table-binary', { file, line }, `${file}, line ${line}: a zero byte`);
  }
  return { text: decoderOf(encoding.encoding)(bytes), encoding };
}

function encodingOf(bytes: Buffer): FoundEncoding {
  const sample = sampleOf(bytes);
  const found = detectEncoding(sample);
  const beyond = found.encoding === 'utf-8' ? firstLineBeyondUtf8(bytes) : undefined;
  if (beyond === undefined) return found;
  // The sample missed the letters that tell.
  const missed = bytes.subarray(beyond.offset, beyond.offset + sampleBytes);
  return detectEncoding({ ...sample, blocks: [...sample.blocks, missed] });
}

function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line += 1;
  return line;
}
