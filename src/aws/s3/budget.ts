/** Memory that transfers share: each takes what it needs, first come first served, and waits while others have it. */
export function openBudget(total: number) {
  let free = total;
  const waiting: { readonly amount: number; readonly start: () => void }[] = [];
  const next = () => {
    for (let first = waiting[0]; first !== undefined && first.amount <= free; first = waiting[0]) {
      waiting.shift();
      free -= first.amount;
      first.start();
    }
  };
  return {
    /** Runs `act` with its share; one that needs more than there is waits until it is alone. */
    async with<T>(bytes: number, act: () => Promise<T>): Promise<T> {
      const amount = Math.min(bytes, total);
      await new Promise<void>((start) => {
        waiting.push({ amount, start });
        next();
      });
      try {
        return await act();
      } finally {
        free += amount;
        next();
      }
    },
  };
}

export type Budget = ReturnType<typeof openBudget>;
