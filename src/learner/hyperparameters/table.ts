/** One hyperparameter of SageMaker Linear Learner, as its documentation states it. */
export interface HyperparameterSpec {
  readonly name: string;
  readonly kind: 'integer' | 'number' | 'boolean' | 'choice';
  /** As the container's own default file has it; absent: required. */
  readonly default?: string;
  readonly allowsAuto?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly choices?: readonly string[];
  /** What it does, in one sentence, with what `auto` stands for. */
  readonly meaning: string;
  readonly appliesTo: 'all' | 'regressor' | 'binary_classifier' | 'multiclass_classifier' | 'classifiers';
}

type Bounds = Pick<HyperparameterSpec, 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum'>;
type More = Bounds &
  Pick<HyperparameterSpec, 'choices' | 'allowsAuto'> & {
    readonly appliesTo?: HyperparameterSpec['appliesTo'];
  };

const spec = (
  name: string,
  kind: HyperparameterSpec['kind'],
  defaultValue: string | undefined,
  meaning: string,
  { appliesTo = 'all', ...more }: More = {},
): HyperparameterSpec => ({
  name,
  kind,
  meaning,
  appliesTo,
  ...(defaultValue === undefined ? {} : { default: defaultValue }),
  ...more,
});

const auto = { allowsAuto: true } as const;
const positive = { exclusiveMinimum: 0 } as const;
const fraction = { exclusiveMinimum: 0, exclusiveMaximum: 1 } as const;
const rate = { minimum: 0, exclusiveMaximum: 1 } as const;
const count = { minimum: 1 } as const;

const losses = [
  'auto',
  'squared_loss',
  'absolute_loss',
  'eps_insensitive_squared_loss',
  'eps_insensitive_absolute_loss',
  'quantile_loss',
  'huber_loss',
  'logistic',
  'hinge_loss',
  'softmax_loss',
] as const;
const criteria = [
  'accuracy',
  'f1',
  'f_beta',
  'precision_at_target_recall',
  'recall_at_target_precision',
  'cross_entropy_loss',
  'loss_function',
];

