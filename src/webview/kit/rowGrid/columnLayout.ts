import type { Span } from './scrollMap.ts';

/** A laid-out column; `at` is its position in the grid, 0 for the row numbers. */
export interface PlacedColumn {
  readonly name: string;
  readonly at: number;
  readonly width: number;
  /** Pixels from the left edge of its part, pinned or scrolling. */
  readonly left: number;
  readonly isPinned: boolean;
}

/** What the user chose about columns. */
export interface ColumnChoices {
  readonly hidden: readonly string[];
  readonly pinned: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
}

export interface ColumnLayout {
  /** Pinned ones first. */
  readonly columns: readonly PlacedColumn[];
  readonly pinnedCount: number;
  readonly numberWidth: number;
  /** With the row numbers. */
  readonly pinnedWidth: number;
  /** Of the columns that scroll. */
  readonly scrolledWidth: number;
}

const leastWidth = 48;
const mostWidth = 800;

export const withinWidths = (width: number) => Math.round(Math.min(mostWidth, Math.max(leastWidth, width)));

/** Lays out the visible columns; `widthOf` gives widths that the user did not set. */
export function layOut(
  names: readonly string[],
  { hidden, pinned, widths }: ColumnChoices,
  numberWidth: number,
  widthOf: (name: string) => number,
): ColumnLayout {
  const [isHidden, isPinned, known] = [new Set(hidden), new Set(pinned), new Set(names)];
  const first = pinned.filter((name) => known.has(name) && !isHidden.has(name));
  const rest = names.filter((name) => !isHidden.has(name) && !isPinned.has(name));
  let left = numberWidth;
  let at = 0;
  const place = (name: string, pinnedOne: boolean): PlacedColumn => {
    const width = widths[name] ?? widthOf(name);
    const placed = { name, at: (at += 1), width, left, isPinned: pinnedOne };
    left += width;
    return placed;
  };
  const pinnedColumns = first.map((name) => place(name, true));
  const pinnedWidth = left;
  left = 0;
  const scrolled = rest.map((name) => place(name, false));
  return {
    columns: [...pinnedColumns, ...scrolled],
    pinnedCount: first.length,
    numberWidth,
    pinnedWidth,
    scrolledWidth: left,
  };
}

/** Indices in `columns` of the visible scrolling columns. */
export function columnsInView(
  { columns, pinnedCount, pinnedWidth }: ColumnLayout,
  scrollLeft: number,
  viewWidth: number,
): Span {
  const right = scrollLeft + Math.max(0, viewWidth - pinnedWidth);
  const from = firstIndex(pinnedCount, columns.length, (index) => endOf(columns[index]) > scrollLeft);
  const to = firstIndex(from, columns.length, (index) => (columns[index]?.left ?? 0) >= right);
  return { from, to };
}

/** The nearest scroll position that shows a column, whole where it fits. */
export function leftShowing(
  column: PlacedColumn,
  { pinnedWidth }: ColumnLayout,
  scrollLeft: number,
  viewWidth: number,
): number {
  if (column.isPinned) return scrollLeft;
  const room = viewWidth - pinnedWidth;
  if (column.left < scrollLeft || column.width > room) return column.left;
  return Math.max(scrollLeft, endOf(column) - room);
}

const endOf = (column: PlacedColumn | undefined) => (column?.left ?? 0) + (column?.width ?? 0);

/** Binary search for the first index where a monotonic predicate holds; `to` if it never does. */
function firstIndex(from: number, to: number, holds: (index: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
