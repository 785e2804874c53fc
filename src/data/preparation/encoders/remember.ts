import type { Cell } from './encoder.ts';

/** More different numbers than this hardly repeat. */
const mostRemembered = 4096;

/** The same function, which remembers what it found for numbers: a column of them may repeat a few, and words have codes. */
export function remember<Found>(of: (cell: Cell) => Found): (cell: Cell) => Found {
  const known = new Map<Cell, Found>();
  return (cell) => {
    if (typeof cell !== 'number') return of(cell);
    const remembered = known.get(cell);
    if (remembered !== undefined) return remembered;
    const found = of(cell);
    if (known.size < mostRemembered) known.set(cell, found);
    return found;
  };
}
