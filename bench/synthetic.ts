import { writeRecordIO } from '../src/learner/formats/recordio.ts';
import { mersenneTwister } from '../src/learner/random.ts';

/** Class labels of a noisy score: about half of the rows are positive. */
export type LabelOf = (score: number) => number;

/** Standardised features and labels of a noisy linear model, as RecordIO. */
export function syntheticRecordIO(rowCount: number, columnCount: number, labelOf: LabelOf): Uint8Array {
  const random = mersenneTwister(1);
  const normal = () =>
    Math.sqrt(-2 * Math.log((random() + 1) / (2 ** 32 + 1))) * Math.cos((2 * Math.PI * random()) / 2 ** 32);
  const rule = Array.from({ length: columnCount }, normal);
  const values = new Float32Array(rowCount * columnCount);
  const labels = new Float32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    let score = normal();
    for (let column = 0; column < columnCount; column += 1) {
      const value = normal();
      values[row * columnCount + column] = value;
      score += value * (rule[column] ?? 0);
    }
    labels[row] = labelOf(score);
  }
  return writeRecordIO({ rowCount, columnCount, values }, labels);
}
