import type { PreflightFacts } from '../shapes/findings.ts';
import { absentClasses, classProblem } from './experimentClasses.ts';
import { setHyperparameter, when } from './experimentKind.ts';
import type { ExperimentKind, ExperimentLook, Found } from './experimentKind.ts';

const absentNamed = 3;

const otherProblem = (count: number): Pick<Found<unknown>, 'fix'> => {
  if (count < 2) return {};
  return {
    fix: { path: ['predictorType'], value: count === 2 ? 'binary_classifier' : 'multiclass_classifier' },
  };
};

const countOf = ({ experiment: { target }, classes }: ExperimentLook) => ({
  target,
  count: classes?.names.length ?? 0,
});

/** Classes that are in the file one after the other are shuffled; rare ones are shared out. */
function stratify({ experiment: { split } }: ExperimentLook): Pick<Found<unknown>, 'fix'> {
  if (!split.shuffle) return { fix: { path: ['split', 'shuffle'], value: true } };
  // One that draws by a column was chosen for a reason.
  return (split.method ?? 'random') !== 'random'
    ? {}
    : { fix: { path: ['split', 'method'], value: 'stratified' } };
}

type ClassKind =
  | 'class-count'
  | 'class-limit'
  | 'positive-class'
  | 'num-classes'
  | 'one-class'
  | 'class-not-in-training'
  | 'classes-known';

/** Kinds of findings about the classes of a target, in the order that they are shown in. */
export const classKinds: { readonly [Kind in ClassKind]: ExperimentKind<PreflightFacts[Kind]> } = {
  'class-count': {
    severity: 'failure',
    hint: 'classCount',
    find: (look) =>
      when(classProblem(look) === 'class-count', () => ({
        facts: { ...countOf(look), predictorType: look.experiment.predictorType },
        ...otherProblem(countOf(look).count),
      })),
    words: ({ t, number }, { target, count, predictorType }) =>
      predictorType === 'binary_classifier'
        ? t('{0} has {1} different values; a binary_classifier needs 2.', target, number(count))
        : t('{0} has {1} different values; a multiclass_classifier needs 3 or more.', target, number(count)),
    advice: ({ t }) => t('Choose another predictorType.'),
  },
  'class-limit': {
    severity: 'failure',
    hint: 'classCount',
    find: (look) =>
      when(classProblem(look) === 'class-limit', () => ({
        facts: { ...countOf(look), predictorType: look.experiment.predictorType },
        fix: { path: ['predictorType'], value: 'regressor' },
      })),
    words: ({ t, number }, { target, count }) =>
      t('{0} has {1} different values: too many to be classes.', target, number(count)),
    advice: ({ t }) => t('Choose another predictorType.'),
  },
  'positive-class': {
    severity: 'failure',
    hint: 'positiveClass',
    find: (look) =>
      when(classProblem(look) === 'positive-class', () => {
        const names = look.classes?.names ?? [];
        const { target, positiveClass = '' } = look.experiment;
        return {
          facts: { target, given: positiveClass, names: names.join(', ') },
          fix: { path: ['positiveClass'], value: names[1] ?? '' },
        };
      }),
    words: ({ t }, { target, given, names }) =>
      t('The positive class is {0}, which is not a value of {1}: its classes are {2}.', given, target, names),
    advice: ({ t }) => t('Set positiveClass to one of them.'),
  },
  'num-classes': {
    severity: 'failure',
    hint: 'classCount',
    find: (look) =>
      when(classProblem(look) === 'num-classes', () => ({
        facts: { ...countOf(look), given: Number(look.experiment.hyperparameters['num_classes']) },
        fix: setHyperparameter('num_classes', countOf(look).count),
      })),
    words: ({ t, number }, { target, given, count }) =>
      t('num_classes is {0}, but {1} has {2} classes.', number(given), target, number(count)),
    advice: ({ t }) => t('Remove num_classes.'),
  },
  'one-class': {
    severity: 'failure',
    hint: 'classesInTraining',
    find: (look) =>
      when(classProblem(look) === 'one-class', () => {
        const [only = 0] = look.classes?.inTraining ?? [];
        const facts = { target: look.experiment.target, name: look.classes?.names[only] ?? '' };
        return { facts, ...stratify(look) };
      }),
    words: ({ t }, { target, name }) =>
      t('All training rows have {0} in {1}: there are no two classes to learn.', name, target),
    advice: ({ t }) => t('Change the split.'),
  },
  'class-not-in-training': {
    severity: 'warning',
    hint: 'classesInTraining',
    find(look) {
      const absent = absentClasses(look);
      const names = absent.slice(0, absentNamed).join(', ');
      return when(classProblem(look) === undefined && absent.length > 0, () => ({
        facts: { target: look.experiment.target, count: absent.length, names },
        ...stratify(look),
      }));
    },
    words: ({ t, number }, { count, names }) =>
      t(
        '{0} classes are missing from the training rows, so the model never predicts them: {1}.',
        number(count),
        names,
      ),
  },
  'classes-known': {
    severity: 'pass',
    hint: 'classesInTraining',
    find: (look) =>
      when(
        look.classes !== undefined && classProblem(look) === undefined && absentClasses(look).length === 0,
        () => ({ facts: countOf(look) }),
      ),
    words: ({ t, number }, { target, count }) =>
      count === 2
        ? t('Both classes of {0} are in the training rows', target)
        : t('All {0} classes of {1} are in the training rows', number(count), target),
  },
};
