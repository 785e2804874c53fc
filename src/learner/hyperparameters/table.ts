import type { ModelSettings } from './modelSettings.ts';
import {
  adam,
  aroundBase,
  automatic,
  biased,
  binary,
  count,
  criteria,
  criterion,
  fraction,
  inWords,
  internal,
  modelCounts,
  multiclass,
  open,
  positive,
  rate,
  regressor,
  scheduled,
  spec,
  varying,
  when,
} from './rowParts.ts';
import { lossesOf, predictorTypes } from './spec.ts';
import type { HyperparameterSpec, PredictorType } from './spec.ts';

/**
 * Every documented hyperparameter, with the order and defaults of the container's default-input.json and the ranges of the
 * developer guide. That file also has the internal ones.
 */
const rows = [
  spec(
    'predictor_type',
    'choice',
    undefined,
    'What the model predicts: a number, one of two classes, or one of several.',
    { advice: 'It decides which losses and metrics there are.', choices: predictorTypes },
  ),
  spec(
    'mini_batch_size',
    'integer',
    '1000',
    'Rows per training step. Rows that do not fill a batch are dropped, so it must not exceed the number of training rows.',
    { ...count, advice: 'Small batches take more, noisier steps per epoch; large ones are faster per row.' },
  ),
  spec('epochs', 'integer', '15', 'Maximum number of passes over the training data.', {
    ...count,
    advice: 'Raise it when the loss is still falling at the last epoch.',
  }),
  spec('feature_dim', 'integer', 'auto', 'Number of features per row.', {
    advice: 'It must equal the number of feature columns.',
    ...open('read from the data'),
    ...count,
  }),
  spec('use_bias', 'boolean', 'true', 'Whether the model has an intercept.', {
    advice: 'Without one, the prediction is 0 where all features are 0.',
  }),
  spec(criterion, 'choice', 'accuracy', 'Criterion that selects the best model and its threshold.', {
    advice:
      'Choose it by the cost of each kind of mistake: precision and recall trade off against each other.',
    choices: criteria,
    ...binary,
  }),
  spec('f_beta', 'number', '1.0', 'Beta of the F score: above 1 favors recall, below 1 precision.', {
    advice: 'It matters when f_beta is the selection criterion.',
    ...positive,
    appliesTo: ['binary_classifier', 'multiclass_classifier'],
  }),
  spec('target_recall', 'number', '0.8', 'Recall to reach with precision_at_target_recall.', {
    advice: 'Among the thresholds that reach it, the one with the highest precision is chosen.',
    ...fraction,
    ...binary,
    ...when(criterion, 'precision_at_target_recall'),
  }),
  spec('target_precision', 'number', '0.8', 'Precision to reach with recall_at_target_precision.', {
    advice: 'Among the thresholds that reach it, the one with the highest recall is chosen.',
    ...fraction,
    ...binary,
    ...when(criterion, 'recall_at_target_precision'),
  }),
  spec(
    'num_models',
    'integer',
    'auto',
    'Number of models trained in parallel with different settings; the best one is kept.',
    {
      advice:
        'More models try more combinations of learning rate, wd and other settings in the same pass over the data.',
      ...open('32', '28'),
      auto: modelCounts,
      ...count,
    },
  ),
  spec(
    'num_calibration_samples',
    'integer',
    '10000000',
    'Maximum number of rows used to calibrate the threshold.',
    {
      advice: 'Fewer rows are faster but make the threshold less exact.',
      ...automatic(Infinity, 'all rows'),
      ...count,
      ...binary,
    },
  ),
  spec('init_method', 'choice', 'uniform', 'Distribution of the initial weights.', {
    advice: 'A linear model converges to the same optimum from either.',
    choices: ['uniform', 'normal'],
  }),
  spec(
    'init_scale',
    'number',
    '0.07',
    'Initial weights are drawn between minus and plus this value (uniform).',
    {
      advice: 'It seldom matters: a linear model has one optimum.',
      ...positive,
      ...when('init_method', 'uniform'),
    },
  ),
  spec('init_sigma', 'number', '0.01', 'Standard deviation of the initial weights (normal).', {
    advice: 'It seldom matters: a linear model has one optimum.',
    ...positive,
    ...when('init_method', 'normal'),
  }),
  spec('init_bias', 'number', '0.0', 'Initial bias.', {
    ...biased,
    advice: 'It seldom matters: a linear model has one optimum.',
  }),
  spec('optimizer', 'choice', 'auto', 'Algorithm that updates the weights.', {
    advice: 'adam adapts the step of each weight; sgd uses one learning rate for all.',
    autoMeans: inWords('adam', 'adam and rmsprop are both tried'),
    choices: ['auto', 'sgd', 'adam', 'rmsprop'],
    ...varying(({ optimizer }) => optimizer.name, 0),
  }),
  spec('loss', 'choice', 'auto', 'Loss function that training minimizes.', {
    advice: 'Absolute and Huber losses are less sensitive to outliers than squared loss.',
    autoMeans: {
      regressor: lossesOf.regressor[0],
      binary_classifier: lossesOf.binary_classifier[0],
      multiclass_classifier: lossesOf.multiclass_classifier[0],
    },
    choices: [
      'auto',
      ...lossesOf.regressor,
      ...lossesOf.binary_classifier,
      ...lossesOf.multiclass_classifier,
    ],
  }),
  spec('margin', 'number', '1.0', 'Margin of hinge_loss.', {
    advice: 'Rows that are classified correctly by more than the margin cost nothing.',
    ...positive,
    ...binary,
    ...when('loss', 'hinge_loss'),
  }),
  spec('quantile', 'number', '0.5', 'Share of labels that should be below the prediction (quantile_loss).', {
    advice: '0.5 predicts the median, 0.9 a value that 90 % of the labels are below.',
    ...fraction,
    ...regressor,
    ...when('loss', 'quantile_loss'),
  }),
  spec(
    'loss_insensitivity',
    'number',
    '0.01',
    'Errors below this do not count with eps_insensitive losses.',
    {
      advice: 'Set it to an error that is acceptable, in the scale of the label.',
      ...positive,
      ...regressor,
      ...when('loss', 'eps_insensitive_squared_loss', 'eps_insensitive_absolute_loss'),
    },
  ),
  spec('huber_delta', 'number', '1.0', 'Error at which huber_loss changes from squared to absolute.', {
    advice: 'Errors above it count linearly, so that outliers pull less.',
    ...positive,
    ...regressor,
    ...when('loss', 'huber_loss'),
  }),
  spec(
    'num_classes',
    'integer',
    '1',
    'Number of classes; labels are 0 to num_classes − 1. Required for multiclass_classifier.',
    {
      advice: 'It must equal the number of classes in the target.',
      minimum: 3,
      maximum: 1_000_000,
      ...multiclass,
    },
  ),
  spec('accuracy_top_k', 'integer', '3', 'k of the top-k accuracy.', {
    advice: 'A prediction counts as correct when the actual class is among the k most likely ones.',
    ...count,
    ...multiclass,
  }),
  spec('wd', 'number', 'auto', 'L2 regularization.', {
    advice:
      'Weight decay pulls weights towards 0: more of it generalizes better from few rows, too much underfits.',
    ...open('0.0001, 0.01, 1 and 100 are all tried', aroundBase),
    minimum: 0,
    ...varying(({ wd }) => wd, 2),
  }),
  spec('l1', 'number', 'auto', 'L1 regularization.', {
    advice: 'It drives weights of useless features to exactly 0.',
    ...open('0', aroundBase),
    minimum: 0,
    ...varying(({ l1 }) => l1, 3),
  }),
  spec('momentum', 'number', 'auto', 'Momentum of sgd.', {
    advice: 'Values near 1 smooth the steps and speed up a slow descent.',
    ...automatic(0),
    ...rate,
    ...when('optimizer', 'sgd'),
  }),
  spec('learning_rate', 'number', 'auto', 'Step size of the optimizer.', {
    advice: 'Too large and the loss jumps or diverges; too small and it falls slowly.',
    ...open('0.005 and 0.1 are both tried', aroundBase),
    ...positive,
    ...varying(({ learningRate }) => learningRate, 1),
  }),
  spec('beta_1', 'number', 'auto', "Decay of adam's first moment.", {
    advice: 'The defaults suit nearly all data.',
    ...automatic(0.9),
    ...rate,
    ...adam,
  }),
  spec('beta_2', 'number', 'auto', "Decay of adam's second moment.", {
    advice: 'The defaults suit nearly all data.',
    ...automatic(0.999),
    ...rate,
    ...adam,
  }),
  spec('bias_lr_mult', 'number', 'auto', 'Factor applied to the learning rate for the bias.', {
    advice: 'The bias often has further to go than the weights.',
    ...open('10', '1 and 10 are both tried'),
    ...positive,
    ...varying(({ biasLrMult }) => biasLrMult),
    ...biased,
  }),
  spec('bias_wd_mult', 'number', 'auto', 'Factor applied to the L2 regularization for the bias.', {
    advice: '0 leaves the bias out of the regularization.',
    ...automatic(0),
    minimum: 0,
    ...biased,
  }),
  spec('use_lr_scheduler', 'boolean', 'true', 'Whether the learning rate decays during training.', {
    advice: 'A falling rate settles closer to the optimum.',
  }),
  spec('lr_scheduler_step', 'integer', 'auto', 'Steps between two decays of the learning rate.', {
    advice: 'Small values make the rate fall sooner.',
    ...open('10 and 100 are both tried', 'values from 10 to 1000 are tried'),
    ...count,
    ...varying(({ lrSchedulerStep }) => lrSchedulerStep, 4),
    ...scheduled,
  }),
  spec('lr_scheduler_factor', 'number', 'auto', 'Factor applied to the learning rate at each decay step.', {
    advice: 'Values near 1 make it fall slowly.',
    ...open('0.99', 'values from 0.9 to 0.996 are tried'),
    ...fraction,
    ...varying(({ lrSchedulerFactor }) => lrSchedulerFactor, 5),
    ...scheduled,
  }),
  spec('lr_scheduler_minimum_lr', 'number', 'auto', 'Lower limit of the learning rate.', {
    advice: 'It keeps the steps of late epochs from vanishing.',
    ...open('0.00001 and 0.0001 are both tried', 'values from 0.000001 to 0.001 are tried'),
    ...positive,
    ...varying(({ lrSchedulerMinimumLr }) => lrSchedulerMinimumLr, 6),
    ...scheduled,
  }),
  spec(
    'positive_example_weight_mult',
    'number',
    '1.0',
    'Weight of positive rows; balanced is the ratio of negative to positive rows.',
    {
      advice: 'Raise it when missing a positive row is worse than a false alarm.',
      ...automatic('balanced', 'as balanced'),
      ...positive,
      choices: ['balanced'],
      ...binary,
    },
  ),
  spec(
    'balance_multiclass_weights',
    'boolean',
    'false',
    'Whether classes are weighted by the inverse of their frequency.',
    { ...multiclass, advice: 'It helps rare classes at the expense of frequent ones.' },
  ),
  spec(
    'normalize_data',
    'boolean',
    'true',
    'Whether features are normalized to mean 0 and standard deviation 1 before training.',
    { ...automatic(true), advice: 'It makes one learning rate suit features of very different scales.' },
  ),
  spec(
    'normalize_label',
    'boolean',
    'auto',
    'Whether the label is scaled to standard deviation 1 before training.',
    { advice: 'Predictions are converted back to the unit of the label.', ...automatic(true), ...regressor },
  ),
  spec('unbias_data', 'boolean', 'auto', 'Whether the mean is subtracted from features before training.', {
    advice: 'Centred features make training faster and leave the model the same.',
    ...automatic(true),
    ...biased,
  }),
  spec('unbias_label', 'boolean', 'auto', 'Whether the mean is subtracted from the label before training.', {
    advice: 'Predictions are converted back to the unit of the label.',
    ...automatic(true),
    ...regressor,
    ...biased,
  }),
  spec(
    'num_point_for_scaler',
    'integer',
    '10000',
    'Number of rows used to compute means and standard deviations.',
    { ...count, advice: 'More rows give more exact values and take longer.' },
  ),
  spec('_kvstore', 'choice', 'auto', 'How instances synchronize weights.', {
    choices: ['auto', 'local', 'device', 'dist_sync', 'dist_async'],
    ...internal,
  }),
  spec('_num_gpus', 'integer', 'auto', 'Number of GPUs per instance.', {
    allowsAuto: true,
    minimum: 0,
    ...internal,
  }),
  spec('_num_kv_servers', 'integer', 'auto', 'Number of servers that synchronize weights.', {
    allowsAuto: true,
    minimum: 0,
    ...internal,
  }),
  spec('_log_level', 'choice', 'info', 'Log level.', {
    choices: ['debug', 'info', 'warning', 'error'],
    ...internal,
  }),
  spec(
    '_tuning_objective_metric',
    'text',
    '',
    'Metric that a tuning job optimizes; each training job then trains one model.',
    internal,
  ),
  spec('early_stopping_patience', 'integer', '3', 'Epochs without improvement before training stops early.', {
    ...count,
    advice: 'Raise it when the loss pauses before it falls again.',
  }),
  spec(
    'early_stopping_tolerance',
    'number',
    '0.001',
    'Relative improvement below which an epoch counts as no improvement.',
    { ...positive, advice: 'Lower it to keep training for small improvements.' },
  ),
  spec('_enable_profiler', 'boolean', 'false', 'Whether the profiler is enabled.', internal),
] as const;
export type HyperparameterRow = (typeof rows)[number];

