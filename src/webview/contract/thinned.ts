/** At most `count` of the items, evenly and in order; the one at the index `kept` is among them. */
export function thinned<Item>(items: readonly Item[], count: number, kept?: number): readonly Item[] {
  if (items.length <= count) return items;
  const step = items.length / count;
  const chosen = Array.from({ length: count }, (_, index) => Math.floor(index * step));
  if (kept !== undefined) {
    const nearest = Math.min(count - 1, Math.floor(kept / step));
    chosen[nearest] = kept;
  }
  return chosen.flatMap((index) => items.slice(index, index + 1));
}

/** Index of the row with the largest absolute error; 0 when there are no rows. */
export function worstIndex(
  pairs: readonly { readonly actual: number; readonly predicted: number }[],
): number {
  const errorAt = (index: number) => Math.abs((pairs[index]?.predicted ?? 0) - (pairs[index]?.actual ?? 0));
  return pairs.reduce((worst, _, index) => (errorAt(index) > errorAt(worst) ? index : worst), 0);
}
