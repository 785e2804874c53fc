import { t } from './language.ts';

export type MetricName =
  | 'accuracy'
  | 'auc'
  | 'cost'
  | 'f1'
  | 'logLoss'
  | 'macroF1'
  | 'mae'
  | 'mse'
  | 'precision'
  | 'precisionRecall'
  | 'r2'
  | 'recall'
  | 'rmse'
  | 'topK';

/** What a metric is, and how to read it. */
export function metricHint(name: MetricName): string {
  switch (name) {
    case 'accuracy':
      return t(
        'The share of rows whose predicted class is the actual one. Compare it with always predicting the most frequent class: when one class is rare, that alone scores high.',
      );
    case 'auc':
      return t(
        'Area under the ROC curve: how often a random positive row scores higher than a random negative one. 0.5 is guessing and 1 is perfect, whatever the threshold.',
      );
    case 'cost':
      return t(
        'False positives and false negatives on the held-out rows, each multiplied by the cost you entered. The threshold with the lowest cost is the best one for these costs.',
      );
    case 'f1':
      return t(
        'The harmonic mean of precision and recall for the positive class. It is high only when both are, and ignores how many negative rows are right.',
      );
    case 'logLoss':
      return t(
        'The mean of −log of the probability that the model gave to the actual class. 0 is perfect, and a confident wrong answer costs most.',
      );
    case 'macroF1':
      return t(
        'F1 of each class, averaged with equal weight. A rare class counts as much as a frequent one.',
      );
    case 'mae':
      return t(
        'Mean absolute error: how far predictions are off on average, in the unit of the target. Large errors count in proportion to their size.',
      );
    case 'mse':
      return t(
        'Mean squared error: the average of the squared errors, in the unit of the target squared. It is what squared_loss minimizes.',
      );
    case 'precision':
      return t('The share of rows predicted as this class that belong to it. Every false alarm lowers it.');
    case 'precisionRecall':
      return t(
        'Precision is the share of predicted positives that are positive; recall is the share of actual positives that are found. A lower threshold usually raises recall and lowers precision.',
      );
    case 'r2':
      return t(
        'R²: the share of the target’s variance that the model explains. 1 is perfect, 0 is no better than always predicting the mean, and below 0 is worse.',
      );
    case 'recall':
      return t('The share of rows of this class that are predicted as such. Every missed row lowers it.');
    case 'rmse':
      return t(
        'Root mean squared error: the typical size of an error, in the unit of the target. Squaring makes large errors count more than in MAE.',
      );
    case 'topK':
      return t(
        'The share of rows whose actual class is among the k classes with the highest probability. k is the hyperparameter accuracy_top_k.',
      );
  }
}
