/**
 * Runs `act` for each item, at most `atOnce` at a time. After the first error no other item is started; it is thrown once those in
 * progress have ended.
 */
export async function eachOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { atOnce, signal }: { readonly atOnce: number; readonly signal?: AbortSignal | undefined },
  act: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  try {
    for await (const item of items) {
      if (errors.length > 0 || signal?.aborted === true) break;
      const one = act(item)
        .catch((error: unknown) => void errors.push(error))
        .finally(() => running.delete(one));
      running.add(one);
      if (running.size >= atOnce) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
  }
  signal?.throwIfAborted();
  if (errors.length > 0) throw errors[0];
}