export const hyperparameterTable: readonly HyperparameterSpec[] = rows;

export const hyperparameterByName: ReadonlyMap<string, HyperparameterSpec> = new Map(
  hyperparameterTable.map((entry) => [entry.name, entry]),
);

/** Hyperparameters that users set; the predictor type itself is a key of the experiment. */
export const settableHyperparameters = (predictorType?: PredictorType): readonly HyperparameterSpec[] =>
  hyperparameterTable.filter(
    ({ name, isInternal, appliesTo }) =>
      name !== 'predictor_type' &&
      isInternal !== true &&
      (predictorType === undefined || appliesTo.includes(predictorType)),
  );

/** The choices for a predictor type: losses of other types are invalid. */
export function choicesFor(predictorType: PredictorType, entry: HyperparameterSpec): readonly string[] {
  const allowed: readonly string[] = ['auto', ...lossesOf[predictorType]];
  const choices = entry.choices ?? [];
  return entry.name === 'loss' ? choices.filter((choice) => allowed.includes(choice)) : choices;
}

/** The settings that the log prints for the best model, in the order of the log. */
export const loggedOfModel = (model: ModelSettings) =>
  hyperparameterTable
    .flatMap(({ name, kind, perModel }) =>
      perModel?.loggedAt === undefined
        ? []
        : [{ name, kind, value: perModel.valueOf(model), at: perModel.loggedAt }],
    )
    .toSorted((a, b) => a.at - b.at);
