/** A whole number in a field; undefined where it is none, or outside of the range. */
export function wholeNumber(text: string, { min, max }: { readonly min: number; readonly max: number }) {
  const number = Number(text.trim());
  return /^\d+$/.test(text.trim()) && number >= min && number <= max ? number : undefined;
}

/** As its field has it: what random numbers start from. */
export const seedIn = (text: string) => wholeNumber(text, { min: 0, max: Number.MAX_SAFE_INTEGER });

/** The fields of a study that draws its rows more than once. */
export interface RepeatsForm {
  readonly repeats: string;
  readonly seed: string;
}

const mostRepeats = 10_000;

export const repeatsIn = ({ repeats, seed }: RepeatsForm) => ({
  repeats: wholeNumber(repeats, { min: 1, max: mostRepeats }),
  seed: seedIn(seed),
});
export type RepeatNumbers = ReturnType<typeof repeatsIn>;

/** Shares of the rows, "10, 25, 50, 100" in percent: ascending, without duplicates, at least two. */
export function sharesIn(text: string): readonly number[] | undefined {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  const shares = parts.map((part) => Number(part.replace(/%$/, '')) / 100);
  if (shares.some((share) => !(share > 0 && share <= 1))) return undefined;
  const sorted = [...new Set(shares)].toSorted((a, b) => a - b);
  return sorted.length >= 2 ? sorted : undefined;
}
