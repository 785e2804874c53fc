import { randomState } from './permutation.ts';

/** 0-based fold of each row; equal to scikit-learn's KFold, StratifiedKFold, GroupKFold and TimeSeriesSplit. */
type FoldOfRow = Int32Array;

/** KFold: equal folds, with the remainder in the first ones. */
export function evenFolds(rowCount: number, folds: number, seed: number | undefined): FoldOfRow {
  const order = seed === undefined ? undefined : randomState(seed).permutation(rowCount);
  const foldOf = new Int32Array(rowCount);
  const [each, over] = [Math.floor(rowCount / folds), rowCount % folds];
  let at = 0;
  for (let fold = 0; fold < folds; fold += 1) {
    const end = at + each + (fold < over ? 1 : 0);
    for (; at < end; at += 1) foldOf[order?.[at] ?? at] = fold;
  }
  return foldOf;
}

/** StratifiedKFold: each fold has about the same share of each class. `classes` are numbers from 0. */
export function stratifiedFolds(classes: Int32Array, folds: number, seed: number | undefined): FoldOfRow {
  const encoded = byFirstRow(classes);
  const sorted = encoded.toSorted();
  const rowsOfClass: number[] = [];
  for (const one of encoded) rowsOfClass[one] = (rowsOfClass[one] ?? 0) + 1;
  // Assigned round-robin in the order of the classes.
  const allocation = rowsOfClass.map(() => new Int32Array(folds));
  for (let at = 0; at < sorted.length; at += 1) {
    const ofClass = allocation[sorted[at] ?? 0];
    if (ofClass !== undefined) ofClass[at % folds] = (ofClass[at % folds] ?? 0) + 1;
  }
  const random = seed === undefined ? undefined : randomState(seed);
  const dealt = allocation.map((counts, one) => {
    const inOrder = new Int32Array(rowsOfClass[one] ?? 0);
    let at = 0;
    for (const [fold, count] of counts.entries()) {
      inOrder.fill(fold, at, at + count);
      at += count;
    }
    return random === undefined
      ? inOrder
      : random.permutation(inOrder.length).map((from) => inOrder[from] ?? 0);
  });
  const next = new Int32Array(dealt.length);
  return encoded.map((one) => {
    const at = next[one] ?? 0;
    next[one] = at + 1;
    return dealt[one]?.[at] ?? 0;
  });
}

/** Numbers in the order in which they first appear. */
function byFirstRow(codes: Int32Array): Int32Array {
  const known = new Map<number, number>();
  return codes.map((code) => {
    const found = known.get(code) ?? known.size;
    known.set(code, found);
    return found;
  });
}

/** GroupKFold: groups in descending size go to the fold with the fewest rows; ties in descending order. */
export function groupFolds(groups: Int32Array, folds: number): FoldOfRow {
  const sizes: number[] = [];
  for (const group of groups) sizes[group] = (sizes[group] ?? 0) + 1;
  const order = [...sizes.keys()].toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || b - a);
  const rows = new Float64Array(folds);
  const foldOfGroup = new Int32Array(sizes.length);
  for (const group of order) {
    const lightest = rows.indexOf(rows.reduce((least, count) => Math.min(least, count), Infinity));
    rows[lightest] = (rows[lightest] ?? 0) + (sizes[group] ?? 0);
    foldOfGroup[group] = lightest;
  }
  return groups.map((group) => foldOfGroup[group] ?? 0);
}

/** TimeSeriesSplit: folds of equal size at the end; -1 for the oldest rows, which are before the first. `order` is by time. */
export function timeFolds(order: Int32Array, folds: number): FoldOfRow {
  const each = Math.floor(order.length / (folds + 1));
  const first = order.length - folds * each;
  const foldOf = new Int32Array(order.length).fill(-1);
  for (let at = first; at < order.length; at += 1)
    foldOf[order[at] ?? 0] = Math.floor((at - first) / Math.max(1, each));
  return foldOf;
}
