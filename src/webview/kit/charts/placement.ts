/** Pixels of a canvas, y downwards. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What is drawn where a label should not be. */
export interface Obstacles {
  /** Points with their radius. */
  readonly points: readonly (Spot & { readonly radius: number })[];
  readonly segments: readonly (readonly [Spot, Spot])[];
  readonly boxes: readonly Box[];
}

/** Index of the first candidate that is inside of the area and over nothing, or else over the least. */
export function freest(candidates: readonly Box[], obstacles: Obstacles, area: Box): number {
  let best = 0;
  let fewest = Infinity;
  for (const [index, box] of candidates.entries()) {
    const hits = hitsOf(box, obstacles) + (isWithin(box, area) ? 0 : outside);
    if (hits >= fewest) continue;
    best = index;
    fewest = hits;
    if (hits === 0) break;
  }
  return best;
}

/** A label that is cut off is worse than one over data. */
const outside = 1000;

function hitsOf(box: Box, { points, segments, boxes }: Obstacles): number {
  let hits = 0;
  for (const { x, y, radius } of points) {
    const dx = x - Math.min(box.right, Math.max(box.left, x));
    const dy = y - Math.min(box.bottom, Math.max(box.top, y));
    if (dx * dx + dy * dy < radius * radius) hits += 1;
  }
  for (const [from, to] of segments) if (crosses(box, from, to)) hits += 1;
  for (const other of boxes)
    if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)
      hits += 1;
  return hits;
}

const isWithin = (box: Box, area: Box): boolean =>
  box.left >= area.left && box.right <= area.right && box.top >= area.top && box.bottom <= area.bottom;

/** Whether a segment has a point in common with a box (Liang and Barsky, 1984). */
function crosses(box: Box, from: Spot, to: Spot): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let [start, end] = [0, 1];
  for (const [step, room] of [
    [-dx, from.x - box.left],
    [dx, box.right - from.x],
    [-dy, from.y - box.top],
    [dy, box.bottom - from.y],
  ] as const) {
    if (step === 0) {
      if (room < 0) return false;
      continue;
    }
    const share = room / step;
    if (step < 0) start = Math.max(start, share);
    else end = Math.min(end, share);
  }
  return start <= end;
}
