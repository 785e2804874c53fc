/** S3's order of keys: by their UTF-8 bytes. JavaScript's own order puts surrogates before the end of the basic plane. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates, which stand for what lies beyond the basic plane, come after all of it. */
const rank = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** Where `key` is in a list sorted by compareKeys, or belongs: the place of the first that is not before it. */
export function placeOfKey(sorted: readonly { readonly key: string }[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(sorted[middle]?.key ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place at or after `from` whose key does not start with `prefix`; those that do are together. */
export function endOfPrefix(
  sorted: readonly { readonly key: string }[],
  prefix: string,
  from: number,
): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]?.key.startsWith(prefix) === true) low = middle + 1;
    else high = middle;
  }
  return low;
}
