import type { GridColumn } from '../../../data/shapes/gridView.ts';
import { locale } from '../language/language.ts';

const mostDecimals = 8;
/** Beyond these, numbers are shown as written. */
const longest = 15;

const formats = new Map<string, Intl.NumberFormat>();

/** Cached: creating a format takes longer than formatting a thousand numbers. */
function formatOf(decimals: number): Intl.NumberFormat {
  const key = `${locale()} ${decimals}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale(), {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  formats.set(key, made);
  return made;
}

export const isQuantity = ({ type, meaning }: Pick<GridColumn, 'type' | 'meaning'>): boolean =>
  (type === 'integer' || type === 'decimal') && meaning !== 'identifier';

/** Display text of a cell: numbers with the column's decimals, separate days and times, words on one line. */
export function cellText(text: string, column: GridColumn | undefined): string {
  if (column === undefined) return text;
  if (column.type === 'date') return text.replace('T', ' ');
  if (!isQuantity(column)) return text.replaceAll(/[\r\n]+/g, ' ↵ ');
  const value = Number(text);
  if (text.length > longest + 2 + mostDecimals || /[eE]/.test(text) || !Number.isFinite(value))
    return text.replace('-', '−');
  const written = formatOf(Math.min(mostDecimals, column.decimals ?? 0)).format(Math.abs(value));
  return value < 0 && /[1-9]/.test(written) ? `−${written}` : written;
}
