/** Runs what is to happen to one name one after the other; different names do not wait for each other. */
export function createOrder(): <T>(name: string, act: () => Promise<T>) => Promise<T> {
  const queues = new Map<string, Promise<unknown>>();
  return (name, act) => {
    const next = (queues.get(name) ?? Promise.resolve()).then(act);
    const settled = Promise.allSettled([next]).finally(() => {
      if (queues.get(name) === settled) queues.delete(name);
    });
    queues.set(name, settled);
    return next;
  };
}
