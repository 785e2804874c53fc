import { isUtf8 } from 'node:buffer';
import type { WholeReadOptions } from '../shapes/read.ts';
import { guessCodePage, hasUsualCharacter } from './codePages.ts';
import { guessIdeographs } from './ideographs.ts';
import type { Sample } from './sample.ts';

export type Encoding = WholeReadOptions['encoding'];

export interface FoundEncoding {
  readonly encoding: Encoding;
  readonly isSure: boolean;
}

/** Says which encoding a file is in: by its byte order mark, by the zero bytes of UTF-16, as UTF-8 where it is valid, or by its letters. */
export function detectEncoding(sample: Sample): FoundEncoding {
  const { head } = sample;
  const marked = byMark(head);
  if (marked !== undefined) return { encoding: marked, isSure: true };
  const utf16 = byZeroBytes(head);
  if (utf16 !== undefined) return { encoding: utf16, isSure: true };
  const parts = [head, ...sample.blocks, sample.tail].map(trimmedToCharacters);
  if (!parts.every((part) => isUtf8(part))) return byLetters(sample);
  return { encoding: 'utf-8', isSure: !isUtf8ByChance(wordsBeyondAscii(letteredOf(sample))) };
}

function byMark([first, second, third]: Uint8Array): Encoding | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}

/** Text of Western letters in UTF-16 has a zero in every other byte; text in any other encoding has none. */
function byZeroBytes(head: Uint8Array): Encoding | undefined {
  const bytes = head.subarray(0, 4096);
  let [even, odd] = [0, 0];
  for (const [at, byte] of bytes.entries()) {
    if (byte !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const pairs = bytes.length / 2;
  if (odd > pairs * 0.4 && even < pairs * 0.05) return 'utf-16le';
  return even > pairs * 0.4 && odd < pairs * 0.05 ? 'utf-16be' : undefined;
}

/** Without the parts of a character that the sample cuts at either end. */
function trimmedToCharacters(part: Uint8Array): Uint8Array {
  let [from, to] = [0, part.length];
  while (from < 3 && ((part[from] ?? 0) & 0xc0) === 0x80) from += 1;
  for (let back = 1; back <= 3 && back <= to; back += 1) {
    const byte = part[to - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    if (byte >= 0xc0) to -= back;
    break;
  }
  return part.subarray(from, to);
}

/** Lines with fewer bytes do not settle an encoding. */
const fewLettered = 100;
/** The most likely reading is sure once every other one is a ten-thousandth as likely, and there are some words. */
const clearMargin = Math.log(10_000);
const fewWords = 4;
const mostWords = 2000;

/** Only the lines with letters beyond ASCII count, or the plain ones would dilute them. */
const letteredOf = ({ head, blocks, tail }: Sample) =>
  Buffer.concat([head, ...blocks, tail].map(linesBeyondAscii)).subarray(0, 64 * 1024);

const mostByChance = 2;

/** Whether the only letters beyond ASCII are ones that hardly any text has: two bytes of a code page can be one of UTF-8. */
function isUtf8ByChance(words: readonly string[]): boolean {
  if (words.length === 0 || words.length > mostByChance) return false;
  const text = Buffer.from(words.join('\n'), 'latin1').toString('utf8');
  const isAlone = text.length === 1 && text < '\u0800';
  return isAlone || !hasUsualCharacter(text);
}

/** The code page that the words beyond ASCII suggest, or an encoding of several bytes where none of these has such words. */
function byLetters(sample: Sample): FoundEncoding {
  const lettered = letteredOf(sample);
  // Each word counts once: a category that recurs in every row says no more than one that does not.
  const words = wordsBeyondAscii(lettered).slice(0, mostWords);
  const guess = guessCodePage(words);
  const wide = guessIdeographs(words, lettered);
  const [best, other] = wide !== undefined && wide.score > guess.score ? [wide, guess] : [guess, wide];
  const margin = Math.min(best.margin, best.score - (other?.score ?? -Infinity));
  const isEnough = words.length >= fewWords && lettered.length >= fewLettered;
  return { encoding: best.encoding, isSure: isEnough && margin >= clearMargin };
}

/** The distinct words with bytes beyond ASCII, a character for each byte. */
const wordsBeyondAscii = (bytes: Buffer): string[] => [
  ...new Set(bytes.toString('latin1').match(/[^\s"',;|]*[\u0080-\u00FF][^\s"',;|]*/g)),
];

const isOfOneByte = (encoding: Encoding) => /^(?:windows|iso|koi8|mac)/.test(encoding);

function linesBeyondAscii(part: Uint8Array): Buffer {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.length);
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(0x0a, from);
    const end = found < 0 ? bytes.length : found + 1;
    const line = bytes.subarray(from, end);
    if (line.some((byte) => byte >= 0x80)) lines.push(line);
    from = end;
  }
  return Buffer.concat(lines);
}

/** Decodes without the byte order mark; bytes that are no characters become U+FFFD. */
export const decoderOf = (encoding: Encoding) => {
  const decoder = new TextDecoder(encoding);
  return (bytes: Uint8Array) => decoder.decode(bytes);
};

/** The first line, counted from 1, with bytes that are no UTF-8, and where it begins; undefined where there is none. */
export function firstLineBeyondUtf8(
  bytes: Buffer,
): { readonly line: number; readonly offset: number } | undefined {
  if (isUtf8(bytes)) return undefined;
  let offset = 0;
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf(0x0a, offset);
    if (end < 0 || !isUtf8(bytes.subarray(offset, end))) return { line, offset };
    offset = end + 1;
  }
}

/**
 * Encodes text as a file's other lines are, so that it can be written beside them. Undefined where a character has no code in the
 * encoding.
 */
export function encodeText(text: string, encoding: Encoding): Buffer | undefined {
  return textEncoder(encoding)(`${byteOrderMark(encoding)}${text}`);
}

/** What a file of the encoding begins with. */
export const byteOrderMark = (encoding: Encoding) => (encoding.startsWith('utf-16') ? '\uFEFF' : '');

/** Encodes texts one after the other, without a byte order mark; undefined for a text with a character that the encoding lacks. */
export function textEncoder(encoding: Encoding): (text: string) => Buffer | undefined {
  if (encoding === 'utf-8') return (text) => Buffer.from(text);
  if (encoding === 'utf-16le') return (text) => Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return (text) => Buffer.from(text, 'utf16le').swap16();
  const codes = codesOf(encoding);
  return (text) => {
    const parts: number[] = [];
    for (const character of text) {
      const code = codes.get(character);
      if (code === undefined) return undefined;
      for (const byte of code) parts.push(byte);
    }
    return Buffer.from(parts);
  };
}

/** The bytes of each character that has one or two of them. */
function codesOf(encoding: Encoding): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder(encoding);
  const codes = new Map<string, readonly number[]>();
  const add = (...bytes: readonly number[]) => {
    const character = decoder.decode(Uint8Array.from(bytes));
    const isOne = character.length === ((character.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
    if (isOne && character !== '\uFFFD' && !codes.has(character)) codes.set(character, bytes);
  };
  for (let byte = 0; byte < 256; byte += 1) add(byte);
  if (isOfOneByte(encoding)) return codes;
  for (let lead = 0x81; lead < 255; lead += 1) for (let byte = 0x40; byte < 255; byte += 1) add(lead, byte);
  return codes;
}
