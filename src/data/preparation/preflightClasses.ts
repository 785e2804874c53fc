import type { PreflightItem } from '../shapes/preflight.ts';
import type { Experiment } from '../shapes/experiment.ts';

/** The confusion matrix holds the square of this many numbers. */
const mostClasses = 1000;
const namesShown = 3;

/** What the classes of a target stand in the way of, or that they are as they should be. */
export function classItems(
  { target, predictorType, positiveClass, hyperparameters }: Experiment,
  classNames: readonly string[] | undefined,
  trainLabels: Float32Array,
): readonly PreflightItem[] {
  if (classNames === undefined || predictorType === 'regressor') return [];
  const count = classNames.length;
  const misfit = misfitOf(predictorType, count);
  if (misfit !== undefined) {
    const fix =
      misfit.instead === undefined ? {} : { fix: { path: ['predictorType'], value: misfit.instead } };
    return [{ kind: misfit.kind, severity: 'failure', facts: { target, count, predictorType }, ...fix }];
  }
  if (predictorType === 'binary_classifier' && !classNames.includes(positiveClass ?? classNames[1] ?? '')) {
    const facts = { target, given: positiveClass ?? '', names: classNames.join(', ') };
    const fix = { path: ['positiveClass'], value: classNames[1] ?? '' };
    return [{ kind: 'positive-class', severity: 'failure', facts, fix }];
  }
  const given = Number(hyperparameters['num_classes'] ?? count);
  if (given < count) {
    const fix = { path: ['hyperparameters', 'num_classes'], value: count };
    return [{ kind: 'num-classes', severity: 'failure', facts: { target, given, count }, fix }];
  }
  return trainingItems(target, classNames, trainLabels);
}

interface Misfit {
  readonly kind: 'class-count' | 'class-limit';
  readonly instead?: Experiment['predictorType'];
}

function misfitOf(predictorType: Experiment['predictorType'], count: number): Misfit | undefined {
  if (count > mostClasses) return { kind: 'class-limit', instead: 'regressor' };
  if (count < 2) return { kind: 'class-count' };
  if (predictorType === 'binary_classifier' && count > 2)
    return { kind: 'class-count', instead: 'multiclass_classifier' };
  if (predictorType === 'multiclass_classifier' && count === 2)
    return { kind: 'class-count', instead: 'binary_classifier' };
  return undefined;
}

function trainingItems(
  target: string,
  classNames: readonly string[],
  trainLabels: Float32Array,
): readonly PreflightItem[] {
  const seen = new Set(trainLabels);
  const absent = classNames.filter((_, index) => !seen.has(index));
  const [only = 0] = seen;
  if (seen.size === 1)
    return [{ kind: 'one-class', severity: 'failure', facts: { target, name: classNames[only] ?? '' } }];
  if (absent.length > 0) {
    const facts = { target, count: absent.length, names: absent.slice(0, namesShown).join(', ') };
    return [{ kind: 'class-not-in-training', severity: 'warning', facts }];
  }
  return [{ kind: 'classes-known', severity: 'pass', facts: { target, count: classNames.length } }];
}
