import { useEffect, useState } from 'preact/hooks';

/** The time in milliseconds since 1970, kept up to date every `periodMs`; it stands still when that is undefined. */
export function useNow(periodMs: number | undefined): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (periodMs === undefined) return undefined;
    const timer = setInterval(() => setNow(Date.now()), periodMs);
    return () => clearInterval(timer);
  }, [periodMs]);
  return now;
}
