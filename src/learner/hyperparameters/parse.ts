import { hyperparameterMissing, hyperparameterRange, hyperparameterUnsupported } from './errors.ts';
import { hyperparameterByName } from './table.ts';
import { validateHyperparameter } from './validate.ts';

/** Hyperparameters of a regressor, ready to train with; undefined where `auto` leaves the choice to the grid of models. */
export interface RegressorHyperparameters {
  readonly loss: 'squared_loss' | 'absolute_loss';
  readonly featureDim: number | undefined;
  readonly miniBatchSize: number;
  readonly epochs: number;
  readonly useBias: boolean;
  readonly numModels: number;
  readonly learningRate: number | undefined;
  readonly wd: number | undefined;
  readonly beta1: number;
  readonly beta2: number;
  readonly biasLrMult: number;
  readonly biasWdMult: number;
  readonly useLrScheduler: boolean;
  readonly lrSchedulerStep: number | undefined;
  readonly lrSchedulerFactor: number;
  readonly lrSchedulerMinimumLr: number | undefined;
  readonly initScale: number;
  readonly initBias: number;
  readonly normalizeData: boolean;
  readonly normalizeLabel: boolean;
  readonly unbiasData: boolean;
  readonly unbiasLabel: boolean;
  readonly numPointForScaler: number;
  readonly earlyStoppingPatience: number;
  readonly earlyStoppingTolerance: number;
}

/** Parses SageMaker's map of strings over the container's defaults. Throws HyperparameterFailure. */
export function parseRegressorHyperparameters(
  given: Readonly<Record<string, string>>,
): RegressorHyperparameters {
  for (const [name, value] of Object.entries(given)) validateHyperparameter(name, value);
  const text = (name: string) => given[name] ?? hyperparameterByName.get(name)?.default;
  const required = (name: string) => {
    const value = text(name);
    if (value === undefined) throw hyperparameterMissing(name);
    return value;
  };
  const number = (name: string) => (text(name) === 'auto' ? undefined : Number(required(name)));
  const only = (name: string, ...supported: string[]) => {
    const value = required(name);
    if (!supported.includes(value)) throw hyperparameterUnsupported(name, value, supported.join(' or '));
    return value;
  };
  const numberOr = (name: string, auto: number) => number(name) ?? auto;
  const flag = (name: string, auto: boolean) => (text(name) === 'auto' ? auto : required(name) === 'true');

  only('predictor_type', 'regressor');
  only('optimizer', 'auto', 'adam');
  only('init_method', 'uniform');
  if (numberOr('l1', 0) !== 0) throw hyperparameterUnsupported('l1', required('l1'), 'l1 0');
  const loss = only('loss', 'auto', 'squared_loss', 'absolute_loss');
  const useBias = flag('use_bias', true);
  if (flag('unbias_label', useBias) && !useBias)
    throw hyperparameterRange('unbias_label', 'true', 'false without use_bias');
  return {
    loss: loss === 'absolute_loss' ? 'absolute_loss' : 'squared_loss',
    featureDim: number('feature_dim'),
    miniBatchSize: numberOr('mini_batch_size', 1000),
    epochs: numberOr('epochs', 15),
    useBias,
    numModels: numberOr('num_models', 32),
    learningRate: number('learning_rate'),
    wd: number('wd'),
    beta1: numberOr('beta_1', 0.9),
    beta2: numberOr('beta_2', 0.999),
    biasLrMult: numberOr('bias_lr_mult', 10),
    biasWdMult: numberOr('bias_wd_mult', 0),
    useLrScheduler: flag('use_lr_scheduler', true),
    lrSchedulerStep: number('lr_scheduler_step'),
    lrSchedulerFactor: numberOr('lr_scheduler_factor', 0.99),
    lrSchedulerMinimumLr: number('lr_scheduler_minimum_lr'),
    initScale: numberOr('init_scale', 0.07),
    initBias: numberOr('init_bias', 0),
    normalizeData: flag('normalize_data', true),
    normalizeLabel: flag('normalize_label', true),
    unbiasData: flag('unbias_data', useBias) && useBias,
    unbiasLabel: flag('unbias_label', useBias),
    numPointForScaler: numberOr('num_point_for_scaler', 10_000),
    earlyStoppingPatience: numberOr('early_stopping_patience', 3),
    earlyStoppingTolerance: numberOr('early_stopping_tolerance', 0.001),
  };
}
