/** A convex loss of linear scores, each `[row][lane]`; every sum is over the rows. */
export interface Loss {
  /** Scores of a row: one, or one a class. */
  readonly laneCount: number;
  /** Its curvature is the same everywhere. */
  readonly isQuadratic: boolean;
  readonly sum: (scores: Float64Array, labels: Float64Array) => number;
  /** Writes the derivatives by score, `[row][lane]`, and how much each row weighs in the curvature, `[row]`. */
  readonly derivatives: (
    scores: Float64Array,
    labels: Float64Array,
    slopes: Float64Array,
    curvatures: Float64Array,
  ) => void;
  /** The second derivative along a direction of scores. */
  readonly curvatureAlong: (scores: Float64Array, direction: Float64Array) => number;
}

/** Half the squared error. */
export const squaredLoss: Loss = {
  laneCount: 1,
  isQuadratic: true,
  sum: (scores, labels) =>
    sumOver(scores.length, (row) => ((scores[row] ?? 0) - (labels[row] ?? 0)) ** 2 / 2),
  derivatives: (scores, labels, slopes, curvatures) => {
    for (let row = 0; row < scores.length; row += 1) slopes[row] = (scores[row] ?? 0) - (labels[row] ?? 0);
    curvatures.fill(1);
  },
  curvatureAlong: (_, direction) => sumOver(direction.length, (row) => (direction[row] ?? 0) ** 2),
};

/** Log loss of labels 0 and 1. */
export const logisticLoss: Loss = {
  laneCount: 1,
  isQuadratic: false,
  sum: (scores, labels) =>
    sumOver(scores.length, (row) => {
      const score = scores[row] ?? 0;
      return Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - score * (labels[row] ?? 0);
    }),
  derivatives: (scores, labels, slopes, curvatures) => {
    for (let row = 0; row < scores.length; row += 1) {
      const probability = logistic(scores[row] ?? 0);
      slopes[row] = probability - (labels[row] ?? 0);
      curvatures[row] = probability * (1 - probability);
    }
  },
  curvatureAlong: (scores, direction) =>
    sumOver(scores.length, (row) => {
      const probability = logistic(scores[row] ?? 0);
      return probability * (1 - probability) * (direction[row] ?? 0) ** 2;
    }),
};

export const logistic = (score: number) => 1 / (1 + Math.exp(-score));

/** Log loss of labels 0 to `classCount` - 1. */
export function softmaxLoss(classCount: number): Loss {
  const probabilities = new Float64Array(classCount);
  return {
    laneCount: classCount,
    isQuadratic: false,
    sum: (scores, labels) =>
      sumOver(labels.length, (row) => {
        const start = row * classCount;
        return softmax(scores, start, probabilities) - (scores[start + (labels[row] ?? 0)] ?? 0);
      }),
    derivatives: (scores, labels, slopes, curvatures) => {
      for (let row = 0; row < labels.length; row += 1) {
        softmax(scores, row * classCount, probabilities);
        let squares = 0;
        for (let lane = 0; lane < classCount; lane += 1) {
          const probability = probabilities[lane] ?? 0;
          slopes[row * classCount + lane] = probability - (lane === labels[row] ? 1 : 0);
          squares += probability * probability;
        }
        curvatures[row] = (1 - squares) / classCount;
      }
    },
    curvatureAlong: (scores, direction) =>
      sumOver(scores.length / classCount, (row) => {
        softmax(scores, row * classCount, probabilities);
        let [mean, square] = [0, 0];
        for (let lane = 0; lane < classCount; lane += 1) {
          const step = direction[row * classCount + lane] ?? 0;
          mean += (probabilities[lane] ?? 0) * step;
          square += (probabilities[lane] ?? 0) * step * step;
        }
        return square - mean * mean;
      }),
  };
}

/** Writes the probabilities of the scores that begin at `start`; returns the logarithm of the sum of their exponentials. */
export function softmax(scores: Float64Array, start: number, probabilities: Float64Array): number {
  let largest = -Infinity;
  for (let lane = 0; lane < probabilities.length; lane += 1)
    largest = Math.max(largest, scores[start + lane] ?? 0);
  let sum = 0;
  for (let lane = 0; lane < probabilities.length; lane += 1) {
    const exponential = Math.exp((scores[start + lane] ?? 0) - largest);
    probabilities[lane] = exponential;
    sum += exponential;
  }
  for (let lane = 0; lane < probabilities.length; lane += 1)
    probabilities[lane] = (probabilities[lane] ?? 0) / sum;
  return largest + Math.log(sum);
}

function sumOver(rowCount: number, term: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < rowCount; row += 1) sum += term(row);
  return sum;
}
