import { readFeatures } from './readPredictions.ts';
import type { Side } from './side.ts';

/** Of one row: more are in the table, and an answer stays small. */
export const mostFeatures = 50;
const mostListed = 200;

/** Places of the common rows that are listed: those with the largest value of `of`. */
export function largestFirst(places: readonly number[], of: (place: number) => number): readonly number[] {
  return places.toSorted((p, q) => of(q) - of(p) || p - q).slice(0, mostListed);
}

/** Row number and features of listed rows, as run a has them. */
export async function openListed(
  { preparation, test, positions, rowNumbers }: Side,
  places: readonly number[],
): Promise<(place: number) => { readonly row: number | null; readonly features: readonly number[] }> {
  const wanted = new Set(places.map((place) => positions[place] ?? -1));
  const features = await readFeatures(test, wanted, mostFeatures);
  return (place) => {
    const position = positions[place] ?? -1;
    return {
      row: rowNumbers?.[position] ?? preparation.testRowNumbers[position] ?? null,
      features: features.get(position) ?? [],
    };
  };
}
