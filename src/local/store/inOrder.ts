/** Runs what is given for one name one after the other, in the order of the calls; different names side by side. */
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
