/** Invocations of endpoints by the minute, for as long as the server runs. */
export interface InvocationCounts {
  add(endpointName: string, variantName: string): void;
  /** Minutes with invocations, as seconds since 1970 and counts, in order; both times included as the start of a minute. */
  between(
    endpointName: string,
    variantName: string,
    range: { readonly fromSeconds: number; readonly toSeconds: number },
  ): readonly (readonly [minute: number, count: number])[];
}

/** CloudWatch keeps data by the minute for 15 days. */
const keptSeconds = 15 * 24 * 3600;

export function openInvocationCounts(clock: () => Date): InvocationCounts {
  const counts = new Map<string, Map<number, number>>();
  return {
    add(endpointName, variantName) {
      const key = `${endpointName}/${variantName}`;
      const minutes = counts.get(key) ?? new Map<number, number>();
      const minute = Math.floor(clock().getTime() / 60_000) * 60;
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
      // In the order in which they were counted.
      for (const old of minutes.keys()) {
        if (old >= minute - keptSeconds) break;
        minutes.delete(old);
      }
      counts.set(key, minutes);
    },
    between: (endpointName, variantName, { fromSeconds, toSeconds }) =>
      [...(counts.get(`${endpointName}/${variantName}`) ?? [])]
        .filter(([minute]) => minute >= fromSeconds && minute < toSeconds)
        .toSorted(([a], [b]) => a - b),
  };
}
