/** Pixels of a row, with its hairline. */
export const rowHeight = 26;
/** Browsers cut elements off at 16 to 33 million pixels: of more rows, the scroll bar shows a part of their height for the whole. */
const mostTrackHeight = 10_000_000;

/** Where rows are in a view of them, in pixels: `top` counts over all rows, `scrollTop` is the scroll bar's. */
export interface ScrollMap {
  /** Height of what the scroll bar scrolls over. */
  readonly trackHeight: number;
  /** Whether the scroll bar stands for more pixels than it has. */
  readonly isScaled: boolean;
  /** The last `top`, which shows the last row at the bottom. */
  readonly mostTop: number;
  readonly scrollTopOf: (top: number) => number;
  /** The top after the scroll bar moved to `scrollTop`, not by us: short moves scroll by as many pixels, long ones to that share. */
  readonly topAfter: (before: number, scrollTop: number) => number;
}

export function scrollMapOf(rowCount: number, viewHeight: number): ScrollMap {
  const height = rowCount * rowHeight;
  const trackHeight = Math.min(height, mostTrackHeight);
  const mostTop = Math.max(0, height - viewHeight);
  const mostScrollTop = Math.max(0, trackHeight - viewHeight);
  const isScaled = trackHeight < height;
  const scrollTopOf = (top: number) => (mostTop === 0 ? 0 : (top / mostTop) * mostScrollTop);
  return {
    trackHeight,
    isScaled,
    mostTop,
    scrollTopOf,
    topAfter: (before, scrollTop) => {
      if (!isScaled) return within(scrollTop, mostTop);
      if (scrollTop <= 0) return 0;
      if (scrollTop >= mostScrollTop - 1) return mostTop;
      const moved = scrollTop - scrollTopOf(before);
      if (Math.abs(moved) <= viewHeight) return within(before + moved, mostTop);
      return within((scrollTop / mostScrollTop) * mostTop, mostTop);
    },
  };
}

/** The rows that are in view, of `rowCount`, from the first that shows a part of itself: `to` is excluded. */
export function rowsInView(top: number, viewHeight: number, rowCount: number): Span {
  const from = Math.min(rowCount, Math.max(0, Math.floor(top / rowHeight)));
  return { from, to: Math.min(rowCount, Math.ceil((top + viewHeight) / rowHeight)) };
}

/** The nearest top that shows a row whole. */
export function topShowing(row: number, top: number, viewHeight: number): number {
  const start = row * rowHeight;
  if (start < top) return start;
  return Math.max(top, start + rowHeight - viewHeight);
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
