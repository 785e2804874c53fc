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
/** `auto`, and the one value that it stands for. */
const automatic = <const Value extends number | boolean | string>(auto: Value, words = String(auto)) =>
  ({ allowsAuto: true, auto, autoMeans: inWords(words) }) as const;
/** `auto` where it is no one value; multiclass models vary in other ways. */
const open = (usual: string, multiclass = usual) =>
  ({ allowsAuto: true, autoMeans: inWords(usual, multiclass) }) as const;
/** In which the parallel models differ. */
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
 * Every documented hyperparameter, in the order of the container's default file and with its defaults; ranges as in the
 * developer guide. The internal ones stand in that file too.
 */
const rows = [
  spec(
    'predictor_type',
    'choice',
    undefined,
    'What is predicted: a number, one of two classes, or one of several.',
    { choices: predictorTypes },
  ),
  spec(
    'mini_batch_size',
    'integer',
    '1000',
    'Rows in one step of training; rows that fill no batch are dropped, so it may not exceed the training rows.',
    count,
  ),
  spec('epochs', 'integer', '15', 'How often training passes over the data at most.', count),
  spec('feature_dim', 'integer', 'auto', 'How many features a row has.', {
    ...open('read from the data'),
    ...count,
  }),
  spec('use_bias', 'boolean', 'true', 'Whether the model has an intercept.'),
  spec(criterion, 'choice', 'accuracy', 'By what the best model and its threshold are chosen.', {
    choices: criteria,
    ...binary,
  }),
  spec('f_beta', 'number', '1.0', 'Beta of the F score: above 1 recall counts more, below 1 precision.', {
    ...positive,
    appliesTo: ['binary_classifier', 'multiclass_classifier'],
  }),
  spec('target_recall', 'number', '0.8', 'Recall to hold with precision_at_target_recall.', {
    ...fraction,
    ...binary,
    ...when(criterion, 'precision_at_target_recall'),
  }),
  spec('target_precision', 'number', '0.8', 'Precision to hold with recall_at_target_precision.', {
    ...fraction,
    ...binary,
    ...when(criterion, 'recall_at_target_precision'),
  }),
  spec(
    'num_models',
    'integer',
    'auto',
    'How many models train side by side with other settings; the best one is kept.',
    { ...open('32', '28'), auto: modelCounts, ...count },
  ),
  spec('num_calibration_samples', 'integer', '10000000', 'Rows from which the threshold is calibrated.', {
    ...automatic(Infinity, 'all rows'),
    ...count,
    ...binary,
  }),
  spec('init_method', 'choice', 'uniform', 'Distribution of the initial weights.', {
    choices: ['uniform', 'normal'],
  }),
  spec('init_scale', 'number', '0.07', 'Initial weights lie between minus and plus this (uniform).', {
    ...positive,
    ...when('init_method', 'uniform'),
  }),
  spec('init_sigma', 'number', '0.01', 'Standard deviation of the initial weights (normal).', {
    ...positive,
    ...when('init_method', 'normal'),
  }),
  spec('init_bias', 'number', '0.0', 'Initial bias.', biased),
  spec('optimizer', 'choice', 'auto', 'How weights are updated.', {
    autoMeans: inWords('adam', 'adam and rmsprop are both tried'),
    choices: ['auto', 'sgd', 'adam', 'rmsprop'],
    ...varying(({ optimizer }) => optimizer.name, 0),
  }),
  spec('loss', 'choice', 'auto', 'What training minimises.', {
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
  spec(
    'quantile',
    'number',
    '0.5',
    'The share of labels that should lie below the prediction (quantile_loss).',
    { ...fraction, ...regressor, ...when('loss', 'quantile_loss') },
  ),
  spec(
    'loss_insensitivity',
    'number',
    '0.01',
    'Errors below this cost nothing with eps_insensitive losses.',
    {
      ...positive,
      ...regressor,
      ...when('loss', 'eps_insensitive_squared_loss', 'eps_insensitive_absolute_loss'),
    },
  ),
  spec('huber_delta', 'number', '1.0', 'Where huber_loss turns from squared to absolute.', {
    ...positive,
    ...regressor,
    ...when('loss', 'huber_loss'),
  }),
  spec(
    'num_classes',
    'integer',
    '1',
    'How many classes the label has: 0 to this less one. Required for multiclass_classifier.',
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
  spec('bias_lr_mult', 'number', 'auto', 'How many times the learning rate the bias gets.', {
    ...open('10', '1 and 10 are both tried'),
    ...positive,
    ...varying(({ biasLrMult }) => biasLrMult),
    ...biased,
  }),
  spec('bias_wd_mult', 'number', 'auto', 'How many times the weight decay the bias gets.', {
    ...automatic(0),
    minimum: 0,
    ...biased,
  }),
  spec('use_lr_scheduler', 'boolean', 'true', 'Whether the learning rate falls during training.'),
  spec('lr_scheduler_step', 'integer', 'auto', 'Steps between two falls of the learning rate.', {
    ...open('10 and 100 are both tried', 'values from 10 to 1000 are tried'),
    ...count,
    ...varying(({ lrSchedulerStep }) => lrSchedulerStep, 4),
    ...scheduled,
  }),
  spec('lr_scheduler_factor', 'number', 'auto', 'By what the learning rate is multiplied at each fall.', {
    ...open('0.99', 'values from 0.9 to 0.996 are tried'),
    ...fraction,
    ...varying(({ lrSchedulerFactor }) => lrSchedulerFactor, 5),
    ...scheduled,
  }),
  spec('lr_scheduler_minimum_lr', 'number', 'auto', 'Below this the learning rate never falls.', {
    ...open('0.00001 and 0.0001 are both tried', 'values from 0.000001 to 0.001 are tried'),
    ...positive,
    ...varying(({ lrSchedulerMinimumLr }) => lrSchedulerMinimumLr, 6),
    ...scheduled,
  }),
  spec(
    'positive_example_weight_mult',
    'number',
    '1.0',
    'Weight of positive rows; balanced: rows of the negative class for each of the positive one.',
    { ...automatic('balanced', 'as balanced'), ...positive, choices: ['balanced'], ...binary },
  ),
  spec(
    'balance_multiclass_weights',
    'boolean',
    'false',
    'Whether classes are weighed by the inverse of their frequency.',
    multiclass,
  ),
  spec(
    'normalize_data',
    'boolean',
    'true',
    'Whether features are brought to mean 0 and standard deviation 1 before training.',
    automatic(true),
  ),
  spec('normalize_label', 'boolean', 'auto', 'Whether the label is brought to standard deviation 1.', {
    ...automatic(true),
    ...regressor,
  }),
  spec('unbias_data', 'boolean', 'auto', 'Whether the mean of the features is removed.', {
    ...automatic(true),
    ...biased,
  }),
  spec('unbias_label', 'boolean', 'auto', 'Whether the mean of the label is removed.', {
    ...automatic(true),
    ...regressor,
    ...biased,
  }),
  spec(
    'num_point_for_scaler',
    'integer',
    '10000',
    'Rows from which means and standard deviations are computed.',
    count,
  ),
  spec('_kvstore', 'choice', 'auto', 'How instances share weights.', {
    choices: ['auto', 'local', 'device', 'dist_sync', 'dist_async'],
    ...internal,
  }),
  spec('_num_gpus', 'integer', 'auto', 'How many GPUs an instance uses.', {
    allowsAuto: true,
    minimum: 0,
    ...internal,
  }),
  spec('_num_kv_servers', 'integer', 'auto', 'How many servers share weights.', {
    allowsAuto: true,
    minimum: 0,
    ...internal,
  }),
  spec('_log_level', 'choice', 'info', 'How much is logged.', {
    choices: ['debug', 'info', 'warning', 'error'],
    ...internal,
  }),
  spec(
    '_tuning_objective_metric',
    'text',
    '',
    'The metric a tuning job optimises; one model is trained then.',
    internal,
  ),
  spec('early_stopping_patience', 'integer', '3', 'Epochs without gain before training stops early.', count),
  spec(
    'early_stopping_tolerance',
    'number',
    '0.001',
    'Relative gain below which an epoch counts as none.',
    positive,
  ),
  spec('_enable_profiler', 'boolean', 'false', 'Whether the profiler runs.', internal),
] as const;
export type HyperparameterRow = (typeof rows)[number];

export const hyperparameterTable: readonly HyperparameterSpec[] = rows;

export const hyperparameterByName: ReadonlyMap<string, HyperparameterSpec> = new Map(
  hyperparameterTable.map((entry) => [entry.name, entry]),
);

/** Those a person sets for a predictor type, which the experiment holds elsewhere. */
export const settableHyperparameters = (predictorType?: PredictorType): readonly HyperparameterSpec[] =>
  hyperparameterTable.filter(
    ({ name, isInternal, appliesTo }) =>
      name !== 'predictor_type' &&
      isInternal !== true &&
      (predictorType === undefined || appliesTo.includes(predictorType)),
  );

/** The choices that go with a predictor type: a loss of another type is refused. */
export function choicesFor(predictorType: PredictorType, entry: HyperparameterSpec): readonly string[] {
  const allowed: readonly string[] = ['auto', ...lossesOf[predictorType]];
  const choices = entry.choices ?? [];
  return entry.name === 'loss' ? choices.filter((choice) => allowed.includes(choice)) : choices;
}

/** The hyperparameters that the log names of the best model, in its order, with the model's values. */
export const loggedOfModel = (model: ModelSettings) =>
  hyperparameterTable
    .flatMap(({ name, kind, perModel }) =>
      perModel?.loggedAt === undefined
        ? []
        : [{ name, kind, value: perModel.valueOf(model), at: perModel.loggedAt }],
    )
    .toSorted((a, b) => a.at - b.at);
