import { createHash } from 'node:crypto';
import type { OpenFile } from '../source/openFile.ts';

/** What all bytes of a file show. */
export interface FileFacts {
  readonly sha256: string;
  readonly hasQuote: boolean;
  readonly hasUnderscore: boolean;
  readonly hasZero: boolean;
  /** A carriage return that no line feed follows, or any where the lines end with a line feed alone. */
  readonly hasOtherLineEnd: boolean;
}

const partBytes = 4 * 1024 * 1024;

/** Reads all of a file once, for its hash and for what its sample may have missed; `from` is where the rows begin. */
export async function scanFile(
  file: OpenFile,
  {
    quote,
    lineEnd,
    from,
  }: { readonly quote: string; readonly lineEnd: '\n' | '\r\n'; readonly from: number },
  signal?: AbortSignal,
): Promise<FileFacts> {
  const hash = createHash('sha256');
  let [hasQuote, hasUnderscore, hasZero, hasOtherLineEnd] = [false, false, false, false];
  let endsWithReturn = false;
  for (let offset = 0; offset < file.size; offset += partBytes) {
    signal?.throwIfAborted();
    const bytes = await file.read(offset, Math.min(file.size, offset + partBytes));
    hash.update(bytes);
    hasZero ||= bytes.includes(0);
    const rows = offset === 0 ? bytes.subarray(from) : bytes;
    hasQuote ||= quote !== '' && rows.includes(quote);
    hasUnderscore ||= rows.includes('_');
    hasOtherLineEnd ||= lineEnd === '\n' ? rows.includes('\r') : hasLoneReturn(rows, endsWithReturn);
    endsWithReturn = bytes.at(-1) === 0x0d;
  }
  return { sha256: hash.digest('hex'), hasQuote, hasUnderscore, hasZero, hasOtherLineEnd };
}

/** Checks part by part: a return at the end of one may be half a line end. */
function hasLoneReturn(bytes: Buffer, followsReturn: boolean): boolean {
  if (followsReturn && bytes[0] !== 0x0a) return true;
  return /\r(?!\n|$)/.test(bytes.toString('latin1'));
}
