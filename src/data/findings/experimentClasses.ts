import type { ExperimentLook } from './experimentKind.ts';

/** A confusion matrix holds the square of this many numbers: a million. */
const mostClasses = 1000;

/** The first thing that keeps the target's classes from being trained on, if any; each kind below asks whether it is the one. */
export function classProblem({
  experiment,
  classes,
}: ExperimentLook):
  | 'class-limit'
  | 'class-count'
  | 'positive-class'
  | 'num-classes'
  | 'one-class'
  | undefined {
  const { predictorType, positiveClass, hyperparameters } = experiment;
  if (classes === undefined) return undefined;
  const { names, inTraining } = classes;
  const isBinary = predictorType === 'binary_classifier';
  if (names.length > mostClasses) return 'class-limit';
  if (names.length < 2 || isBinary !== (names.length === 2)) return 'class-count';
  if (isBinary && !names.includes(positiveClass ?? names[1] ?? '')) return 'positive-class';
  if (Number(hyperparameters['num_classes'] ?? names.length) < names.length) return 'num-classes';
  return inTraining.size === 1 ? 'one-class' : undefined;
}

/** Classes without a training row. */
export function absentClasses({ classes }: ExperimentLook): readonly string[] {
  return (classes?.names ?? []).filter((_, index) => classes?.inTraining.has(index) === false);
}
