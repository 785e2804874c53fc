import { isUtf8 } from 'node:buffer';
import { dataFailure } from '../shapes/failures.ts';
import { firstLineBeyondUtf8 } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import type { OpenFile } from './openFile.ts';
import { sampleBytes } from './sample.ts';

/** A file as text. */
export interface TextFile {
  readonly path: string;
  readonly file: OpenFile;
  readonly encoding: Encoding;
  /** Whether the user chose the encoding: otherwise bytes that contradict it make it another one. */
  readonly isEncodingGiven: boolean;
  /** The offset behind the last byte of the text; the bytes after it are lines that are no rows. */
  readonly end: number;
}

export interface TextPart {
  readonly text: string;
  readonly isLast: boolean;
}

/** Bytes that the sample missed and that are not in the encoding it suggests. */
export class OtherEncodingError extends Error {
  readonly missed: Uint8Array;
  constructor(missed: Uint8Array) {
    super('not in the encoding that the sample suggests');
    this.missed = missed;
  }
}

const partBytes = 1024 * 1024;

/**
 * The text of a file in order. `onBytes` gets all bytes, those behind the text too. Throws 'table-binary' and 'table-encoding'
 * with the line, and OtherEncodingError.
 */
export async function* textParts(
  source: TextFile,
  onBytes: (bytes: Buffer) => void = () => undefined,
  signal?: AbortSignal,
): AsyncGenerator<TextPart> {
  const { file, end } = source;
  const decode = partDecoder(source);
  let line = 1;
  for (let from = 0; from < end || from === 0; from += partBytes) {
    signal?.throwIfAborted();
    const bytes = await file.read(from, Math.min(end, from + partBytes));
    onBytes(bytes);
    const isLast = from + partBytes >= end;
    yield { text: decode(bytes, isLast, from, line), isLast };
    line += isLast ? 0 : lineFeedsIn(bytes);
  }
  for (let from = end; from < file.size; from += partBytes)
    onBytes(await file.read(from, Math.min(file.size, from + partBytes)));
}

type DecodePart = (bytes: Buffer, isLast: boolean, offset: number, line: number) => string;

function partDecoder({ encoding, path, isEncodingGiven }: TextFile): DecodePart {
  const isWide = encoding.startsWith('utf-16');
  const decoder = new TextDecoder(encoding);
  const requireText = (bytes: Buffer, line: number) => {
    const zero = isWide ? -1 : bytes.indexOf(0);
    if (zero < 0) return;
    const at = line + lineFeedsIn(bytes.subarray(0, zero));
    throw dataFailure('table-binary', { file: path, line: at }, `${path}, line ${at}: a zero byte`);
  };
  if (encoding !== 'utf-8')
    return (bytes, isLast, _, line) => {
      requireText(bytes, line);
      return decoder.decode(bytes, { stream: !isLast });
    };
  let rest: Buffer = Buffer.alloc(0);
  return (bytes, isLast, offset, line) => {
    requireText(bytes, line);
    const joined = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = isLast ? joined.length : endOfCharacters(joined);
    rest = joined.subarray(whole);
    const part = joined.subarray(0, whole);
    if (!isUtf8(part)) throw beyondUtf8(part, line, { path, encoding, isEncodingGiven });
    // Only the mark of the file's first part is no text.
    return offset === 0 ? decoder.decode(part) : part.toString('utf8');
  };
}

function beyondUtf8(
  part: Buffer,
  firstLine: number,
  { path, encoding, isEncodingGiven }: Pick<TextFile, 'path' | 'encoding' | 'isEncodingGiven'>,
): Error {
  const beyond = firstLineBeyondUtf8(part) ?? { line: 1, offset: 0 };
  if (!isEncodingGiven)
    return new OtherEncodingError(part.subarray(beyond.offset, beyond.offset + sampleBytes));
  const line = firstLine + beyond.line - 1;
  return dataFailure(
    'table-encoding',
    { file: path, line, encoding },
    `${path}, line ${line}: not ${encoding}`,
  );
}

/** Where the last character that is whole ends. */
function endOfCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function lineFeedsIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}

/** The offset at which the last `count` lines of a file begin; the last one may have an end or not. */
export async function startOfFooter(file: OpenFile, encoding: Encoding, count: number): Promise<number> {
  if (count === 0) return file.size;
  const unit = encoding.startsWith('utf-16') ? 2 : 1;
  for (let length = sampleBytes; ; length *= 4) {
    const from = Math.max(0, file.size - length);
    const bytes = await file.read(from, file.size);
    const at = footerIn(bytes, count, unit, encoding === 'utf-16be' ? 1 : 0);
    if (at !== undefined) return from + at;
    if (from === 0) return 0;
  }
}

/** `low` is the place of a unit's lower byte. */
function footerIn(bytes: Buffer, count: number, unit: number, low: number): number | undefined {
  const codeAt = (at: number) =>
    unit === 1 || bytes[at + 1 - low] === 0 ? (bytes[at + low * (unit - 1)] ?? 0) : 0xffff;
  const isEnd = (at: number) => codeAt(at) === 0x0a || codeAt(at) === 0x0d;
  let at = bytes.length - (bytes.length % unit);
  for (let line = 0; line < count; line += 1) {
    if (at > 0 && isEnd(at - unit))
      at -= at > unit && codeAt(at - unit) === 0x0a && codeAt(at - 2 * unit) === 0x0d ? 2 * unit : unit;
    while (at > 0 && !isEnd(at - unit)) at -= unit;
    if (at === 0) return undefined;
  }
  return at;
}
