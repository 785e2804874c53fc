import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { rowHeight, scrollMapOf } from './scrollMap.ts';
import type { ScrollMap } from './scrollMap.ts';

export interface SheetScroll {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly map: ScrollMap;
  /** Pixels over all rows, and over the columns that scroll. */
  readonly top: number;
  readonly left: number;
  /** Of what is in view, without the scroll bars. */
  readonly width: number;
  /** Of the rows in view. */
  readonly height: number;
  readonly onScroll: () => void;
  readonly onWheel: (event: WheelEvent) => void;
  readonly scrollTo: (to: { readonly top?: number; readonly left?: number }) => void;
}

const lineHeight = rowHeight;

/** The visible rows of a scrolling element, below a header of `headHeight` pixels. */
export function useScroll(rowCount: number, headHeight: number): SheetScroll {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [place, setPlace] = useState({ top: 0, left: 0 });
  const now = useRef(place);
  /** The position that we set: ignore the scroll event that it causes. */
  const put = useRef(0);
  const height = Math.max(0, size.height - headHeight);
  const map = useMemo(() => scrollMapOf(rowCount, height), [rowCount, height]);

  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  const show = (next: { readonly top: number; readonly left: number }) => {
    const { top, left } = now.current;
    if (next.top === top && next.left === left) return;
    now.current = next;
    setPlace(next);
  };
  const scrollTo: SheetScroll['scrollTo'] = ({ top = now.current.top, left = now.current.left }) => {
    const element = ref.current;
    if (element === null) return;
    const next = Math.max(0, Math.min(map.mostTop, top));
    element.scrollTop = map.scrollTopOf(next);
    put.current = element.scrollTop;
    element.scrollLeft = left;
    show({ top: next, left: element.scrollLeft });
  };
  // The rows changed under the scroll bar.
  useLayoutEffect(() => scrollTo({}), [map]);

  return {
    ref,
    map,
    ...place,
    ...size,
    height,
    onScroll: () => {
      const element = ref.current;
      if (element === null) return;
      const { scrollTop, scrollLeft } = element;
      const isOurs = Math.abs(scrollTop - put.current) < 1;
      const top = isOurs ? now.current.top : map.topAfter(now.current.top, scrollTop);
      put.current = scrollTop;
      const isOff = map.isScaled && Math.abs(map.scrollTopOf(top) - scrollTop) > 1;
      if (isOff) scrollTo({ top, left: scrollLeft });
      else show({ top, left: scrollLeft });
    },
    onWheel: (event) => {
      // Elsewhere the browser scrolls, smoothly.
      if (!map.isScaled || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      const isAtEnd = event.deltaY < 0 ? now.current.top <= 0 : now.current.top >= map.mostTop;
      if (isAtEnd) return;
      event.preventDefault();
      const unit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? lineHeight : height;
      scrollTo({ top: now.current.top + event.deltaY * unit, left: now.current.left + event.deltaX });
    },
    scrollTo,
  };
}
