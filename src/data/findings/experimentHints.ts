import type { PreflightKind } from '../shapes/findings.ts';
import { hintOfExperimentFinding } from './experimentFindings.ts';
import type { Hint } from './experimentKind.ts';
import type { Say } from './say.ts';

/** What checks are about and why they matter; several kinds of findings share one. */
const hints = {
  batch: ({ t }: Say) =>
    t(
      'Training takes a step per full batch of mini_batch_size rows. Rows that do not fill the last batch of an epoch are left out, and a job without a full batch fails.',
    ),
  features: ({ t }: Say) =>
    t(
      'Features are what the model predicts from. A column may be encoded in several ways, but only once in each, and never if it is the target.',
    ),
  split: ({ t }: Say) =>
    t(
      'Test rows are held out from training to evaluate the model on data that it has not seen. The more there are, the less metrics depend on which rows they happen to be.',
    ),
  values: ({ t }: Say) =>
    t(
      'The target needs a value in each row that is used, and every feature has to become numbers: "missing" of a feature says what replaces its gaps, and "encode" makes columns of its categories.',
    ),
  constantTarget: ({ t }: Say) =>
    t(
      'A regression learns how the target differs from row to row. Where it never does, every model predicts the same number, and R² is undefined.',
    ),
  classCount: ({ t }: Say) =>
    t(
      'A classifier predicts one of the values that its target has. Their number decides between binary_classifier and multiclass_classifier.',
    ),
  classesInTraining: ({ t }: Say) =>
    t(
      'The model can only learn classes that occur in the training rows. If one is missing, try another seed or a smaller test set.',
    ),
  featureDim: ({ t }: Say) =>
    t('feature_dim tells the algorithm how many features a row has. When it is wrong the job fails.'),
  refused: ({ t }: Say) =>
    t(
      'SageMaker checks every hyperparameter against its range. A job with a value outside of it is refused or fails.',
    ),
  ignored: ({ t }: Say) =>
    t('Some settings only count together with others. This one changes nothing as the experiment is.'),
  memory: ({ t }: Say) =>
    t(
      'All models are held in memory while they train side by side. Fewer models, features or classes need less of it.',
    ),
  constant: ({ t }: Say) =>
    t(
      'A feature with one value in all training rows cannot tell rows apart. Its weight would only shift the bias.',
    ),
  overfitting: ({ t }: Say) =>
    t(
      'With few rows per feature, a model can fit the training rows by chance and predict other rows badly. Validation rows show which model does not.',
    ),
  leftOut: ({ t }: Say) =>
    t(
      'Linear Learner needs numbers, or categories that repeat. Free text, identifiers, constants and columns without any value are not used unless you choose them.',
    ),
  positiveClass: ({ t }: Say) =>
    t(
      'Precision, recall and the threshold of a binary classifier are about its positive class. It must be one of the two values of the target.',
    ),
} satisfies Record<Hint, (say: Say) => string>;

/** What a check is about and why it matters. */
export const experimentFindingHint = (say: Say, kind: PreflightKind): string =>
  hints[hintOfExperimentFinding(kind)](say);
