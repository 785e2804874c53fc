import { meaningOf } from '../findings/meaning.ts';
import { heldOutShare } from '../findings/tableKind.ts';
import type { DatePart } from '../shapes/encoders/date.ts';
import type { ColumnFeature, Feature } from '../shapes/encoders/feature.ts';
import type { ColumnFacts } from '../shapes/profile.ts';
import { whyUnusable } from './usable.ts';

/** How a column becomes a feature by default; undefined for one that a model cannot learn from. */
export function suggestFeature(facts: ColumnFacts): Feature | undefined {
  if (whyUnusable(facts) !== undefined) return undefined;
  const { name: column, missingCount, date } = facts;
  const meaning = meaningOf(facts);
  if (meaning === 'category')
    return hasSparseCodes(facts)
      ? { column, encode: 'target-mean' }
      : { column, encode: 'one-hot', ...levelsOf(facts) };
  const gaps = { missing: meaning === 'boolean' ? 'mostFrequent' : 'median', indicator: true } as const;
  const withGaps = (feature: ColumnFeature) => (missingCount === 0 ? feature : { ...feature, ...gaps });
  if (meaning !== 'date') return withGaps({ column });
  // A clock that counts up is a time since its start rather than days of a calendar.
  if (date?.format.startsWith('epoch') === true) return withGaps({ column, transform: { since: 'start' } });
  return withGaps({ column, encode: 'date', parts: partsOf(facts) });
}

/** A column for each of a few codes costs little, however few rows they have. */
const fewCodes = 10;
/** A column for each value needs about as many training rows as one-hot asks of a value, or it costs more than it tells. */
const rowsOfCode = 10;

/** Codes in figures, such as postcodes, that hardly repeat among the training rows: 70 of them in 400 rows cost R² 0.03. */
const hasSparseCodes = ({ why, distinctCount, nonNullCount }: ColumnFacts) =>
  (why === 'code-name' || why === 'leading-zeros') &&
  distinctCount > fewCodes &&
  nonNullCount * (1 - heldOutShare) < rowsOfCode * distinctCount;

/** Of postcodes, districts or models: more than the usual 50 levels, as long as a reference fit takes them all. */
const mostSuggestedLevels = 200;
const usualLevels = 50;
const levelsOf = ({ distinctCount }: ColumnFacts) =>
  distinctCount > usualLevels ? { maxLevels: Math.min(mostSuggestedLevels, distinctCount + 2) } : {};

const calendar: readonly DatePart[] = ['year', 'month', 'weekday'];

/** What varies of year, month, weekday and hour, and the days since the first date. */
const partsOf = ({ varying = calendar }: ColumnFacts): DatePart[] => [...varying, 'daysSinceStart'];

/**
 * Every usable column except the target, with its preparation. Columns that give the target away are left out where another feature
 * remains.
 */
export function suggestFeatures(
  columns: readonly ColumnFacts[],
  target: string,
  leaks: ReadonlySet<string> = new Set(),
): Feature[] {
  const usable = columns.flatMap((facts) => {
    const feature = facts.name === target ? undefined : suggestFeature(facts);
    return feature === undefined ? [] : [{ feature, isLeak: leaks.has(facts.name) }];
  });
  const sound = usable.filter(({ isLeak }) => !isLeak);
  return (sound.length > 0 ? sound : usable).map(({ feature }) => feature);
}
