import { locale } from './language.ts';

/**
 * Converts a formatted number to a plain one: without grouping, with a point and an ASCII minus, a percentage as a share; empty
 * for none. Other text is returned unchanged.
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

/** A file name that is valid on every system. */
export const fileName = (name: string, extension: string): string =>
  `${name.replaceAll(/[\p{Cc}\\/:*?"<>|]+/gu, '-').slice(0, 120)}.${extension}`;
