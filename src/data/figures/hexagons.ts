import type { HexagonCloud } from '../shapes/pairs.ts';
import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';

/** Hexagons side by side; matplotlib's default of 100 is for larger pictures. */
const across = 40;
/** A hexagon that points up is √3 times as wide as the distance of every second row. */
const down = Math.trunc(across / Math.sqrt(3));
/** Widens the range so that the ends of x fall inside the first and the last hexagon. */
const padding = 1e-9;

/** Bins points as matplotlib's hexbin does: by the nearest centre of two rectangular lattices. */
export async function hexagonsOf(x: Float64Array, y: Float64Array, pace: Pace): Promise<HexagonCloud> {
  const [ofX, ofY] = [await axisOf(x, across, padding, pace), await axisOf(y, down, 0, pace)];
  const corners = new Uint32Array((across + 1) * (down + 1));
  const centres = new Uint32Array(across * down);
  await inBlocks(x.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const i = ((x[row] ?? 0) - ofX.low) / ofX.step;
      const j = ((y[row] ?? 0) - ofY.low) / ofY.step;
      const cornerX = Math.round(i);
      const cornerY = Math.round(j);
      const centreX = Math.floor(i);
      const centreY = Math.floor(j);
      const toCorner = (i - cornerX) ** 2 + 3 * (j - cornerY) ** 2;
      const toCentre = (i - centreX - 0.5) ** 2 + 3 * (j - centreY - 0.5) ** 2;
      if (toCorner < toCentre) {
        const at = cornerX * (down + 1) + cornerY;
        corners[at] = (corners[at] ?? 0) + 1;
      } else {
        const at = centreX * down + centreY;
        centres[at] = (centres[at] ?? 0) + 1;
      }
    }
  });
  const hexagons = [
    ...filled(corners, down + 1, (column, row) => ({
      x: ofX.low + column * ofX.step,
      y: ofY.low + row * ofY.step,
    })),
    ...filled(centres, down, (column, row) => ({
      x: ofX.low + (column + 0.5) * ofX.step,
      y: ofY.low + (row + 0.5) * ofY.step,
    })),
  ];
  return { kind: 'hexagons', stepX: ofX.step, stepY: ofY.step, hexagons };
}

function filled(
  counts: Uint32Array,
  height: number,
  centreOf: (column: number, row: number) => { readonly x: number; readonly y: number },
): HexagonCloud['hexagons'] {
  const found: HexagonCloud['hexagons'][number][] = [];
  for (const [at, count] of counts.entries())
    if (count > 0) found.push({ ...centreOf(Math.floor(at / height), at % height), count });
  return found;
}

async function axisOf(values: Float64Array, steps: number, share: number, pace: Pace) {
  let min = Infinity;
  let max = -Infinity;
  await inBlocks(values.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const value = values[row] ?? Number.NaN;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  });
  // A constant column gets an axis centred on its value.
  const room = max > min ? share * (max - min) : Math.max(Math.abs(min) * 0.1, 0.5);
  const low = min - room;
  return { low, step: (max + room - low) / steps };
}
