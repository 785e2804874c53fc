import { useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

interface RovingFocus {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** 0 for the one tab stop, −1 for the others. */
  readonly tabIndexOf: (index: number) => 0 | -1;
}

/** One tab stop for a group of `count` buttons; the arrow keys, Home and End move inside. */
export function useRovingFocus(count: number, first = 0): RovingFocus {
  const ref = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(first);
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: (current + 1) % count,
    ArrowLeft: (current + count - 1) % count,
    Home: 0,
    End: count - 1,
  };
  return {
    ref,
    onKeyDown: (event) => {
      const next = steps[event.key];
      if (next === undefined) return;
      event.preventDefault();
      setCurrent(next);
      ref.current?.querySelectorAll('button')[next]?.focus();
    },
    tabIndexOf: (index) => (index === current ? 0 : -1),
  };
}