/** Every documented hyperparameter; ranges as in the developer guide, defaults as the container prints them. */
export const hyperparameterTable: readonly HyperparameterSpec[] = [
  spec(
    'predictor_type',
    'choice',
    undefined,
    'What is predicted: a number, one of two classes, or one of several.',
    { choices: ['regressor', 'binary_classifier', 'multiclass_classifier'] },
  ),
  spec('num_classes', 'integer', undefined, 'How many classes the label has.', {
    minimum: 3,
    maximum: 1_000_000,
    appliesTo: 'multiclass_classifier',
  }),
  spec('feature_dim', 'integer', 'auto', 'How many features a row has; auto reads it from the data.', {
    ...auto,
    ...count,
  }),
  spec(
    'mini_batch_size',
    'integer',
    '1000',
    'Rows in one step of training; rows that fill no batch are dropped, so it may not exceed the training rows.',
    count,
  ),
  spec('epochs', 'integer', '15', 'How often training passes over the data at most.', count),
  spec('use_bias', 'boolean', 'true', 'Whether the model has an intercept.'),
  spec(
    'num_models',
    'integer',
    'auto',
    'How many models train side by side with other settings; the best one is kept. Auto: 32 (28 for multiclass).',
    { ...auto, ...count },
  ),
  spec(
    'loss',
    'choice',
    'auto',
    'What training minimises. Auto: squared_loss, logistic or softmax_loss by predictor type.',
    { choices: losses },
  ),
  spec('optimizer', 'choice', 'auto', 'How weights are updated. Auto: adam.', {
    choices: ['auto', 'sgd', 'adam', 'rmsprop'],
  }),
  spec('learning_rate', 'number', 'auto', 'Step size of the optimizer. Auto: 0.005 and 0.1 are both tried.', {
    ...auto,
    ...positive,
  }),
  spec('wd', 'number', 'auto', 'L2 regularization. Auto: 0.0001, 0.01, 1 and 100 are all tried.', {
    ...auto,
    minimum: 0,
  }),
  spec('l1', 'number', 'auto', 'L1 regularization. Auto: 0.', { ...auto, minimum: 0 }),
  spec('beta_1', 'number', 'auto', "Decay of adam's first moment. Auto: 0.9.", { ...auto, ...rate }),
  spec('beta_2', 'number', 'auto', "Decay of adam's second moment. Auto: 0.999.", { ...auto, ...rate }),
  spec('momentum', 'number', 'auto', 'Momentum of sgd. Auto: 0.', { ...auto, ...rate }),
  spec('bias_lr_mult', 'number', 'auto', 'How many times the learning rate the bias gets. Auto: 10.', {
    ...auto,
    ...positive,
  }),
  spec('bias_wd_mult', 'number', 'auto', 'How many times the weight decay the bias gets. Auto: 0.', {
    ...auto,
    minimum: 0,
  }),
  spec('use_lr_scheduler', 'boolean', 'true', 'Whether the learning rate falls during training.'),
  spec(
    'lr_scheduler_step',
    'integer',
    'auto',
    'Steps between two falls of the learning rate. Auto: 10 and 100 are both tried.',
    { ...auto, ...count },
  ),
  spec(
    'lr_scheduler_factor',
    'number',
    'auto',
    'By what the learning rate is multiplied at each fall. Auto: 0.99.',
    { ...auto, ...fraction },
  ),
  spec(
    'lr_scheduler_minimum_lr',
    'number',
    'auto',
    'Below this the learning rate never falls. Auto: 0.00001 and 0.0001 are both tried.',
    { ...auto, ...positive },
  ),
  spec('init_method', 'choice', 'uniform', 'Distribution of the initial weights.', {
    choices: ['uniform', 'normal'],
  }),
  spec(
    'init_scale',
    'number',
    '0.07',
    'Initial weights lie between minus and plus this (uniform).',
    positive,
  ),
  spec('init_sigma', 'number', '0.01', 'Standard deviation of the initial weights (normal).', positive),
  spec('init_bias', 'number', '0.0', 'Initial bias.'),
  spec(
    'normalize_data',
    'boolean',
    'true',
    'Whether features are brought to mean 0 and standard deviation 1 before training.',
    auto,
  ),
  spec(
    'normalize_label',
    'boolean',
    'auto',
    'Whether the label is brought to standard deviation 1. Auto: true.',
    { ...auto, appliesTo: 'regressor' },
  ),
  spec(
    'unbias_data',
    'boolean',
    'auto',
    'Whether the mean of the features is removed. Auto: true with a bias.',
    auto,
  ),
  spec(
    'unbias_label',
    'boolean',
    'auto',
    'Whether the mean of the label is removed. Auto: true with a bias.',
    { ...auto, appliesTo: 'regressor' },
  ),
  spec(
    'num_point_for_scaler',
    'integer',
    '10000',
    'Rows from which means and standard deviations are computed.',
    count,
  ),
  spec('num_calibration_samples', 'integer', '10000000', 'Rows from which the threshold is calibrated.', {
    ...auto,
    ...count,
    appliesTo: 'binary_classifier',
  }),
  spec(
    'binary_classifier_model_selection_criteria',
    'choice',
    'accuracy',
    'By what the best model and its threshold are chosen.',
    { choices: criteria, appliesTo: 'binary_classifier' },
  ),
  spec('target_recall', 'number', '0.8', 'Recall to hold with precision_at_target_recall.', {
    ...fraction,
    appliesTo: 'binary_classifier',
  }),
  spec('target_precision', 'number', '0.8', 'Precision to hold with recall_at_target_precision.', {
    ...fraction,
    appliesTo: 'binary_classifier',
  }),
  spec(
    'positive_example_weight_mult',
    'number',
    '1.0',
    'Weight of positive rows; "balanced" weighs both classes alike.',
    { ...auto, ...positive, choices: ['balanced'], appliesTo: 'binary_classifier' },
  ),
  spec(
    'balance_multiclass_weights',
    'boolean',
    'false',
    'Whether classes are weighed by the inverse of their frequency.',
    { appliesTo: 'multiclass_classifier' },
  ),
  spec('accuracy_top_k', 'integer', '3', 'k of the top-k accuracy.', {
    ...count,
    appliesTo: 'multiclass_classifier',
  }),
  spec('f_beta', 'number', '1.0', 'Beta of the F score.', { ...positive, appliesTo: 'classifiers' }),
  spec('margin', 'number', '1.0', 'Margin of hinge_loss.', positive),
  spec('quantile', 'number', '0.5', 'Quantile of quantile_loss.', fraction),
  spec(
    'loss_insensitivity',
    'number',
    '0.01',
    'Errors below this cost nothing with eps_insensitive losses.',
    positive,
  ),
  spec('huber_delta', 'number', '1.0', 'Where huber_loss turns from squared to absolute.', positive),
  spec('early_stopping_patience', 'integer', '3', 'Epochs without gain before training stops early.', count),
  spec(
    'early_stopping_tolerance',
    'number',
    '0.001',
    'Relative gain below which an epoch counts as none.',
    positive,
  ),
];

export const hyperparameterByName: ReadonlyMap<string, HyperparameterSpec> = new Map(
  hyperparameterTable.map((entry) => [entry.name, entry]),
);

/** What a value may be, in words: "auto or a whole number from 1". */
export function describeRange(entry: HyperparameterSpec): string {
  if (entry.kind === 'boolean') return entry.allowsAuto ? 'auto, true or false' : 'true or false';
  if (entry.kind === 'choice') return `one of ${(entry.choices ?? []).join(', ')}`;
  const parts = [
    entry.minimum !== undefined && `from ${entry.minimum}`,
    entry.exclusiveMinimum !== undefined && `above ${entry.exclusiveMinimum}`,
    entry.maximum !== undefined && `to ${entry.maximum}`,
    entry.exclusiveMaximum !== undefined && `below ${entry.exclusiveMaximum}`,
  ].filter((part) => part !== false);
  const noun = entry.kind === 'integer' ? 'a whole number' : 'a number';
  const words = [...(entry.allowsAuto ? ['auto'] : []), ...(entry.choices ?? []), [noun, ...parts].join(' ')];
  return words.join(' or ');
}
