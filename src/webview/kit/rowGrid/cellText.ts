import type { GridColumn } from '../../../data/shapes/gridView.ts';
import { locale } from '../language/language.ts';

const mostDecimals = 8;
/** Larger or smaller numbers are shown as they are written. */
const longest = 15;

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format takes longer than writing a thousand numbers with it. */
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

/** A cell as the grid shows it: numbers with the column's decimals, days and times apart, words in one line. */
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
