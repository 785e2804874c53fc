import type { PreflightKind } from '../../../data/shapes/findings.ts';
import { t } from '../../kit/language.ts';

/** What a check of the preflight is about, and why it matters. */
export function preflightHint(kind: PreflightKind): string {
  switch (kind) {
    case 'batch-too-large':
    case 'batches-full':
    case 'partial-batch':
      return t(
        'Training takes a step per full batch of mini_batch_size rows. Rows that do not fill the last batch of an epoch are left out, and a job without a full batch fails.',
      );
    case 'target-is-feature':
    case 'feature-twice':
      return t(
        'Features are what the model predicts from. Each column may be used once, and the target never.',
      );
    case 'feature-dim':
      return t(
        'feature_dim tells the algorithm how many features a row has. When it is wrong the job fails.',
      );
    case 'hyperparameter-refused':
      return t(
        'SageMaker checks every hyperparameter against its range. A job with a value outside of it is refused or fails.',
      );
    case 'hyperparameter-ignored':
      return t(
        'Some hyperparameters only count together with others. This one changes nothing as the experiment is.',
      );
    case 'memory-short':
      return t(
        'All models are held in memory while they train side by side. Fewer models, features or classes need less of it.',
      );
    case 'split-sides':
    case 'no-test-rows':
    case 'few-test-rows':
      return t(
        'Test rows are held out from training to evaluate the model on data that it has not seen. The more there are, the less metrics depend on which rows they happen to be.',
      );
    case 'constant-feature':
      return t(
        'A feature with one value in all training rows cannot tell rows apart. Its weight would only shift the bias.',
      );
    case 'columns-left-out':
      return t(
        'Linear Learner needs numbers without gaps that vary. Columns that are text, constant or incomplete are not used unless you choose them.',
      );
    case 'value-missing':
    case 'value-not-numeric':
    case 'values-complete':
      return t(
        'Every feature and the target need a value in each row, and features need numbers. A row with a gap cannot be written as training data.',
      );
    case 'class-count':
    case 'class-limit':
    case 'num-classes':
      return t(
        'A classifier predicts one of the values that its target has. Their number decides between binary_classifier and multiclass_classifier.',
      );
    case 'positive-class':
      return t(
        'Precision, recall and the threshold of a binary classifier are about its positive class. It must be one of the two values of the target.',
      );
    case 'class-not-in-training':
    case 'one-class':
    case 'classes-known':
      return t(
        'The model can only learn classes that occur in the training rows. Another seed or a smaller test set may bring them in.',
      );
  }
}
