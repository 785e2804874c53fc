import type { WholeReadOptions } from '../shapes/read.ts';
import type { Dialect } from './records.ts';

const rowsLookedAt = 1000;
const longestLookedAt = 10_000;

/** Whether a blank follows every delimiter outside quotes, as in "39, Private, 77516". */
export function isIndented(
  rowTexts: readonly string[],
  { format, delimiter, quote }: Dialect & Pick<WholeReadOptions, 'format'>,
): boolean {
  // Blanks between the members of an object are not in its values.
  if (delimiter === ' ' || format === 'jsonl') return false;
  const inQuotes =
    quote === ''
      ? undefined
      : new RegExp(`${quote}(?:[^${quote}\\\\]|\\\\.|${quote}${quote})*${quote}`, 'gs');
  const cells = rowTexts
    .slice(0, rowsLookedAt)
    .filter((text) => text.length < longestLookedAt)
    .flatMap((text) =>
      (inQuotes === undefined ? text : text.replaceAll(inQuotes, '')).split(delimiter).slice(1),
    );
  return cells.length > 0 && cells.every((cell) => cell === '' || cell.startsWith(' '));
}
