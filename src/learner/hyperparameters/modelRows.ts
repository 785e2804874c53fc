import {
  automatic,
  biased,
  binary,
  count,
  fraction,
  inWords,
  modelCounts,
  multiclass,
  open,
  positive,
  regressor,
  spec,
  varying,
  when,
} from './row.ts';
import { lossesOf, predictorTypes } from './spec.ts';

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

/** What is predicted, and how models start, are compared and are selected. */
export const modelRows = [
  spec(
    'predictor_type',
    'choice',
    undefined,
    [
      'What the model predicts: a number, one of two classes, or one of several.',
      'It decides which losses and metrics there are.',
    ],
    { choices: predictorTypes },
  ),
  spec(
    'mini_batch_size',
    'integer',
    '1000',
    [
      'Rows per training step. Rows that do not fill a batch are dropped, so it must not exceed the number of training rows.',
      'Small batches take more, noisier steps per epoch; large ones are faster per row.',
    ],
    count,
  ),
  spec(
    'epochs',
    'integer',
    '15',
    [
      'Maximum number of passes over the training data.',
      'Raise it when the loss is still falling at the last epoch.',
    ],
    count,
  ),
  spec(
    'feature_dim',
    'integer',
    'auto',
    ['Number of features per row.', 'It must equal the number of feature columns.'],
    {
      ...open('read from the data'),
      ...count,
    },
  ),
  spec('use_bias', 'boolean', 'true', [
    'Whether the model has an intercept.',
    'Without one, the prediction is 0 where all features are 0.',
  ]),
  spec(
    criterion,
    'choice',
    'accuracy',
    [
      'Criterion that selects the best model and its threshold.',
      'Choose it by the cost of each kind of mistake: precision and recall trade off against each other.',
    ],
    {
      choices: criteria,
      ...binary,
    },
  ),
  spec(
    'f_beta',
    'number',
    '1.0',
    [
      'Beta of the F score: above 1 favors recall, below 1 precision.',
      'It matters when f_beta is the selection criterion.',
    ],
    {
      ...positive,
      appliesTo: ['binary_classifier', 'multiclass_classifier'],
    },
  ),
  spec(
    'target_recall',
    'number',
    '0.8',
    [
      'Recall to reach with precision_at_target_recall.',
      'Among the thresholds that reach it, the one with the highest precision is chosen.',
    ],
    {
      ...fraction,
      ...binary,
      ...when(criterion, 'precision_at_target_recall'),
    },
  ),
  spec(
    'target_precision',
    'number',
    '0.8',
    [
      'Precision to reach with recall_at_target_precision.',
      'Among the thresholds that reach it, the one with the highest recall is chosen.',
    ],
    {
      ...fraction,
      ...binary,
      ...when(criterion, 'recall_at_target_precision'),
    },
  ),
  spec(
    'num_models',
    'integer',
    'auto',
    [
      'Number of models trained in parallel with different settings; the best one is kept.',
      'More models try more combinations of learning rate, wd and other settings in the same pass over the data; a regressor or binary classifier has 32 at most.',
    ],
    { ...open('32', '28'), auto: modelCounts, ...count, worthTrying: [1, 32] },
  ),
  spec(
    'num_calibration_samples',
    'integer',
    '10000000',
    [
      'Maximum number of rows used to calibrate the threshold.',
      'Fewer rows are faster but make the threshold less exact.',
    ],
    {
      ...automatic(Infinity, 'all rows'),
      ...count,
      ...binary,
    },
  ),
  spec(
    'init_method',
    'choice',
    'uniform',
    ['Distribution of the initial weights.', 'A linear model converges to the same optimum from either.'],
    {
      choices: ['uniform', 'normal'],
    },
  ),
  spec(
    'init_scale',
    'number',
    '0.07',
    [
      'Initial weights are drawn between minus and plus this value (uniform).',
      'It seldom matters: a linear model has one optimum.',
    ],
    {
      ...positive,
      ...when('init_method', 'uniform'),
    },
  ),
  spec(
    'init_sigma',
    'number',
    '0.01',
    [
      'Standard deviation of the initial weights (normal).',
      'It seldom matters: a linear model has one optimum.',
    ],
    {
      ...positive,
      ...when('init_method', 'normal'),
    },
  ),
  spec(
    'init_bias',
    'number',
    '0.0',
    ['Initial bias.', 'It seldom matters: a linear model has one optimum.'],
    biased,
  ),
  spec(
    'optimizer',
    'choice',
    'auto',
    [
      'Algorithm that updates the weights.',
      'adam adapts the step of each weight; sgd uses one learning rate for all.',
    ],
    {
      autoMeans: inWords('adam', 'adam and rmsprop are both tried'),
      choices: ['auto', 'sgd', 'adam', 'rmsprop'],
      ...varying(({ optimizer }) => optimizer.name, 0),
    },
  ),
  spec(
    'loss',
    'choice',
    'auto',
    [
      'Loss function that training minimizes.',
      'Absolute and Huber losses are less sensitive to outliers than squared loss.',
    ],
    {
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
    },
  ),
  spec(
    'margin',
    'number',
    '1.0',
    [
      'Margin of hinge_loss.',
      'Rows that are classified correctly by more than half the margin cost nothing.',
    ],
    {
      ...positive,
      ...binary,
      ...when('loss', 'hinge_loss'),
      worthTrying: [0.5, 1, 2],
    },
  ),
  spec(
    'quantile',
    'number',
    '0.5',
    [
      'Share of labels that should be below the prediction (quantile_loss).',
      '0.5 predicts the median, 0.9 a value that 90 % of the labels are below.',
    ],
    {
      ...fraction,
      ...regressor,
      ...when('loss', 'quantile_loss'),
      worthTrying: [0.25, 0.5, 0.75],
    },
  ),
  spec(
    'loss_insensitivity',
    'number',
    '0.01',
    [
      'Errors below this do not count with eps_insensitive losses.',
      'Set it to an error that is acceptable, in the scale of the label.',
    ],
    {
      ...positive,
      ...regressor,
      ...when('loss', 'eps_insensitive_squared_loss', 'eps_insensitive_absolute_loss'),
    },
  ),
  spec(
    'huber_delta',
    'number',
    '1.0',
    [
      'Error at which huber_loss changes from squared to absolute.',
      'Errors above it count linearly, so that outliers pull less.',
    ],
    {
      ...positive,
      ...regressor,
      ...when('loss', 'huber_loss'),
      worthTrying: [0.5, 1, 2],
    },
  ),
  spec(
    'num_classes',
    'integer',
    '1',
    [
      'Number of classes; labels are 0 to num_classes − 1. Required for multiclass_classifier.',
      'It must equal the number of classes in the target.',
    ],
    { minimum: 3, maximum: 1_000_000, ...multiclass },
  ),
  spec(
    'accuracy_top_k',
    'integer',
    '3',
    [
      'k of the top-k accuracy.',
      'A prediction counts as correct when the actual class is among the k most likely ones.',
    ],
    { ...count, ...multiclass },
  ),
] as const;
