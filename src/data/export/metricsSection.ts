import { numericHyperparameter } from '../../learner/hyperparameters/parse.ts';
import type { CodeFacts } from './request.ts';
import type { Section } from './section.ts';

/** `metrics_of`: the metrics of the held-out rows by the names that the extension uses. */
export function metricsSection(facts: CodeFacts): Section {
  const { functions, code } = metricsText(facts);
  return {
    id: 'metrics',
    title: 'Metrics',
    prose: 'By the names of the Run page. One that is not defined on these rows is left out.',
    imports: ['import numpy as np', ...functions.map((name) => `from sklearn.metrics import ${name}`)],
    code,
  };
}

const finite =
  '    return {name: float(value) for name, value in metrics.items() if value is not None and np.isfinite(value)}';

function metricsText({ experiment, hyperparameters, preparation }: CodeFacts): {
  readonly functions: readonly string[];
  readonly code: string;
} {
  switch (experiment.predictorType) {
    case 'regressor':
      return regression;
    case 'binary_classifier':
      return binary;
    case 'multiclass_classifier': {
      const topK = numericHyperparameter(hyperparameters, 'accuracy_top_k', 'multiclass_classifier');
      const classCount = preparation.classNames?.length ?? 0;
      // The actual class is always among all classes.
      return multiclass(Math.max(1, Math.min(topK, classCount - 1)));
    }
  }
}

const regression = {
  functions: ['max_error', 'mean_absolute_error', 'mean_squared_error', 'r2_score'],
  code: `def metrics_of(actual, predicted):
    varies = np.ptp(actual) > 0
    metrics = {
        "r2": r2_score(actual, predicted) if varies else None,
        "rmse": np.sqrt(mean_squared_error(actual, predicted)),
        "mae": mean_absolute_error(actual, predicted),
        "mse": mean_squared_error(actual, predicted),
        "max_absolute_error": max_error(actual, predicted),
    }
${finite}`,
};

const binary = {
  functions: [
    'accuracy_score',
    'average_precision_score',
    'balanced_accuracy_score',
    'cohen_kappa_score',
    'f1_score',
    'log_loss',
    'matthews_corrcoef',
    'precision_score',
    'recall_score',
    'roc_auc_score',
  ],
  code: `def metrics_of(actual, scores, threshold, are_probabilities):
    predicted = (scores >= threshold).astype(int)
    has_both = 0 < actual.sum() < len(actual)
    metrics = {
        "accuracy": accuracy_score(actual, predicted),
        "balanced_accuracy": balanced_accuracy_score(actual, predicted),
        "precision": precision_score(actual, predicted, zero_division=0),
        "recall": recall_score(actual, predicted, zero_division=0),
        "specificity": recall_score(actual, predicted, pos_label=0, zero_division=0),
        "f1": f1_score(actual, predicted, zero_division=0),
        "mcc": matthews_corrcoef(actual, predicted),
        "kappa": cohen_kappa_score(actual, predicted),
        "auc": roc_auc_score(actual, scores) if has_both else None,
        "average_precision": average_precision_score(actual, scores) if has_both else None,
        "log_loss": log_loss(actual, scores, labels=[0, 1]) if are_probabilities else None,
    }
${finite}`,
};

const multiclass = (k: number) => ({
  functions: [
    'accuracy_score',
    'balanced_accuracy_score',
    'cohen_kappa_score',
    'log_loss',
    'matthews_corrcoef',
    'precision_recall_fscore_support',
    'top_k_accuracy_score',
  ],
  code: `def metrics_of(actual, probabilities):
    labels = np.arange(len(CLASSES))
    predicted = probabilities.argmax(axis=1)
    averages = precision_recall_fscore_support(actual, predicted, labels=labels, average="macro", zero_division=0)
    metrics = {
        "accuracy": accuracy_score(actual, predicted),
        "balanced_accuracy": balanced_accuracy_score(actual, predicted),
        "macro_precision": averages[0],
        "macro_recall": averages[1],
        "macro_f1": averages[2],
        "mcc": matthews_corrcoef(actual, predicted),
        "kappa": cohen_kappa_score(actual, predicted),
        "log_loss": log_loss(actual, probabilities, labels=labels),
        "top_k_accuracy": top_k_accuracy_score(actual, probabilities, k=${k}, labels=labels),
    }
${finite}`,
});
