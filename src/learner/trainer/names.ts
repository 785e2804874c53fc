import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';

/** Name of the objective in the log. */
export function objectiveName(settings: LinearLearnerSettings): string {
  switch (settings.loss.name) {
    case 'squared_loss':
      return 'mse_objective';
    case 'absolute_loss':
    case 'eps_insensitive_squared_loss':
    case 'eps_insensitive_absolute_loss':
    case 'quantile_loss':
    case 'huber_loss':
      return `${settings.loss.name}_objective`;
    case 'logistic':
      return `binary_classification_${isWeighted(settings) ? 'weighted_' : ''}cross_entropy_objective`;
    case 'hinge_loss':
      return `binary_classification_${isWeighted(settings) ? 'weighted_' : ''}hinge_loss_objective`;
    case 'softmax_loss':
      return isWeighted(settings) ? 'weighted_softmax_loss_objective' : 'multiclass_cross_entropy_objective';
  }
}

function isWeighted(settings: LinearLearnerSettings): boolean {
  switch (settings.predictorType) {
    case 'regressor':
      return false;
    case 'binary_classifier':
      return settings.positiveExampleWeightMult !== 1;
    case 'multiclass_classifier':
      return settings.balanceMulticlassWeights;
  }
}

/** `1.000`, as in the names of F scores. */
export const betaInName = (beta: number) => beta.toFixed(3);
