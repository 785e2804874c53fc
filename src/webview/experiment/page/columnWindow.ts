/** Rows of the list that are drawn, and that should be known: beyond what is in view, so that scrolling seldom waits. */
export interface ListWindow {
  readonly from: number;
  readonly to: number;
}

const drawnBeyond = 8;
const knownBeyond = 60;

/** The rows in view at a scroll position, and some around; heights in pixels. */
export function drawnRows(
  {
    scrollTop,
    height,
    rowHeight,
  }: { readonly scrollTop: number; readonly height: number; readonly rowHeight: number },
  count: number,
): ListWindow {
  const first = Math.floor(scrollTop / rowHeight);
  const last = Math.ceil((scrollTop + height) / rowHeight);
  return {
    from: Math.max(0, Math.min(count, first) - drawnBeyond),
    to: Math.min(count, last + drawnBeyond),
  };
}

/** Where to request rows from, so that the drawn ones are among them; as before while they are. */
export function knownFrom({ from, to }: ListWindow, before: number, count: number): number {
  return before <= from && to <= before + count ? before : Math.max(0, from - knownBeyond);
}

/** The scroll position that brings a row into view with the least movement. */
export function scrollTopFor(
  row: number,
  {
    scrollTop,
    height,
    rowHeight,
  }: { readonly scrollTop: number; readonly height: number; readonly rowHeight: number },
): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}
