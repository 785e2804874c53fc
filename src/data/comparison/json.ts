/** JSON with the keys of objects in order, so that equal values have equal texts; undefined is like an absent key. */
export const canonical = (value: unknown): string => JSON.stringify(value, sorted) ?? '';

const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

export const isSameJson = (a: unknown, b: unknown): boolean => a === b || canonical(a) === canonical(b);
