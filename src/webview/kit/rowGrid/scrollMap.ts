/** Pixels of a row, with its hairline. */
export const rowHeight = 26;
/** Browsers clip elements at 16 to 33 million pixels: for more rows, the scroll track is scaled down. */
const mostTrackHeight = 10_000_000;

/** Maps between rows and scroll positions in pixels: `top` is over all rows, `scrollTop` the scroll bar's. */
export interface ScrollMap {
  /** Height of what the scroll bar scrolls over. */
  readonly trackHeight: number;
  /** Whether the scroll track is scaled down. */
  readonly isScaled: boolean;
  /** The last `top`, which shows the last row at the bottom. */
  readonly mostTop: number;
  readonly scrollTopOf: (top: number) => number;
  /** The top after the user moved the scroll bar to `scrollTop`: short moves scroll by pixels, long ones proportionally. */
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

/** The visible rows of `rowCount`, including partly visible ones; `to` is exclusive. */
export function rowsInView(top: number, viewHeight: number, rowCount: number): Span {
  const from = Math.min(rowCount, Math.max(0, Math.floor(top / rowHeight)));
  return { from, to: Math.min(rowCount, Math.ceil((top + viewHeight) / rowHeight)) };
}

/** The nearest top that shows a row fully. */
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
