import type { WholeReadOptions } from '../shapes/read.ts';
import { arabic, central, cyrillic, greek, hebrew, turkish, western } from './alphabets.ts';
import type { Alphabet } from './alphabets.ts';

type Encoding = WholeReadOptions['encoding'];

interface CodePage {
  readonly alphabets: readonly Alphabet[];
  /** Share of the files that are in no Unicode, about. */
  readonly share: number;
}

/** The encodings of one byte for each character, and what is written in them. */
const codePages: Readonly<Partial<Record<Encoding, CodePage>>> = {
  'windows-1252': { alphabets: western, share: 0.5 },
  'iso-8859-15': { alphabets: western, share: 0.01 },
  macintosh: { alphabets: western, share: 0.02 },
  'windows-1250': { alphabets: central, share: 0.12 },
  'iso-8859-2': { alphabets: central, share: 0.02 },
  'windows-1251': { alphabets: cyrillic, share: 0.12 },
  'koi8-r': { alphabets: cyrillic, share: 0.02 },
  'windows-1254': { alphabets: turkish, share: 0.06 },
  'windows-1253': { alphabets: greek, share: 0.04 },
  'windows-1255': { alphabets: hebrew, share: 0.04 },
  'windows-1256': { alphabets: arabic, share: 0.04 },
};

// SAFETY: the keys of a constant.
const known = Object.entries(codePages) as readonly [Encoding, CodePage][];

export interface CodePageGuess {
  readonly encoding: Encoding;
  /** Natural logarithm of how much likelier it is than the next one that reads something else. */
  readonly margin: number;
  /** Natural logarithm of how likely the encoding has these words. */
  readonly score: number;
}

/** The code page in which words, given as a character for each byte, are most likely to be written. */
export function guessCodePage(words: readonly string[]): CodePageGuess {
  const bytes = Buffer.from(words.join('\n'), 'latin1');
  const guesses = known
    .map(([encoding, { alphabets, share }]) => {
      const text = new TextDecoder(encoding).decode(bytes);
      const fit = alphabets.reduce((best, alphabet) => Math.max(best, likelihood(text, alphabet)), -Infinity);
      return { encoding, text, score: fit + Math.log(share) };
    })
    .toSorted((a, b) => b.score - a.score);
  const [best] = guesses;
  const next = guesses.find(({ text }) => text !== best?.text);
  return {
    encoding: best?.encoding ?? 'windows-1252',
    margin: (best?.score ?? 0) - (next?.score ?? -Infinity),
    score: best?.score ?? -Infinity,
  };
}

// Natural logarithms of probabilities, of what the letters of a language leave open.
const rareLetter = Math.log(1e-4);
const noCharacter = Math.log(1e-9);
const usualSymbol = Math.log(0.01);
const oddSymbol = Math.log(0.0005);
const symbolInWord = Math.log(0.0002);
const upperAfterLower = Math.log(0.002);
const innerLetter = Math.log(0.003);
const mixedScripts = Math.log(0.001);

const isLetter = (character: string) => /\p{L}|\p{M}/u.test(character);
/** As they stand in tables: money, units, quotes, ordinals. */
const symbols = new Set('€£¥§©®°±²³µ·«»‹›‘’‚“”„…–—•™½¼¾ºª¿¡×÷№');
/** Within words: "l’eau", "m²", "1º". */
const joining = new Set('’²³ºª·');

/** Whether a text has a character beyond ASCII that tables have: a letter of one of the languages, a symbol, or one of Asia. */
export function hasUsualCharacter(text: string): boolean {
  const isUsual = (character: string) =>
    symbols.has(character) || letters.has(character.toLowerCase()) || character >= '\u0900';
  const letters = new Set(
    known.flatMap(([, { alphabets }]) => alphabets.flatMap((one) => one.letters.split(''))),
  );
  return text.split('').some((character) => character >= '\u0080' && isUsual(character));
}

/** How likely a language has the characters of a text beyond ASCII, as a natural logarithm. */
function likelihood(text: string, alphabet: Alphabet): number {
  const weights = weightsOf(alphabet);
  let sum = 0;
  let previous = '\n';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character >= '\u0080') sum += weightOf(character, previous, text[at + 1] ?? '\n', alphabet, weights);
    previous = character;
  }
  return sum;
}

function weightOf(
  character: string,
  previous: string,
  next: string,
  { adjacent, isOwnScript, isFinal }: Alphabet,
  weights: ReadonlyMap<string, number>,
): number {
  if (character === '\uFFFD' || character < '\u00A0') return noCharacter;
  if (!isLetter(character)) {
    if (isLetter(next) && !joining.has(character) && (isLetter(previous) || !opening.has(character)))
      return symbolInWord;
    return symbols.has(character) ? usualSymbol : oddSymbol;
  }
  const lower = character.toLowerCase();
  let sum = weights.get(lower) ?? rareLetter;
  // A capital begins a word, or is one of many.
  if (lower !== character && isLetter(previous) && previous === previous.toLowerCase())
    sum += upperAfterLower;
  if (isOwnScript === true) {
    if (/[A-Za-z]/.test(previous) || /[A-Za-z]/.test(next)) sum += mixedScripts;
    return sum;
  }
  if (previous >= '\u0080' && isLetter(previous)) sum += Math.log(adjacent);
  if (isFinal === true && isLetter(next)) sum += innerLetter;
  return sum;
}

/** They stand before a word. */
const opening = new Set('«»‹‘’‚“„¿¡–—•');

/** Frequencies fall with their rank, by and large exponentially: the last letters are about thirty times as rare as the first. */
function weightsOf({ letters: inOrder }: Alphabet): ReadonlyMap<string, number> {
  const letters = [...new Set(inOrder)];
  const frequencies = letters.map((_, rank) => Math.exp((-3.5 * rank) / letters.length));
  const all = frequencies.reduce((sum, frequency) => sum + frequency, 0);
  return new Map(letters.map((letter, rank) => [letter, Math.log((frequencies[rank] ?? 0) / all)]));
}
