/**
 * The functions of `kernel.as.ts`, which documents them. Positions are byte offsets into the memory of the kernel,
 * multiples of 8 (16 is fastest).
 */
export interface Kernel {
  readonly train: (places: number, x: number, batches: number) => void;
  readonly trainGrams: (places: number, sums: number, batches: number) => void;
  readonly addLosses: (places: number, x: number, rows: number) => void;
  readonly score: (places: number, x: number, rows: number, z: number, blockBytes: number) => void;
  readonly pack: (
    records: number,
    recordBytes: number,
    featuresAt: number,
    labelAt: number,
    rows: number,
    row: number,
    x: number,
    columns: number,
    label: number,
    width: number,
    means: number,
    scales: number,
    labelMean: number,
    labelScale: number,
  ) => void;
  readonly moments: (
    records: number,
    recordBytes: number,
    at: number,
    rows: number,
    columns: number,
    means: number,
    sums: number,
  ) => void;
  readonly linear: (
    records: number,
    recordBytes: number,
    featuresAt: number,
    rows: number,
    width: number,
    weights: number,
    bias: number,
    scores: number,
    next: number,
  ) => void;
  readonly regression: (
    records: number,
    recordBytes: number,
    labelAt: number,
    rows: number,
    scores: number,
    loss: number,
    a: number,
    sums: number,
  ) => void;
  readonly gram: (x: number, rows: number, features: number, wide: number, sums: number) => void;
}
