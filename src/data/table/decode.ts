import { dataFailure } from '../shapes/failures.ts';

const utf8Bom = Buffer.from([0xef, 0xbb, 0xbf]);

/** Decodes UTF-8 with or without a BOM. Throws 'table-encoding' with the first line that is not UTF-8. */
export function decode(
  bytes: Buffer,
  file: string,
): { readonly text: string; readonly encoding: 'UTF-8' | 'UTF-8 with BOM' } {
  const utf16 = looksLikeUtf16(bytes);
  if (utf16) throw notUtf8(file, 1, 'UTF-16');
  const hasBom = bytes.subarray(0, 3).equals(utf8Bom);
  const body = bytes.subarray(hasBom ? 3 : 0);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    return { text, encoding: hasBom ? 'UTF-8 with BOM' : 'UTF-8' };
  } catch {
    throw notUtf8(file, firstLineThatIsNot(body), 'unknown');
  }
}

/** UTF-16 has a byte order mark or zero bytes; UTF-8 text has no zero bytes. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return marked || bytes.subarray(0, 4096).includes(0);
}

/** In UTF-8 a line feed is one byte and never part of another character, so lines can be decoded one by one. */
function firstLineThatIsNot(body: Buffer): number {
  let from = 0;
  for (let line = 1; ; line += 1) {
    const end = body.indexOf(0x0a, from);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(body.subarray(from, end < 0 ? body.length : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    from = end + 1;
  }
}

const notUtf8 = (file: string, line: number, found: 'UTF-16' | 'unknown') =>
  dataFailure('table-encoding', { file, line, found }, `${file}, line ${line}: not UTF-8 (${found})`);
