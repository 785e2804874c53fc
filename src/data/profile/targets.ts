import { mostNamedClasses } from '../experiment/guessPredictorType.ts';
import { isIdentifier } from '../findings/identifier.ts';
import { isNumeric } from '../table/cells.ts';
import type { ColumnFacts } from '../shapes/profile.ts';

const isClasses = (distinctCount: number, valueCount: number) =>
  distinctCount <= mostNamedClasses && distinctCount * 2 <= valueCount;

/**
 * Columns that could be the target, the likeliest first: those named like an outcome, then the last ones, since tables tend to end
 * with their outcome. Text counts when it has few distinct values and ranks after numbers unless it is the last column.
 */
export function guessTargets(columns: readonly ColumnFacts[]): string[] {
  const likely =
    /(^|[^a-z])(target|label|y|salary|price|cost|value|amount|charges|score|outcome|class|species|category|churn|diagnosis)s?([^a-z]|$)/i;
  const likelihood = (name: string, isText: boolean, index: number) => {
    const isLast = index === columns.length - 1;
    return Number(likely.test(name)) - Number(isText && !likely.test(name) && !isLast);
  };
  const scored = columns.flatMap((column, index) => {
    const { name, type, distinctCount, nonNullCount } = column;
    return distinctCount < 2 ||
      isIdentifier(column) ||
      (!isNumeric(type) && !isClasses(distinctCount, nonNullCount))
      ? []
      : [{ name, score: index + columns.length * likelihood(name, !isNumeric(type), index) }];
  });
  return scored.toSorted((a, b) => b.score - a.score).map(({ name }) => name);
}
