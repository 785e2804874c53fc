import type { ModelSettings } from './modelSettings.ts';

export const predictorTypes = ['regressor', 'binary_classifier', 'multiclass_classifier'] as const;
export type PredictorType = (typeof predictorTypes)[number];

type AutoValue = number | boolean | string;

/** A hyperparameter of each of the models that train side by side. */
export interface PerModel {
  readonly valueOf: (model: ModelSettings) => string | number;
  /** Its place in the log line that names the settings of the best model; absent where that leaves it out. */
  readonly loggedAt?: number;
}

/** One hyperparameter of SageMaker Linear Learner, as its documentation states it. */
export interface HyperparameterSpec {
  readonly name: string;
  readonly kind: 'integer' | 'number' | 'boolean' | 'choice' | 'text';
  /** As the container's own default file has it; absent: required. */
  readonly default?: string;
  readonly allowsAuto?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** All values of a choice, or words that a number may be replaced by. */
  readonly choices?: readonly string[];
  /** What it does, in one sentence. */
  readonly meaning: string;
  /** The value that `auto` stands for; absent where the parallel models try several. */
  readonly auto?: AutoValue | Readonly<Record<PredictorType, AutoValue>>;
  /** The same in words. */
  readonly autoMeans?: Readonly<Record<PredictorType, string>>;
  /** The predictor types that look at it; the others ignore it. */
  readonly appliesTo: readonly PredictorType[];
  /** It matters only while another hyperparameter has one of these values. */
  readonly dependsOn?: { readonly name: string; readonly values: readonly string[] };
  /** Where the parallel models differ in it. */
  readonly perModel?: PerModel;
  /** The container's own switches, which no user sets by hand. */
  readonly isInternal?: true;
}

/** The losses a predictor type can minimise; the first is what `auto` means. */
export const lossesOf = {
  regressor: [
    'squared_loss',
    'absolute_loss',
    'eps_insensitive_squared_loss',
    'eps_insensitive_absolute_loss',
    'quantile_loss',
    'huber_loss',
  ],
  binary_classifier: ['logistic', 'hinge_loss'],
  multiclass_classifier: ['softmax_loss'],
} as const satisfies Record<PredictorType, readonly string[]>;

/**
 * How a value is written. Numbers are decimal, as Python's `int` and `float` read them, a whole one without point and exponent;
 * Python writes True and False.
 */
export const valuePatterns = {
  boolean: '^([Tt]rue|[Ff]alse)$',
  integer: '^[+-]?[0-9]+$',
  number: '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?$',
} as const;

/** What a value may be, in words: "auto or a whole number from 1". */
export function describeRange(entry: HyperparameterSpec): string {
  if (entry.kind === 'boolean') return entry.allowsAuto ? 'auto, true or false' : 'true or false';
  if (entry.kind === 'text') return 'any text';
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
