/** Whether the user sees what is polled: its view and the window, its view in a window without focus, or neither. */
export type Attention = 'watched' | 'unfocused' | 'hidden';

/** How much the user sees at the moment. */
export interface AttentionSource {
  readonly current: () => Attention;
  readonly onDidChange: (listener: () => void) => { dispose(): void };
}

/** For what is always looked at. */
export const alwaysWatched: AttentionSource = {
  current: () => 'watched',
  onDidChange: () => ({ dispose: () => undefined }),
};

/** The same, for what goes on while it is hidden, because its end is announced. */
export const neverHidden = ({ current, onDidChange }: AttentionSource): AttentionSource => ({
  current: () => {
    const attention = current();
    return attention === 'hidden' ? 'unfocused' : attention;
  },
  onDidChange,
});

/** No list of AWS is polled more often. */
export const shortestRetryMs = 5000;
const longestRetryMs = 5 * 60_000;
const unfocusedMs = 60_000;

/** Delay before the next look after so many failures in a row, at least one. */
export const retryAfterMs = (failures: number): number =>
  Math.min(shortestRetryMs * 2 ** (failures - 1), longestRetryMs);

/** Delay before the next poll of what would be polled after `wantedMs` if it were watched; undefined: not until it is seen again. */
export function pacedMs(wantedMs: number, attention: Attention): number | undefined {
  switch (attention) {
    case 'watched':
      return wantedMs;
    case 'unfocused':
      return Math.max(wantedMs, unfocusedMs);
    case 'hidden':
      return undefined;
  }
}
