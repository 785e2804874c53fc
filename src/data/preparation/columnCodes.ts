import { cellAt, isMissingAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import { placeOfKey } from '../split/groups.ts';
import { cellText } from '../table/csvLine.ts';
import { levelsOf } from './encoders/levels.ts';
import type { RowSource } from './rowSource.ts';

/** Codes from 0 for the values of a column, in NumPy's order; a missing value has a code too. */
export const codesOf = (cells: Cells): Int32Array =>
  levelsOf({ cells, isNumber: cells.kind === 'numbers' }).codes;

/** Rows from the oldest to the newest; those without a time come first, and those of the same time in file order. */
export function inTime(cells: Cells): Int32Array {
  const values =
    cells.kind === 'numbers'
      ? cells.values.map((time) => (Number.isNaN(time) ? -Infinity : time))
      : codesOf(cells);
  const oldest = (row: number) => (isMissingAt(cells, row) ? -Infinity : (values[row] ?? 0));
  return Int32Array.from(values.keys()).sort((a, b) => {
    const [first, second] = [oldest(a), oldest(b)];
    return first === second ? a - b : first < second ? -1 : 1;
  });
}

const mostPlaces = 100_000;
const rowsAtOnce = 1000;

/** Where the hash of each row's value is in [0, 1); NaN for a missing value where `skipsMissing`. */
export async function hashPlaces(
  source: RowSource,
  column: string,
  { skipsMissing }: { readonly skipsMissing: boolean },
  work: Work,
): Promise<Float64Array> {
  const cells = await source.cells(column, work.signal);
  const pace = openPace(work);
  const reading = source.reading(column);
  const known = new Map<string, number>();
  const places = new Float64Array(source.rowCount);
  for (let row = 0; row < places.length; row += 1) {
    const key = cellText(cellAt(cells, row), reading);
    let place = known.get(key);
    if (place === undefined) {
      place = skipsMissing && key === '' ? Number.NaN : placeOfKey(key);
      if (known.size < mostPlaces) known.set(key, place);
    }
    places[row] = place;
    if (row % rowsAtOnce === 0) await pace();
  }
  return places;
}
