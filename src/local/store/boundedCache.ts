/** An LRU cache with a total size. Values are shared between readers, so they must not be mutated. */
export interface BoundedCache<T> {
  get(name: string): T | undefined;
  /** A value larger than a sixteenth of the total is not kept. `size` has the unit of the total. */
  set(name: string, value: T, size: number): void;
  delete(name: string): void;
}

const largestShare = 1 / 16;

export function openBoundedCache<T>(totalSize: number): BoundedCache<T> {
  /** Most recently used last. */
  const entries = new Map<string, { readonly value: T; readonly size: number }>();
  let held = 0;
  const drop = (name: string) => {
    held -= entries.get(name)?.size ?? 0;
    entries.delete(name);
  };
  return {
    get(name) {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      entries.delete(name);
      entries.set(name, entry);
      return entry.value;
    },
    set(name, value, size) {
      drop(name);
      if (size > totalSize * largestShare) return;
      entries.set(name, { value, size });
      held += size;
      for (const [oldest] of entries) {
        if (held <= totalSize) break;
        drop(oldest);
      }
    },
    delete: drop,
  };
}
