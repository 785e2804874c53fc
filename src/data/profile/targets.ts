import { mostNamedClasses } from '../experiment/guessPredictorType.ts';
import { meaningOf } from '../findings/meaning.ts';
import type { ColumnFacts } from '../shapes/profile.ts';

const outcome = /^(?:target|label|class|y|price|charges|salary|survived|churn|default|outcome|diagnosis)$/i;
/** A word in a name, which says less than the whole name. */
const telling =
  /(?:^|[^a-z])(?:target|label|y|salary|price|cost|value|amount|charges|score|outcome|class|species|category|churn|diagnosis)s?(?:[^a-z]|$)/i;

/**
 * Columns that could be the target, the likeliest first: the last one whose whole name is an outcome's, else the last one, since tables
 * tend to end with their outcome. Where the last one is words, numbers with a telling name come before it.
 */
export function guessTargets(columns: readonly ColumnFacts[]): string[] {
  const usable = columns.filter(canBeTarget);
  const last = usable.at(-1);
  const endsInWords = last !== undefined && !isQuantity(last) && !telling.test(last.name);
  const rankOf = (column: ColumnFacts): number => {
    if (outcome.test(column.name.trim())) return 3;
    if (endsInWords && isQuantity(column) && telling.test(column.name)) return 2;
    return column === last || isQuantity(column) ? 1 : 0;
  };
  const ranked = usable.map((column, index) => ({ name: column.name, rank: rankOf(column), index }));
  return ranked.toSorted((a, b) => b.rank - a.rank || b.index - a.index).map(({ name }) => name);
}

const isQuantity = ({ type }: ColumnFacts) => type === 'integer' || type === 'decimal' || type === 'boolean';

/** Whether the column is numbers or classes that vary, so that a training would not be refused. */
function canBeTarget(column: ColumnFacts): boolean {
  const { type, distinctCount, nonNullCount } = column;
  const isClasses = distinctCount <= mostNamedClasses && distinctCount * 2 <= nonNullCount;
  switch (meaningOf(column)) {
    case 'integer':
    case 'decimal':
      return column.isTooLarge !== true;
    case 'boolean':
      return type === 'integer' || isClasses;
    case 'category':
      return isClasses;
    case 'text':
      return type === 'text' && isClasses;
    case 'date':
    case 'identifier':
    case 'constant':
    case 'empty':
      return false;
  }
}
