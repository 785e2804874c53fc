import type { ModelSettings } from './modelSettings.ts';
import { lossesOf, predictorTypes } from './spec.ts';
import type { HyperparameterSpec, PerModel, PredictorType } from './spec.ts';

type Bounds = Pick<HyperparameterSpec, 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum'>;
type More = Bounds &
  Pick<
    HyperparameterSpec,
    'choices' | 'allowsAuto' | 'auto' | 'autoMeans' | 'dependsOn' | 'perModel' | 'isInternal'
  > & {
    readonly appliesTo?: readonly PredictorType[];
  };

const spec = <
  const Name extends string,
  const Kind extends HyperparameterSpec['kind'],
  const Extra extends More = object,
>(
  name: Name,
  kind: Kind,
  defaultValue: string | undefined,
  meaning: string,
  // SAFETY: an absent argument has no properties, which is what `object` says.
  more: Extra = {} as Extra,
) => ({
  appliesTo: predictorTypes,
  ...more,
  name,
  kind,
  meaning,
  ...(defaultValue === undefined ? {} : { default: defaultValue }),
});

const inWords = (usual: string, multiclass = usual) => ({
  regressor: usual,
  binary_classifier: usual,
  multiclass_classifier: multiclass,
});
/** `auto` that means a single value. */
const automatic = <const Value extends number | boolean | string>(auto: Value, words = String(auto)) =>
  ({ allowsAuto: true, auto, autoMeans: inWords(words) }) as const;
/** `auto` that depends on the data or varies between the parallel models. */
const open = (usual: string, multiclass = usual) =>
  ({ allowsAuto: true, autoMeans: inWords(usual, multiclass) }) as const;
/** A hyperparameter that varies between the parallel models. */
const varying = (valueOf: PerModel['valueOf'], loggedAt?: number): { readonly perModel: PerModel } => ({
  perModel: { valueOf, ...(loggedAt === undefined ? {} : { loggedAt }) },
});
const modelCounts = { regressor: 32, binary_classifier: 32, multiclass_classifier: 28 } as const;
const aroundBase = 'values around 0.02 are tried';
const positive = { exclusiveMinimum: 0 } as const;
const fraction = { exclusiveMinimum: 0, exclusiveMaximum: 1 } as const;
const rate = { minimum: 0, exclusiveMaximum: 1 } as const;
const count = { minimum: 1 } as const;

const binary = { appliesTo: ['binary_classifier'] } as const;
const regressor = { appliesTo: ['regressor'] } as const;
const multiclass = { appliesTo: ['multiclass_classifier'] } as const;
const when = (name: string, ...values: string[]) => ({ dependsOn: { name, values } });
const adam = when('optimizer', 'auto', 'adam');
const biased = when('use_bias', 'true');
const scheduled = when('use_lr_scheduler', 'true');
const internal = { isInternal: true } as const;
const criterion = 'binary_classifier_model_selection_criteria';

