import type { Description } from './description.ts';
import type { SourceText } from './request.ts';
import { headRows, keptAtEnds } from './textPlan.ts';
import type { TextPlan } from './textPlan.ts';

/** The last rows as they are written, where no quoted value can begin before them. */
export function rowsAtEnd(
  { sample: { tail }, sniffed: { options } }: SourceText,
  plan: TextPlan,
): Description['tail'] {
  if (tail === '') return plan.headEnd;
  if (options.quote !== '' && tail.includes(options.quote)) return [];
  const read = { ...options, header: false, skipLines: 0, quote: '' as const };
  return (
    headRows(tail, read)
      ?.rows.slice(-keptAtEnds)
      .filter((cells) => cells.length === plan.load.slots.length) ?? []
  );
}
