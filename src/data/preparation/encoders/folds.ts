import { permutation, randomState } from '../../split/permutation.ts';

/** The part of each row, as KFold(n_splits, shuffle=True, random_state) has it in its test sets. */
export function shuffledFolds(rowCount: number, foldCount: number, seed: number): Int32Array {
  const foldOf = new Int32Array(rowCount);
  const order = permutation(rowCount, seed);
  let from = 0;
  for (let fold = 0; fold < foldCount; fold += 1) {
    const size = Math.floor(rowCount / foldCount) + Number(fold < rowCount % foldCount);
    for (let at = from; at < from + size; at += 1) foldOf[order[at] ?? 0] = fold;
    from += size;
  }
  return foldOf;
}

/** The part of each row, as StratifiedKFold(n_splits, shuffle=True, random_state): each class is spread evenly. */
export function stratifiedFolds(labels: Float64Array, foldCount: number, seed: number): Int32Array {
  const rowsOf = new Map<number, number[]>();
  for (const [row, label] of labels.entries()) {
    const rows = rowsOf.get(label);
    if (rows === undefined) rowsOf.set(label, [row]);
    else rows.push(row);
  }
  const random = randomState(seed);
  const foldOf = new Int32Array(labels.length);
  let before = 0;
  // In the order of their first rows.
  for (const rows of rowsOf.values()) {
    // Rows sorted by class are dealt to the folds in turn.
    const blocks: number[] = [];
    for (let fold = 0; fold < foldCount; fold += 1) {
      const first = (((fold - before) % foldCount) + foldCount) % foldCount;
      for (let at = first; at < rows.length; at += foldCount) blocks.push(fold);
    }
    const order = random.permutation(rows.length);
    for (const [at, row] of rows.entries()) foldOf[row] = blocks[order[at] ?? 0] ?? 0;
    before += rows.length;
  }
  return foldOf;
}
