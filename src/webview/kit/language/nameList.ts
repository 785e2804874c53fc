import { locale, t } from './language.ts';
import { fixed } from './numbers.ts';

const mostNamed = 6;

/** "a, b, and c" in the user's language; of many the first, and how many more there are. */
export function nameList(names: readonly string[]): string {
  const named = names.length > mostNamed ? names.slice(0, mostNamed - 1) : names;
  const more = names.length > named.length ? [t('{0} more', fixed(names.length - named.length))] : [];
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format([...named, ...more]);
}
