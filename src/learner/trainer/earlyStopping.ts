import { smallest } from '../extent.ts';
export type EpochDecision =
  | { readonly kind: 'improved' }
  /** No gain over the best value, but over the last epochs: the count restarts. */
  | { readonly kind: 'recovering' }
  | { readonly kind: 'waiting'; readonly epochsWithoutGain: number }
  | { readonly kind: 'stop'; readonly epochsWithoutGain: number };

/**
 * Decides after each epoch, by a criterion where lower is better. The best value is the running minimum of all epochs, but only
 * a gain above the tolerance counts as an improvement. Recovered from published logs.
 */
export function earlyStopping(patience: number, tolerance: number): (value: number) => EpochDecision {
  const values: number[] = [];
  let best: number | undefined;
  let count = 0;
  return (value) => {
    const window = values.slice(-patience);
    values.push(value);
    if (best === undefined || value < best * (1 - tolerance)) {
      best = value;
      count = 0;
      return { kind: 'improved' };
    }
    best = Math.min(best, value);
    count += 1;
    if (window.length === patience && value < smallest(window) * (1 - tolerance)) {
      count = 0;
      return { kind: 'recovering' };
    }
    return { kind: count > patience ? 'stop' : 'waiting', epochsWithoutGain: count };
  };
}
