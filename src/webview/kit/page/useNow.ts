import { useEffect, useState } from 'preact/hooks';

/** The time in milliseconds since 1970, updated every `periodMs`; not updated when that is undefined. */
export function useNow(periodMs: number | undefined): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (periodMs === undefined) return undefined;
    const timer = setInterval(() => setNow(Date.now()), periodMs);
    return () => clearInterval(timer);
  }, [periodMs]);
  return now;
}
