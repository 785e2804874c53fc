/** Probability of class 1 of a logistic model's linear score. */
export const sigmoid = (score: number) => 1 / (1 + Math.exp(-score));

/** Replaces `classCount` scores from `start` with their softmax. The largest score is subtracted first to avoid overflow. */
export function softmaxInPlace(scores: Float64Array | Float32Array, start: number, classCount: number): void {
  let largest = -Infinity;
  for (let at = start; at < start + classCount; at += 1) largest = Math.max(largest, scores[at] ?? 0);
  let sum = 0;
  for (let at = start; at < start + classCount; at += 1) {
    const power = Math.exp((scores[at] ?? 0) - largest);
    scores[at] = power;
    sum += power;
  }
  for (let at = start; at < start + classCount; at += 1) scores[at] = (scores[at] ?? 0) / sum;
}
