import { analyse } from 'chardet';
import type { WholeReadOptions } from '../shapes/read.ts';

type Encoding = WholeReadOptions['encoding'];

/** Characters by the first of their two bytes: a range of these, and of how many characters in use each is one. */
type Range = readonly [from: number, to: number, count: number];

/** Kana, syllables and the first level of ideographs, which are those in daily use. */
const usual: Readonly<Partial<Record<Encoding, readonly Range[]>>> = {
  shift_jis: [
    [0x82, 0x83, 100],
    [0x88, 0x98, 1000],
  ],
  'euc-jp': [
    [0xa4, 0xa5, 100],
    [0xb0, 0xcf, 1000],
  ],
  'euc-kr': [[0xb0, 0xc8, 600]],
  gb18030: [[0xb0, 0xd7, 1200]],
  big5: [[0xa4, 0xc6, 1800]],
};

// SAFETY: the keys of a constant.
const known = Object.entries(usual) as readonly [Encoding, readonly Range[]][];

/** Share of the files in these encodings. */
const share = Math.log(0.05);
const unusual = -Math.log(60_000);
/** A byte by itself: a half-width letter, or none. */
const single = -Math.log(2000);
const mixedScripts = Math.log(0.001);
/** What a statistic of characters is worth. */
const perConfidence = 3 / 100;

export interface WideGuess {
  readonly encoding: Encoding;
  /** Natural logarithm of how likely the encoding has these words. */
  readonly score: number;
  /** How much likelier it is than the next one. */
  readonly margin: number;
}

/** The Chinese, Japanese or Korean encoding in which words, given as a character for each byte, are most likely written. */
export function guessIdeographs(words: readonly string[], lettered: Buffer): WideGuess | undefined {
  const confidences = new Map(
    analyse(lettered).map(({ name, confidence }) => [name.toLowerCase(), confidence]),
  );
  const bytes = Buffer.from(words.join('\n'), 'latin1');
  const [best, next] = known
    .filter(([encoding]) => isOfScript(bytes, encoding))
    .map(([encoding, ranges]) => {
      const bonus = (confidences.get(encoding) ?? 0) * perConfidence;
      return { encoding, score: share + bonus + likelihood(bytes, ranges) };
    })
    .toSorted((a, b) => b.score - a.score);
  return best && { ...best, margin: best.score - (next?.score ?? -Infinity) };
}

function likelihood(bytes: Buffer, ranges: readonly Range[]): number {
  let sum = 0;
  let isAfterLetter = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const [lead = 0, trail = 0] = [bytes[at], bytes[at + 1]];
    const isLetter = isAsciiLetter(lead);
    if (lead < 0x80) {
      isAfterLetter = isLetter;
      continue;
    }
    if (isAfterLetter) sum += mixedScripts;
    isAfterLetter = false;
    const range = ranges.find(([from, to]) => lead >= from && lead <= to);
    const isPair = trail >= 0x40;
    sum += range === undefined ? (isPair ? unusual : single) : -Math.log(range[2]);
    if (isPair) at += 1;
    if (isAsciiLetter(bytes[at + 1] ?? 0)) sum += mixedScripts;
  }
  return sum;
}

const isAsciiLetter = (byte: number) => /[A-Za-z]/.test(String.fromCharCode(byte));

/** Whether all bytes are characters, and those beyond ASCII of a script that the encoding is made for. */
function isOfScript(bytes: Buffer, encoding: Encoding): boolean {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    const letters = text.match(/[^\p{ASCII}]/gu) ?? [];
    const others = letters.filter((letter) => !/[\p{Lo}\p{Lm}\p{P}]/u.test(letter));
    return others.length <= letters.length * 0.02;
  } catch {
    return false; // Some bytes are no characters.
  }
}
