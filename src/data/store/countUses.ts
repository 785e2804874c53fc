/** Knows who uses a resource: it is closed once nobody does any more. */
export function countUses(close: () => Promise<void>) {
  let active = 0;
  let idle: (() => void) | undefined;
  const end = () => {
    active -= 1;
    if (active === 0) idle?.();
  };
  return {
    async during<T>(work: () => Promise<T>): Promise<T> {
      active += 1;
      try {
        return await work();
      } finally {
        end();
      }
    },
    /** Counts as used from the first value to the last. */
    async *whileRead<T>(values: AsyncGenerator<T>): AsyncGenerator<T> {
      active += 1;
      try {
        yield* values;
      } finally {
        end();
      }
    },
    async close(): Promise<void> {
      if (active > 0)
        await new Promise<void>((resolve) => {
          idle = resolve;
        });
      await close();
    },
  };
}
