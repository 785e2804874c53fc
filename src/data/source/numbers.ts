import type { WholeReadOptions } from '../shapes/read.ts';

export type NumberFormat = Pick<WholeReadOptions, 'decimal' | 'thousands'>;

const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const currency = String.raw`(?:\p{Sc}|(?:USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|Rs\.?|kr\.?)(?=[\s\d+-]|$))`;
const beforeNumber = new RegExp(String.raw`^([+-]?)\s*${currency}\s*`, 'u');
const afterNumber = new RegExp(String.raw`\s*(?:%|${currency})$`, 'u');
const thousandsClass = {
  '': '',
  '.': String.raw`\.`,
  ',': ',',
  "'": "['’]",
  ' ': String.raw`[ \u00A0\u202F]`,
};

/**
 * Reads numbers as people write them, with currency signs, percent signs and parentheses for minus. Answers plain text such as
 * "-1234.5", or undefined for a cell that is no number; a percentage keeps its figure.
 */
export function numberReader({ decimal, thousands }: NumberFormat): (cell: string) => string | undefined {
  const point = decimal === '.' ? String.raw`\.` : ',';
  const separator = thousandsClass[thousands];
  const grouped = separator === '' ? '' : String.raw`\d{1,3}(?:${separator}\d{3})+|`;
  const pattern = new RegExp(
    String.raw`^[+-]?(?:(?:${grouped}\d+)(?:${point}\d*)?|${point}\d+)(?:[eE][+-]?\d+)?$`,
  );
  const separators = separator === '' ? undefined : new RegExp(separator, 'g');
  return (cell) => {
    const trimmed = cell.trim();
    if (decimal === '.' && plainNumber.test(trimmed)) return trimmed;
    // Longer text is no number; the patterns below are not run on it.
    if (trimmed.length > 60 || !/\d/.test(trimmed)) return undefined;
    const isBare = pattern.test(trimmed);
    const bare = isBare ? trimmed : withoutDecoration(trimmed);
    if (!isBare && !pattern.test(bare)) return undefined;
    const joined = separators === undefined ? bare : bare.replaceAll(separators, '');
    return decimal === ',' ? joined.replace(',', '.') : joined;
  };
}

/** "($5.00)" and "−5.00 €" are "-5.00". */
function withoutDecoration(text: string): string {
  const inner = text.startsWith('(') ? /^\((.+)\)$/.exec(text)?.[1] : undefined;
  let plain = (inner ?? text).trim().replace('−', '-');
  // What may be a currency sign costs much more to tell than what is a figure.
  if (!/^[+-]?[\d.,]/.test(plain)) plain = plain.replace(beforeNumber, '$1');
  if (!/\d$/.test(plain)) plain = plain.replace(afterNumber, '');
  return inner === undefined || plain.startsWith('-') ? plain : `-${plain}`;
}

/** All formats, plain ones first; of formats that read a column equally well the first is taken. */
export const numberFormats: readonly NumberFormat[] = [
  { decimal: '.', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
];

const readers = numberFormats.map(numberReader);
/** Whether a cell is a number in some format. */
export const isNumberInAnyFormat = (cell: string) => readers.some((read) => read(cell) !== undefined);
