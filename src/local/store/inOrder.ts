/** Runs the actions for one name in the order of the calls, those for different names concurrently. */
export function keyedQueue(): <R>(name: string, act: () => Promise<R>) => Promise<R> {
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
