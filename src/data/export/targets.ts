import type { TargetTransform } from '../../learner/targetTransform.ts';

/** What the model learns of the target, in words. */
export function learnedProse(transform: TargetTransform | undefined): string {
  switch (transform) {
    case undefined:
      return 'The label is the target itself.';
    case 'log1p':
      return 'The model learns the logarithm of 1 + the target.';
    case 'sqrt':
      return 'The model learns the square root of the target.';
  }
}

/** Python for what is learned of targets, a numpy array. */
export function learnedText(transform: TargetTransform | undefined, values: string): string {
  switch (transform) {
    case undefined:
      return values;
    case 'log1p':
      return `np.log1p(${values})`;
    case 'sqrt':
      return `np.sqrt(${values})`;
  }
}

/** Python for targets of what was learned, a numpy array. */
export function targetText(transform: TargetTransform | undefined, learned: string): string {
  switch (transform) {
    case undefined:
      return learned;
    case 'log1p':
      return `np.expm1(${learned})`;
    case 'sqrt':
      return `np.maximum(${learned}, 0) ** 2`;
  }
}
