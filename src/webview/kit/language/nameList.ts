import { locale, t } from './language.ts';
import { fixed } from './numbers.ts';

const mostNamed = 6;

/** "a, b, and c" in the user's language; of many the first, and how many more there are. */
export function nameList(names: readonly string[], total = names.length): string {
  const named = total > mostNamed ? names.slice(0, mostNamed - 1) : names;
  const more = total > named.length ? [t('{0} more', fixed(total - named.length))] : [];
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format([...named, ...more]);
}
