import type { Profile } from './types.ts';

type Known = Pick<Profile, 'columns' | 'correlation' | 'rowCount'>;

/**
 * Columns that could be predicted, the likeliest first: numeric and varying, named like an outcome, then the later in the table
 * (tables end with what they are about).
 */
export function guessTargets({ columns }: Known): string[] {
  const likely =
    /(^|[^a-z])(target|label|y|salary|price|cost|value|amount|charges|score|outcome)s?([^a-z]|$)/i;
  const scored = columns.flatMap(({ name, numeric, distinctCount }, index) =>
    numeric === undefined || distinctCount < 2
      ? []
      : [{ name, score: (likely.test(name) ? columns.length : 0) + index }],
  );
  return scored.toSorted((a, b) => b.score - a.score).map(({ name }) => name);
}
