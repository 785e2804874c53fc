import {
  adam,
  aroundBase,
  automatic,
  biased,
  binary,
  count,
  fraction,
  internal,
  multiclass,
  open,
  positive,
  rate,
  regressor,
  scheduled,
  spec,
  varying,
  when,
} from './row.ts';

/** Regularization, optimizer, scaling and stopping. */
export const trainingRows = [
  spec(
    'wd',
    'number',
    'auto',
    [
      'L2 regularization.',
      'Weight decay pulls weights towards 0: more of it generalizes better from few rows, too much underfits.',
    ],
    {
      ...open('0.0001, 0.01, 1 and 100 are all tried', aroundBase),
      minimum: 0,
      ...varying(({ wd }) => wd, 2, 3),
      worthTrying: [0, 0.001, 0.01, 0.1],
    },
  ),
  spec(
    'l1',
    'number',
    'auto',
    ['L1 regularization.', 'It drives weights of useless features to exactly 0.'],
    {
      ...open('0', aroundBase),
      minimum: 0,
      ...varying(({ l1 }) => l1, 3, 2),
      worthTrying: [0, 0.001, 0.01, 0.1],
    },
  ),
  spec(
    'momentum',
    'number',
    'auto',
    ['Momentum of sgd.', 'Values near 1 smooth the steps and speed up a slow descent.'],
    {
      ...automatic(0),
      ...rate,
      ...when('optimizer', 'sgd'),
      worthTrying: [0, 0.9],
    },
  ),
  spec(
    'learning_rate',
    'number',
    'auto',
    [
      'Step size of the optimizer.',
      'Too large and the loss jumps or diverges; too small and it falls slowly.',
    ],
    {
      ...open('0.005 and 0.1 are both tried', aroundBase),
      ...positive,
      ...varying(({ learningRate }) => learningRate, 1),
      worthTrying: [0.005, 0.05, 0.1],
    },
  ),
  spec('beta_1', 'number', 'auto', ["Decay of adam's first moment.", 'The defaults suit nearly all data.'], {
    ...automatic(0.9),
    ...rate,
    ...adam,
  }),
  spec('beta_2', 'number', 'auto', ["Decay of adam's second moment.", 'The defaults suit nearly all data.'], {
    ...automatic(0.999),
    ...rate,
    ...adam,
  }),
  spec(
    'bias_lr_mult',
    'number',
    'auto',
    [
      'Factor applied to the learning rate for the bias.',
      'The bias often has further to go than the weights.',
    ],
    {
      ...open('10', '1 and 10 are both tried'),
      ...positive,
      ...varying(({ biasLrMult }) => biasLrMult),
      ...biased,
      worthTrying: [1, 10],
    },
  ),
  spec(
    'bias_wd_mult',
    'number',
    'auto',
    ['Factor applied to the L2 regularization for the bias.', '0 leaves the bias out of the regularization.'],
    {
      ...automatic(0),
      minimum: 0,
      ...biased,
      worthTrying: [0, 1],
    },
  ),
  spec('use_lr_scheduler', 'boolean', 'true', [
    'Whether the learning rate decays during training.',
    'A falling rate settles closer to the optimum.',
  ]),
  spec(
    'lr_scheduler_step',
    'integer',
    'auto',
    ['Steps between two decays of the learning rate.', 'Small values make the rate fall sooner.'],
    {
      ...open('10 and 100 are both tried', 'values from 10 to 1000 are tried'),
      ...count,
      ...varying(({ lrSchedulerStep }) => lrSchedulerStep, 4),
      ...scheduled,
    },
  ),
  spec(
    'lr_scheduler_factor',
    'number',
    'auto',
    ['Factor applied to the learning rate at each decay step.', 'Values near 1 make it fall slowly.'],
    {
      ...open('0.99', 'values from 0.9 to 0.996 are tried'),
      ...fraction,
      ...varying(({ lrSchedulerFactor }) => lrSchedulerFactor, 5),
      ...scheduled,
    },
  ),
  spec(
    'lr_scheduler_minimum_lr',
    'number',
    'auto',
    ['Lower limit of the learning rate.', 'It keeps the steps of late epochs from vanishing.'],
    {
      ...open('0.00001 and 0.0001 are both tried', 'values from 0.000001 to 0.001 are tried'),
      ...positive,
      ...varying(({ lrSchedulerMinimumLr }) => lrSchedulerMinimumLr, 6),
      ...scheduled,
    },
  ),
  spec(
    'positive_example_weight_mult',
    'number',
    '1.0',
    [
      'Weight of positive rows; balanced is the ratio of negative to positive rows.',
      'Raise it when missing a positive row is worse than a false alarm.',
    ],
    { ...automatic('balanced', 'as balanced'), ...positive, choices: ['balanced'], ...binary },
  ),
  spec(
    'balance_multiclass_weights',
    'boolean',
    'false',
    [
      'Whether classes are weighted by the inverse of their frequency.',
      'It helps rare classes at the expense of frequent ones.',
    ],
    multiclass,
  ),
  spec(
    'normalize_data',
    'boolean',
    'true',
    [
      'Whether features are normalized to mean 0 and standard deviation 1 before training.',
      'It makes one learning rate suit features of very different scales.',
    ],
    automatic(true),
  ),
  spec(
    'normalize_label',
    'boolean',
    'auto',
    [
      'Whether the label is scaled to standard deviation 1 before training.',
      'Predictions are converted back to the unit of the label.',
    ],
    {
      ...automatic(true),
      ...regressor,
    },
  ),
  spec(
    'unbias_data',
    'boolean',
    'auto',
    [
      'Whether the mean is subtracted from features before training.',
      'Centred features make training faster and leave the model the same.',
    ],
    {
      ...automatic(true),
      ...biased,
    },
  ),
  spec(
    'unbias_label',
    'boolean',
    'auto',
    [
      'Whether the mean is subtracted from the label before training.',
      'Predictions are converted back to the unit of the label.',
    ],
    {
      ...automatic(true),
      ...regressor,
      ...biased,
    },
  ),
  spec(
    'num_point_for_scaler',
    'integer',
    '10000',
    [
      'Number of rows used to compute means and standard deviations.',
      'More rows give more exact values and take longer.',
    ],
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
    [
      'Epochs without improvement before training stops early.',
      'Raise it when the loss pauses before it falls again.',
    ],
    count,
  ),
  spec(
    'early_stopping_tolerance',
    'number',
    '0.001',
    [
      'Relative improvement below which an epoch counts as no improvement.',
      'Lower it to keep training for small improvements.',
    ],
    positive,
  ),
  spec('_enable_profiler', 'boolean', 'false', 'Whether the profiler is enabled.', internal),
] as const;
