import type { MosaicPicture, MosaicSide } from '../shapes/pairs.ts';
import type { Pace } from '../shapes/work.ts';
import type { Groups } from './associations.ts';
import { inBlocks } from './blocks.ts';
import { inOrder } from './shares.ts';

/** Most levels that are readable in a mosaic plot; less frequent ones are joined. */
const mostAcross = 10;
const mostDown = 6;

export interface NamedGroups extends Groups {
  readonly names: readonly string[];
}

/** Row counts for each pair of levels, over rows with both values. */
export async function crossingOf(x: NamedGroups, y: NamedGroups, pace: Pace): Promise<MosaicPicture> {
  const both = new Float64Array(x.count * y.count);
  await inBlocks(x.codes.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const i = x.codes[row] ?? -1;
      const j = y.codes[row] ?? -1;
      if (i < 0 || j < 0) continue;
      both[i * y.count + j] = (both[i * y.count + j] ?? 0) + 1;
    }
  });
  const at = (i: number, j: number) => both[i * y.count + j] ?? 0;
  const across = sideOf(x, mostAcross, (i) => sum(y.count, (j) => at(i, j)));
  const down = sideOf(y, mostDown, (j) => sum(x.count, (i) => at(i, j)));
  const counts = across.parts.map((ofX) =>
    down.parts.map((ofY) => ofX.reduce((total, i) => total + ofY.reduce((rows, j) => rows + at(i, j), 0), 0)),
  );
  return { kind: 'mosaic', x: across.side, y: down.side, counts };
}

const sum = (count: number, at: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => at(index)).reduce((total, rows) => total + rows, 0);

/** The levels that occur with their group codes; the last one joins the less frequent ones. */
function sideOf(
  { names, count }: NamedGroups,
  most: number,
  rowsOf: (code: number) => number,
): { readonly side: MosaicSide; readonly parts: readonly (readonly number[])[] } {
  const levels = Array.from({ length: count }, (_, code) => ({
    code,
    name: names[code] ?? '',
    rows: rowsOf(code),
  })).filter(({ rows }) => rows > 0);
  const byRows = levels.toSorted((a, b) => b.rows - a.rows || inOrder(a.name, b.name));
  const shown = byRows.slice(0, levels.length > most ? most - 1 : most);
  const joined = byRows.slice(shown.length);
  const inTurn = shown.toSorted((a, b) => inOrder(a.name, b.name));
  return {
    side: {
      levels: [...inTurn.map(({ name }) => name), ...(joined.length === 0 ? [] : [''])],
      others: joined.length,
    },
    parts: [
      ...inTurn.map(({ code }) => [code]),
      ...(joined.length === 0 ? [] : [joined.map(({ code }) => code)]),
    ],
  };
}
