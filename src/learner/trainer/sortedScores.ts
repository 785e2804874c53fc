/** Scores in ascending order, each with the label of its row. */
export interface SortedScores {
  readonly scores: Float32Array;
  /** 1 if the label is above 0, otherwise 0. */
  readonly labels: Uint8Array;
}

const digitBits = 11;
const digitCount = 1 << digitBits;
const signBit = 0x8000_0000;

/**
 * Sorts rows by score with a radix sort: the bits of floats are ordered as unsigned integers once all bits of negative floats are
 * flipped and the sign bit of positive ones is set. It must be fast, as it runs for every model after every epoch.
 */
export function sortedByScore(scores: Float32Array, rowLabels: ArrayLike<number>): SortedScores {
  let keys = new Uint32Array(new Float32Array(scores).buffer);
  let labels = new Uint8Array(scores.length);
  for (let row = 0; row < keys.length; row += 1) {
    const bits = keys[row] ?? 0;
    keys[row] = bits >= signBit ? ~bits : bits | signBit;
    labels[row] = (rowLabels[row] ?? 0) > 0 ? 1 : 0;
  }
  for (let shift = 0; shift < 32; shift += digitBits) ({ keys, labels } = sortedByDigit(keys, labels, shift));
  for (let row = 0; row < keys.length; row += 1) {
    const bits = keys[row] ?? 0;
    keys[row] = bits >= signBit ? bits & ~signBit : ~bits;
  }
  return { scores: new Float32Array(keys.buffer), labels };
}

/** A stable counting sort by one digit of the keys. */
function sortedByDigit(keys: Uint32Array, labels: Uint8Array, shift: number) {
  const starts = new Uint32Array(digitCount + 1);
  const rowCount = keys.length;
  for (let row = 0; row < rowCount; row += 1) {
    const next = (((keys[row] ?? 0) >>> shift) & (digitCount - 1)) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let digit = 0; digit < digitCount; digit += 1)
    starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
  const sortedKeys = new Uint32Array(rowCount);
  const sortedLabels = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    const key = keys[row] ?? 0;
    const digit = (key >>> shift) & (digitCount - 1);
    const at = starts[digit] ?? 0;
    sortedKeys[at] = key;
    sortedLabels[at] = labels[row] ?? 0;
    starts[digit] = at + 1;
  }
  return { keys: sortedKeys, labels: sortedLabels };
}