const criteria = [
  'accuracy',
  'f1',
  'f_beta',
  'precision_at_target_recall',
  'recall_at_target_precision',
  'cross_entropy_loss',
  'loss_function',
] as const;

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
    { choices: predictorTypes },
  ),
  spec(
    'mini_batch_size',
    'integer',
    '1000',
    'Rows per training step. Rows that do not fill a batch are dropped, so it must not exceed the number of training rows.',
    count,
  ),
  spec('epochs', 'integer', '15', 'Maximum number of passes over the training data.', count),
  spec('feature_dim', 'integer', 'auto', 'Number of features per row.', {
    ...open('read from the data'),
    ...count,
  }),
  spec('use_bias', 'boolean', 'true', 'Whether the model has an intercept.'),
  spec(criterion, 'choice', 'accuracy', 'Criterion that selects the best model and its threshold.', {
    choices: criteria,
    ...binary,
  }),
  spec('f_beta', 'number', '1.0', 'Beta of the F score: above 1 favors recall, below 1 precision.', {
    ...positive,
    appliesTo: ['binary_classifier', 'multiclass_classifier'],
  }),
  spec('target_recall', 'number', '0.8', 'Recall to reach with precision_at_target_recall.', {
    ...fraction,
    ...binary,
    ...when(criterion, 'precision_at_target_recall'),
  }),
  spec('target_precision', 'number', '0.8', 'Precision to reach with recall_at_target_precision.', {
    ...fraction,
    ...binary,
    ...when(criterion, 'recall_at_target_precision'),
  }),
  spec(
    'num_models',
    'integer',
    'auto',
    'Number of models trained in parallel with different settings; the best one is kept.',
    { ...open('32', '28'), auto: modelCounts, ...count },
  ),
  spec(
    'num_calibration_samples',
    'integer',
    '10000000',
    'Maximum number of rows used to calibrate the threshold.',
    {
      ...automatic(Infinity, 'all rows'),
      ...count,
      ...binary,
    },
  ),
  spec('init_method', 'choice', 'uniform', 'Distribution of the initial weights.', {
    choices: ['uniform', 'normal'],
  }),
  spec(
    'init_scale',
    'number',
    '0.07',
    'Initial weights are drawn between minus and plus this value (uniform).',
    {
      ...positive,
      ...when('init_method', 'uniform'),
    },
  ),
  spec('init_sigma', 'number', '0.01', 'Standard deviation of the initial weights (normal).', {
    ...positive,
    ...when('init_method', 'normal'),
  }),
  spec('init_bias', 'number', '0.0', 'Initial bias.', biased),
  spec('optimizer', 'choice', 'auto', 'Algorithm that updates the weights.', {
    autoMeans: inWords('adam', 'adam and rmsprop are both tried'),
    choices: ['auto', 'sgd', 'adam', 'rmsprop'],
    ...varying(({ optimizer }) => optimizer.name, 0),
  }),
  spec('loss', 'choice', 'auto', 'Loss function that training minimizes.', {
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
    ...positive,
    ...binary,
    ...when('loss', 'hinge_loss'),
  }),
  spec('quantile', 'number', '0.5', 'Share of labels that should be below the prediction (quantile_loss).', {
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
      ...positive,
      ...regressor,
      ...when('loss', 'eps_insensitive_squared_loss', 'eps_insensitive_absolute_loss'),
    },
  ),
  spec('huber_delta', 'number', '1.0', 'Error at which huber_loss changes from squared to absolute.', {
    ...positive,
    ...regressor,
    ...when('loss', 'huber_loss'),
  }),
  spec(
    'num_classes',
    'integer',
    '1',
    'Number of classes; labels are 0 to num_classes − 1. Required for multiclass_classifier.',
    { minimum: 3, maximum: 1_000_000, ...multiclass },
  ),
  spec('accuracy_top_k', 'integer', '3', 'k of the top-k accuracy.', { ...count, ...multiclass }),
  spec('wd', 'number', 'auto', 'L2 regularization.', {
    ...open('0.0001, 0.01, 1 and 100 are all tried', aroundBase),
    minimum: 0,
    ...varying(({ wd }) => wd, 2),
  }),
  spec('l1', 'number', 'auto', 'L1 regularization.', {
    ...open('0', aroundBase),
    minimum: 0,
    ...varying(({ l1 }) => l1, 3),
  }),
  spec('momentum', 'number', 'auto', 'Momentum of sgd.', {
    ...automatic(0),
    ...rate,
    ...when('optimizer', 'sgd'),
  }),
  spec('learning_rate', 'number', 'auto', 'Step size of the optimizer.', {
    ...open('0.005 and 0.1 are both tried', aroundBase),
    ...positive,
    ...varying(({ learningRate }) => learningRate, 1),
  }),
  spec('beta_1', 'number', 'auto', "Decay of adam's first moment.", {
    ...automatic(0.9),
    ...rate,
    ...adam,
  }),
  spec('beta_2', 'number', 'auto', "Decay of adam's second moment.", {
    ...automatic(0.999),
    ...rate,
    ...adam,
  }),
  spec('bias_lr_mult', 'number', 'auto', 'Factor applied to the learning rate for the bias.', {
    ...open('10', '1 and 10 are both tried'),
    ...positive,
    ...varying(({ biasLrMult }) => biasLrMult),
    ...biased,
  }),
  spec('bias_wd_mult', 'number', 'auto', 'Factor applied to the L2 regularization for the bias.', {
    ...automatic(0),
    minimum: 0,
    ...biased,
  }),
  spec('use_lr_scheduler', 'boolean', 'true', 'Whether the learning rate decays during training.'),
  spec('lr_scheduler_step', 'integer', 'auto', 'Steps between two decays of the learning rate.', {
    ...open('10 and 100 are both tried', 'values from 10 to 1000 are tried'),
    ...count,
    ...varying(({ lrSchedulerStep }) => lrSchedulerStep, 4),
    ...scheduled,
  }),
  spec('lr_scheduler_factor', 'number', 'auto', 'Factor applied to the learning rate at each decay step.', {
    ...open('0.99', 'values from 0.9 to 0.996 are tried'),
    ...fraction,
    ...varying(({ lrSchedulerFactor }) => lrSchedulerFactor, 5),
    ...scheduled,
  }),
  spec('lr_scheduler_minimum_lr', 'number', 'auto', 'Lower limit of the learning rate.', {
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
    { ...automatic('balanced', 'as balanced'), ...positive, choices: ['balanced'], ...binary },
  ),
  spec(
    'balance_multiclass_weights',
    'boolean',
    'false',
    'Whether classes are weighted by the inverse of their frequency.',
    multiclass,
  ),
  spec(
    'normalize_data',
    'boolean',
    'true',
    'Whether features are normalized to mean 0 and standard deviation 1 before training.',
    automatic(true),
  ),
  spec(
    'normalize_label',
    'boolean',
    'auto',
    'Whether the label is scaled to standard deviation 1 before training.',
    {
      ...automatic(true),
      ...regressor,
    },
  ),
  spec('unbias_data', 'boolean', 'auto', 'Whether the mean is subtracted from features before training.', {
    ...automatic(true),
    ...biased,
  }),
  spec('unbias_label', 'boolean', 'auto', 'Whether the mean is subtracted from the label before training.', {
    ...automatic(true),
    ...regressor,
    ...biased,
  }),
  spec(
    'num_point_for_scaler',
    'integer',
    '10000',
    'Number of rows used to compute means and standard deviations.',
    count,
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
  spec(
    'early_stopping_patience',
    'integer',
    '3',
    'Epochs without improvement before training stops early.',
    count,
  ),
  spec(
    'early_stopping_tolerance',
    'number',
    '0.001',
    'Relative improvement below which an epoch counts as no improvement.',
    positive,
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
