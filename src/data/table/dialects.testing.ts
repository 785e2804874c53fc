import { mersenneTwister } from '../../learner/random.ts';
import type { WholeReadOptions } from '../shapes/read.ts';
import { encodeText } from '../source/encoding.ts';

/** A table as some program could have written it, and what is in it. */
export interface WrittenTable {
  readonly bytes: Buffer;
  /** What is written, for the message of a test that fails. */
  readonly text: string;
  readonly names: readonly string[];
  /** Numbers the plain way, missing values empty. */
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: WholeReadOptions['delimiter'];
}

type Pick = <T>(from: readonly T[]) => T;
type Column = (row: number) => { readonly value: string; readonly written: string };

const words = ['red', 'Köln', 'part two', "O'Neil", 'n/a-7', 'x', 'São Paulo', 'Zoë', 'blue-green', 'A4'];

/** A table in one of many dialects; the same seed gives the same table. */
export function writtenTable(seed: number): WrittenTable {
  const { pick, chance, integer } = choices(seed);
  const delimiter = pick([',', ';', '\t', '|', ' '] as const);
  const quote = pick(['"', '"', '"', "'"]);
  const escape = chance(0.2) ? '\\' : quote;
  const decimal = delimiter === ',' || chance(0.6) ? '.' : ',';
  const thousands = chance(0.6) ? '' : decimal === ',' ? '.' : pick([',', "'"]);
  const isAllQuoted = chance(0.2);
  const lineEnd = pick(['\n', '\r\n', '\r', 'mixed']);
  const hasHeader = chance(0.8);
  const isIndented = delimiter !== ' ' && delimiter !== '\t' && chance(0.15);
  const kinds = columnKinds({ pick, chance, integer }, decimal, thousands);
  const columns: readonly Column[] = [
    kinds.decimal,
    kinds.whole,
    ...Array.from({ length: integer(0, 6) }, () =>
      pick([kinds.decimal, kinds.whole, kinds.word, kinds.text, kinds.date, kinds.money, kinds.answer]),
    ),
  ];
  const rowCount = integer(8, 60);
  const names = columns.map((_, index) =>
    hasHeader ? `${pick(['size', 'Größe', 'net_pay', 'k'])}${index}` : `column${index + 1}`,
  );
  const cells = Array.from({ length: rowCount }, (_, row) => columns.map((column) => column(row)));
  const quoted = (text: string) => {
    const isNeeded =
      isAllQuoted ||
      text.includes(delimiter) ||
      text.includes(quote) ||
      (escape === '\\' && text.includes('\\'));
    const escaped = escape === '\\' ? text.replaceAll('\\', '\\\\') : text;
    return isNeeded ? `${quote}${escaped.replaceAll(quote, `${escape}${quote}`)}${quote}` : text;
  };
  const gap = isIndented ? `${delimiter} ` : delimiter;
  const empty = (text: string) => (delimiter === ' ' && text === '' ? 'NA' : text);
  const line = (texts: readonly string[]) => texts.map((text) => quoted(empty(text))).join(gap);
  const above = chance(0.15)
    ? ['# made by a logger', '# 2nd line, with commas; and more'].slice(0, integer(1, 2))
    : [];
  const lines = [
    ...above,
    ...(hasHeader ? [line(names)] : []),
    ...cells.map((row) => line(row.map(({ written }) => written))),
  ];
  const end = () => (lineEnd === 'mixed' ? pick(['\n', '\r\n']) : lineEnd);
  const text = lines.map((one) => one + end()).join('');
  const encoding = pick(['utf-8', 'utf-8', 'utf-16le', 'windows-1252'] as const);
  return {
    bytes: encodeText(text, encoding) ?? Buffer.from(text),
    text,
    names,
    rows: cells.map((row) => row.map(({ value }) => value)),
    delimiter,
  };
}

function choices(seed: number) {
  const random = mersenneTwister(seed);
  const share = () => random() / 2 ** 32;
  const integer = (low: number, high: number) => low + Math.floor(share() * (high - low + 1));
  const pick: Pick = (from) => {
    const chosen = from[integer(0, from.length - 1)];
    if (chosen === undefined) throw new Error('nothing to pick from');
    return chosen;
  };
  return { pick, integer, chance: (likely: number) => share() < likely };
}

function columnKinds(
  { pick, chance, integer }: ReturnType<typeof choices>,
  decimal: string,
  thousands: string,
) {
  const same = (value: string) => ({ value, written: value });
  const missing = () => chance(0.05);
  return {
    decimal: () => {
      if (missing()) return { value: '', written: '' };
      const value = `${integer(-999, 9999)}.${integer(1, 99)}`;
      return { value, written: value.replace('.', decimal) };
    },
    whole: (row: number) => same(String(row * 3 + integer(0, 2))),
    money: () => {
      const [value, figures] = [`${integer(1, 98)}${integer(100, 999)}.${integer(10, 99)}`, pick(['%', '$'])];
      const written = value.replace('.', decimal).replace(/^(\d+)(?=\d{3}\D)/, `$1${thousands}`);
      return { value, written: figures === '$' ? `$${written}` : `${written}%` };
    },
    answer: () => same(pick(['True', 'False'])),
    word: () => same(pick(words)),
    text: () => same(`${pick(words)}, ${pick(words)}; "${pick(words)}"`),
    date: (row: number) => same(`2024-${String((row % 12) + 1).padStart(2, '0')}-${integer(10, 28)}`),
  } satisfies Record<string, Column>;
}
