import { hyperparameterMissing } from './errors.ts';
import type { BinaryLoss, LinearLearnerSettings, RegressionLoss, SelectionCriterion } from './settings.ts';
import type { PredictorType } from './spec.ts';
import { hyperparameterByName } from './table.ts';
import { validateHyperparameters } from './validate.ts';

type Given = Readonly<Record<string, string>>;

/** Parses SageMaker's map of strings over the container's defaults. Throws HyperparameterFailure, which names the hyperparameter. */
export function parseHyperparameters(given: Given): LinearLearnerSettings {
  const predictorType = validateHyperparameters(given);
  const values = reader(given);
  const shared = sharedSettings(values, predictorType);
  switch (predictorType) {
    case 'regressor': {
      return {
        ...shared,
        predictorType,
        loss: regressionLoss(values),
        normalizeLabel: values.flag('normalize_label', true),
        unbiasLabel: values.flag('unbias_label', true) && shared.useBias,
      };
    }
    case 'binary_classifier': {
      const weight = values.text('positive_example_weight_mult');
      return {
        ...shared,
        predictorType,
        loss: binaryLoss(values),
        criterion: selectionCriterion(values),
        positiveExampleWeightMult: weight === 'auto' || weight === 'balanced' ? 'balanced' : Number(weight),
        numCalibrationSamples: values.numberOr('num_calibration_samples', Infinity),
        fBeta: values.numberOr('f_beta', 1),
      };
    }
    case 'multiclass_classifier': {
      return {
        ...shared,
        predictorType,
        loss: { name: 'softmax_loss' },
        numClasses: values.numberOr('num_classes', 0),
        balanceMulticlassWeights: values.flag('balance_multiclass_weights', false),
        accuracyTopK: values.numberOr('accuracy_top_k', 3),
        fBeta: values.numberOr('f_beta', 1),
      };
    }
  }
}

interface Reader {
  readonly text: (name: string) => string;
  /** undefined for `auto` */
  readonly number: (name: string) => number | undefined;
  readonly numberOr: (name: string, auto: number) => number;
  readonly flag: (name: string, auto: boolean) => boolean;
}

function reader(given: Given): Reader {
  const text = (name: string) => {
    const value = given[name] ?? hyperparameterByName.get(name)?.default;
    if (value === undefined) throw hyperparameterMissing(name);
    return value;
  };
  const number = (name: string) => (text(name) === 'auto' ? undefined : Number(text(name)));
  return {
    text,
    number,
    numberOr: (name, auto) => number(name) ?? auto,
    flag: (name, auto) => (text(name) === 'auto' ? auto : text(name).toLowerCase() === 'true'),
  };
}

/** How many models train side by side when nobody says. */
const automaticModelCount = { regressor: 32, binary_classifier: 32, multiclass_classifier: 28 } as const;

function sharedSettings(values: Reader, predictorType: PredictorType) {
  const { text, number, numberOr, flag } = values;
  const useBias = flag('use_bias', true);
  // A tuning job makes models itself: one a training job.
  const isTuned = text('_tuning_objective_metric') !== '';
  const optimizer = (['adam', 'sgd', 'rmsprop'] as const).find((name) => name === text('optimizer'));
  return {
    featureDim: number('feature_dim'),
    miniBatchSize: numberOr('mini_batch_size', 1000),
    epochs: numberOr('epochs', 15),
    useBias,
    numModels: isTuned ? 1 : numberOr('num_models', automaticModelCount[predictorType]),
    optimizer,
    beta1: numberOr('beta_1', 0.9),
    beta2: numberOr('beta_2', 0.999),
    momentum: numberOr('momentum', 0),
    learningRate: number('learning_rate'),
    wd: number('wd'),
    l1: number('l1'),
    biasLrMult: number('bias_lr_mult'),
    biasWdMult: numberOr('bias_wd_mult', 0),
    useLrScheduler: flag('use_lr_scheduler', true),
    lrSchedulerStep: number('lr_scheduler_step'),
    lrSchedulerFactor: number('lr_scheduler_factor'),
    lrSchedulerMinimumLr: number('lr_scheduler_minimum_lr'),
    init:
      text('init_method') === 'normal'
        ? ({ method: 'normal', sigma: numberOr('init_sigma', 0.01) } as const)
        : ({ method: 'uniform', scale: numberOr('init_scale', 0.07) } as const),
    initBias: numberOr('init_bias', 0),
    normalizeData: flag('normalize_data', true),
    unbiasData: flag('unbias_data', true) && useBias,
    numPointForScaler: numberOr('num_point_for_scaler', 10_000),
    earlyStoppingPatience: numberOr('early_stopping_patience', 3),
    earlyStoppingTolerance: numberOr('early_stopping_tolerance', 0.001),
  };
}

function regressionLoss(values: Reader): RegressionLoss {
  const name = values.text('loss');
  switch (name) {
    case 'absolute_loss':
      return { name };
    case 'eps_insensitive_squared_loss':
    case 'eps_insensitive_absolute_loss':
      return { name, insensitivity: values.numberOr('loss_insensitivity', 0.01) };
    case 'quantile_loss':
      return { name, quantile: values.numberOr('quantile', 0.5) };
    case 'huber_loss':
      return { name, delta: values.numberOr('huber_delta', 1) };
    default:
      return { name: 'squared_loss' };
  }
}

function binaryLoss(values: Reader): BinaryLoss {
  const name = values.text('loss');
  return name === 'hinge_loss' ? { name, margin: values.numberOr('margin', 1) } : { name: 'logistic' };
}

function selectionCriterion(values: Reader): SelectionCriterion {
  const name = values.text('binary_classifier_model_selection_criteria');
  switch (name) {
    case 'f1':
      return { name: 'f_beta', beta: 1 };
    case 'f_beta':
      return { name, beta: values.numberOr('f_beta', 1) };
    case 'precision_at_target_recall':
      return { name, targetRecall: values.numberOr('target_recall', 0.8) };
    case 'recall_at_target_precision':
      return { name, targetPrecision: values.numberOr('target_precision', 0.8) };
    case 'cross_entropy_loss':
    case 'loss_function':
      return { name };
    default:
      return { name: 'accuracy' };
  }
}
