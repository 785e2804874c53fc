/** Memoizes `make` per immutable value while the value is in memory. */
export function derivedOnce<From extends object, T>(make: (from: From) => T): (from: From) => T {
  const made = new WeakMap<From, { readonly value: T }>();
  return (from) => {
    const known = made.get(from);
    if (known !== undefined) return known.value;
    const value = make(from);
    made.set(from, { value });
    return value;
  };
}
