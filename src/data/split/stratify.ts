import { randomState } from './permutation.ts';
import type { RandomState } from './permutation.ts';

/**
 * Draws `testCount` of the rows so that each stratum has the same share of both sets, with the indices of scikit-learn's
 * `train_test_split(stratify=…, random_state=seed)`; `strata` are numbers from 0, in the order of the sorted classes. A stratum of one
 * row, which scikit-learn refuses, is put into the training rows.
 */
export function stratifiedSplit(
  strata: Int32Array,
  testCount: number,
  seed: number,
): readonly [train: Int32Array, test: Int32Array] {
  const all = rowsOf(strata);
  const single = all.filter((rows) => rows.length === 1).flat();
  const classes = all.filter((rows) => rows.length > 1);
  const random = randomState(seed);
  const counts = classes.map((rows) => rows.length);
  const shared = strata.length - single.length;
  const ofTrain = likeliestCounts(counts, Math.max(0, shared - testCount), random);
  const left = counts.map((count, index) => count - (ofTrain[index] ?? 0));
  const ofTest = likeliestCounts(left, Math.min(testCount, shared), random);
  const [train, test]: [number[], number[]] = [[], []];
  for (const [index, rows] of classes.entries()) {
    const order = random.permutation(rows.length);
    const [first, second] = [ofTrain[index] ?? 0, ofTest[index] ?? 0];
    for (let at = 0; at < first + second; at += 1)
      (at < first ? train : test).push(rows[order[at] ?? 0] ?? 0);
  }
  // Where nearly all strata have one row, some of these have to be held out.
  const taken = testCount - test.length;
  for (const [at, row] of shuffled(single, random).entries()) (at < taken ? test : train).push(row);
  return [shuffled(train, random), shuffled(test, random)];
}

/** The rows of each stratum in their order; a stratum without rows is left out. */
function rowsOf(strata: Int32Array): readonly (readonly number[])[] {
  const rows: number[][] = [];
  for (let row = 0; row < strata.length; row += 1) {
    const stratum = strata[row] ?? 0;
    const known = rows[stratum];
    if (known === undefined) rows[stratum] = [row];
    else known.push(row);
  }
  return rows.filter((one) => one !== undefined);
}

const shuffled = (rows: readonly number[], random: RandomState): Int32Array =>
  random.permutation(rows.length).map((at) => rows[at] ?? 0);

/** scikit-learn's _approximate_mode: the likeliest number of draws of each class, ties broken at random. */
function likeliestCounts(
  counts: readonly number[],
  drawCount: number,
  random: RandomState,
): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const continuous = counts.map((count) => (total === 0 ? 0 : (count / total) * drawCount));
  const found = continuous.map(Math.floor);
  let missing = drawCount - found.reduce((sum, count) => sum + count, 0);
  if (missing <= 0) return found;
  const remainders = continuous.map((share, index) => share - (found[index] ?? 0));
  for (const value of [...new Set(remainders)].toSorted((a, b) => b - a)) {
    const tied = [...remainders.keys()].filter((index) => remainders[index] === value);
    const added = Math.min(tied.length, missing);
    for (const at of random.permutation(tied.length).subarray(0, added)) {
      const index = tied[at] ?? 0;
      found[index] = (found[index] ?? 0) + 1;
    }
    missing -= added;
    if (missing === 0) break;
  }
  return found;
}
