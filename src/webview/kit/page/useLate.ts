import { useEffect, useState } from 'preact/hooks';

const afterMs = 400;

/** Whether something has gone on for so long that it is worth a line: one that comes and goes at once only makes the page jump. */
export function useLate(isGoingOn: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isGoingOn) return;
    const timer = setTimeout(() => setLate(true), afterMs);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isGoingOn]);
  return isGoingOn && isLate;
}
