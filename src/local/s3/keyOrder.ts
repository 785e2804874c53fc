/** S3's order of keys: by their UTF-8 bytes. JavaScript's own order puts surrogates before U+E000. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates encode code points beyond the basic plane, so they come after all of it. */
const rank = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** Index of `key` in a list sorted by compareKeys, or where it would be inserted. */
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

/** Index after the keys that start with `prefix`; `from` is the index of the first of them. */
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
