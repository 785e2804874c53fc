import { sketchSize } from '../shapes/fingerprint.ts';
import type { Fingerprint } from '../shapes/fingerprint.ts';

/** Of the hashes in a sketch, which are below 2^53. */
export const hashRange = 2 ** 53;

/** The upper 53 of 64 bits, which a number holds exactly. */
export const hashOf = (high: number, low: number) => high * 2 ** 21 + (low >>> 11);

/**
 * The `size` distinct hashes that are smallest, with exact counts (bottom-k; Beyer et al. 2007): a hash that is dropped never returns,
 * as the limit only falls.
 */
export function openSketch(size = sketchSize) {
  let counts = new Map<number, number>();
  let limit = hashRange;
  const cut = () => {
    const kept = [...counts.keys()].sort((a, b) => a - b).slice(0, size);
    counts = new Map(kept.map((hash) => [hash, counts.get(hash) ?? 0]));
    if (kept.length === size) limit = (kept.at(-1) ?? 0) + 1;
    return kept;
  };
  return {
    add(high: number, low: number): void {
      const hash = hashOf(high, low);
      if (hash >= limit) return;
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
      if (counts.size >= 2 * size) cut();
    },
    sketch(): Fingerprint['sketch'] {
      const hashes = cut();
      return { hashes, counts: hashes.map((hash) => counts.get(hash) ?? 0) };
    },
  };
}
