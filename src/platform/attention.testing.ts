import type { Attention } from './pace.ts';

/** Attention that the test decides. */
export function attentionOf(first: Attention) {
  const listeners = new Set<() => void>();
  let attention = first;
  return {
    current: () => attention,
    onDidChange: (listener: () => void) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    become: (next: Attention) => {
      attention = next;
      for (const listener of listeners) listener();
    },
  };
}
