import { sigmoid } from '../activations.ts';
import type { BinaryLoss, RegressionLoss } from '../hyperparameters/settings.ts';

/** The loss of one score and one label. */
export interface PointwiseLoss {
  readonly value: (score: number, label: number) => number;
  /**
   * The gradient of `value` in the score that the optimizer uses. For squared losses it is half of it, as in MXNet's
   * LinearRegressionOutput.
   */
  readonly derivative: (score: number, label: number) => number;
}

/** Smallest probability in a loss, according to published logs. */
export const smallestProbability = 1e-10;

const squared: PointwiseLoss = {
  value: (score, label) => (score - label) * (score - label),
  derivative: (score, label) => score - label,
};

const absolute: PointwiseLoss = {
  value: (score, label) => Math.abs(score - label),
  derivative: (score, label) => Math.sign(score - label),
};

/** max(e² − ε², 0), as in Amazon's notebook about loss functions. */
const insensitiveSquared = (insensitivity: number): PointwiseLoss => ({
  value: (score, label) => Math.max((score - label) * (score - label) - insensitivity * insensitivity, 0),
  derivative: (score, label) => (Math.abs(score - label) > insensitivity ? score - label : 0),
});

/** max(|e| − ε, 0) */
const insensitiveAbsolute = (insensitivity: number): PointwiseLoss => ({
  value: (score, label) => Math.max(Math.abs(score - label) - insensitivity, 0),
  derivative: (score, label) => (Math.abs(score - label) > insensitivity ? Math.sign(score - label) : 0),
});

/** Pinball loss: the label is below the score with probability `quantile`. */
const quantile = (share: number): PointwiseLoss => ({
  value: (score, label) => (label > score ? share * (label - score) : (1 - share) * (score - label)),
  derivative: (score, label) => {
    if (label === score) return 0;
    return label > score ? -share : 1 - share;
  },
});

/** e²/2 up to δ, δ(|e| − δ/2) above (Huber 1964). */
const huber = (delta: number): PointwiseLoss => ({
  value: (score, label) => {
    const error = Math.abs(score - label);
    return error <= delta ? (error * error) / 2 : delta * (error - delta / 2);
  },
  derivative: (score, label) => Math.max(-delta, Math.min(delta, score - label)),
});

/** Cross entropy of sigmoid(score) and a label of 0 or 1. */
const logistic: PointwiseLoss = {
  value: (score, label) => {
    const likelihood = sigmoid(label > 0 ? score : -score);
    return -Math.log(Math.max(likelihood, smallestProbability));
  },
  derivative: (score, label) => sigmoid(score) - label,
};

/** The score of hinge_loss that separates the classes. */
export const hingeBoundary = 0.5;

/** y·max(0, (margin + 1)/2 − score) + (1 − y)·max(0, (margin − 1)/2 + score), as in Amazon's notebook about loss functions. */
const hinge = (margin: number): PointwiseLoss => {
  const missing = (score: number, label: number) =>
    margin / 2 - (label > 0 ? score - hingeBoundary : hingeBoundary - score);
  return {
    value: (score, label) => Math.max(0, missing(score, label)),
    derivative: (score, label) => {
      if (missing(score, label) <= 0) return 0;
      return label > 0 ? -1 : 1;
    },
  };
};

export function pointwiseLoss(loss: RegressionLoss | BinaryLoss): PointwiseLoss {
  switch (loss.name) {
    case 'squared_loss':
      return squared;
    case 'absolute_loss':
      return absolute;
    case 'eps_insensitive_squared_loss':
      return insensitiveSquared(loss.insensitivity);
    case 'eps_insensitive_absolute_loss':
      return insensitiveAbsolute(loss.insensitivity);
    case 'quantile_loss':
      return quantile(loss.quantile);
    case 'huber_loss':
      return huber(loss.delta);
    case 'logistic':
      return logistic;
    case 'hinge_loss':
      return hinge(loss.margin);
  }
}
