import { t } from './language.ts';

/** What a hyperparameter means, in the words of its table, and how to choose it. */
export function hyperparameterHint(name: string, meaning: string): string {
  return [meaning, advice(name)].filter((sentence) => sentence !== '').join(' ');
}

function advice(name: string): string {
  switch (name) {
    case 'predictor_type':
      return t('It decides which losses and metrics there are.');
    case 'mini_batch_size':
      return t('Small batches take more, noisier steps per epoch; large ones are faster per row.');
    case 'epochs':
      return t('Raise it when the loss is still falling at the last epoch.');
    case 'feature_dim':
      return t('It must equal the number of feature columns.');
    case 'use_bias':
      return t('Without one, the prediction is 0 where all features are 0.');
    case 'binary_classifier_model_selection_criteria':
      return t(
        'Choose it by the cost of each kind of mistake: precision and recall trade off against each other.',
      );
    case 'f_beta':
      return t('It matters when f_beta is the selection criterion.');
    case 'target_recall':
      return t('Among the thresholds that reach it, the one with the highest precision is chosen.');
    case 'target_precision':
      return t('Among the thresholds that reach it, the one with the highest recall is chosen.');
    case 'num_models':
      return t(
        'More models try more combinations of learning rate, wd and other settings in the same pass over the data.',
      );
    case 'num_calibration_samples':
      return t('Fewer rows are faster but make the threshold less exact.');
    case 'init_method':
      return t('A linear model converges to the same optimum from either.');
    case 'init_scale':
    case 'init_sigma':
    case 'init_bias':
      return t('It seldom matters: a linear model has one optimum.');
    case 'optimizer':
      return t('adam adapts the step of each weight; sgd uses one learning rate for all.');
    case 'loss':
      return t('Absolute and Huber losses are less sensitive to outliers than squared loss.');
    case 'margin':
      return t('Rows that are classified correctly by more than the margin cost nothing.');
    case 'quantile':
      return t('0.5 predicts the median, 0.9 a value that 90 % of the labels are below.');
    case 'loss_insensitivity':
      return t('Set it to an error that is acceptable, in the scale of the label.');
    case 'huber_delta':
      return t('Errors above it count linearly, so that outliers pull less.');
    case 'num_classes':
      return t('It must equal the number of classes in the target.');
    case 'accuracy_top_k':
      return t('A prediction counts as correct when the actual class is among the k most likely ones.');
    case 'wd':
      return t(
        'Weight decay pulls weights towards 0: more of it generalizes better from few rows, too much underfits.',
      );
    case 'l1':
      return t('It drives weights of useless features to exactly 0.');
    case 'momentum':
      return t('Values near 1 smooth the steps and speed up a slow descent.');
    case 'learning_rate':
      return t('Too large and the loss jumps or diverges; too small and it falls slowly.');
    case 'beta_1':
    case 'beta_2':
      return t('The defaults suit nearly all data.');
    case 'bias_lr_mult':
      return t('The bias often has further to go than the weights.');
    case 'bias_wd_mult':
      return t('0 leaves the bias out of the regularization.');
    case 'use_lr_scheduler':
      return t('A falling rate settles closer to the optimum.');
    case 'lr_scheduler_step':
      return t('Small values make the rate fall sooner.');
    case 'lr_scheduler_factor':
      return t('Values near 1 make it fall slowly.');
    case 'lr_scheduler_minimum_lr':
      return t('It keeps the steps of late epochs from vanishing.');
    case 'positive_example_weight_mult':
      return t('Raise it when missing a positive row is worse than a false alarm.');
    case 'balance_multiclass_weights':
      return t('It helps rare classes at the expense of frequent ones.');
    case 'normalize_data':
      return t('It makes one learning rate suit features of very different scales.');
    case 'normalize_label':
    case 'unbias_label':
      return t('Predictions are converted back to the unit of the label.');
    case 'unbias_data':
      return t('Centred features make training faster and leave the model the same.');
    case 'num_point_for_scaler':
      return t('More rows give more exact values and take longer.');
    case 'early_stopping_patience':
      return t('Raise it when the loss pauses before it falls again.');
    case 'early_stopping_tolerance':
      return t('Lower it to keep training for small improvements.');
    default:
      return '';
  }
}
