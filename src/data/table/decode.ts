import { dataFailure } from '../shapes/failures.ts';

const utf8Bom = Buffer.from([0xef, 0xbb, 0xbf]);

/** The text of a UTF-8 file, with or without BOM. Throws 'table-encoding' with the line where it stops being UTF-8. */
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

/** By its byte order mark, or by the zero bytes that no text in UTF-8 has. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return marked || bytes.subarray(0, 4096).includes(0);
}

/** Line feeds are one byte in UTF-8 and part of no other character, so each line is decoded by itself. */
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
