import type { ColumnFacts } from '../shapes/profile.ts';

/** So many words are categories however often they repeat. */
const fewLevels = 50;
const mostLevels = 1000;
const leastRepeats = 2;
/** More than a few words have to repeat this often on average. */
const oftenRepeated = 10;

/** Whether a column has words, or codes, that repeat: categories, not text. */
export function isCategory({
  type,
  why,
  nonNullCount,
  distinctCount,
}: Pick<ColumnFacts, 'type' | 'why' | 'nonNullCount' | 'distinctCount'>): boolean {
  if (type !== 'text' || distinctCount > mostLevels) return false;
  const isCode = why === 'leading-zeros' || why === 'code-name';
  const repeats = isCode || distinctCount <= fewLevels ? leastRepeats : oftenRepeated;
  return nonNullCount >= distinctCount * repeats;
}
