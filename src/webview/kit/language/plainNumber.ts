import { locale } from './language.ts';

/**
 * A number as this page writes it, as programs read it: without grouping, with a point and a plain minus, a percentage as a share; empty
 * for none. Any other text stays as it is.
 */
export function plainNumber(text: string): string {
  if (text === '–') return '';
  const { group, decimal } = separators();
  const isPercentage = text.endsWith('\u00a0%');
  const number = (isPercentage ? text.slice(0, -2) : text).replaceAll('−', '-');
  // Powers of ten are written as in every language.
  const digits = number.includes('e') ? number : number.replaceAll(group, '').replace(decimal, '.');
  if (!/^-?\d+(?:\.\d+)?(?:e-?\d+)?$/.test(digits)) return text;
  return isPercentage ? String(Number((Number(digits) / 100).toPrecision(12))) : digits;
}

function separators(): { readonly group: string; readonly decimal: string } {
  const parts = new Intl.NumberFormat(locale()).formatToParts(1_234_567.5);
  const of = (type: 'group' | 'decimal', usual: string) =>
    parts.find((part) => part.type === type)?.value ?? usual;
  return { group: of('group', ','), decimal: of('decimal', '.') };
}

/** A name for a file that every system takes. */
export const fileName = (name: string, extension: string): string =>
  `${name.replaceAll(/[\p{Cc}\\/:*?"<>|]+/gu, '-').slice(0, 120)}.${extension}`;
