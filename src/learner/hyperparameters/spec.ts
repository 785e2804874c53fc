import type { ModelSettings } from './modelSettings.ts';

export const predictorTypes = ['regressor', 'binary_classifier', 'multiclass_classifier'] as const;
export type PredictorType = (typeof predictorTypes)[number];

type AutoValue = number | boolean | string;

/** How a hyperparameter varies between the parallel models. */
export interface PerModel {
  readonly valueOf: (model: ModelSettings) => string | number;
  /** Position in the log line with the best model's settings; absent if it is not in that line. */
  readonly loggedAt?: Readonly<Record<PredictorType, number>>;
}

/** One hyperparameter of SageMaker Linear Learner, as documented in the developer guide. */
export interface HyperparameterSpec {
  readonly name: string;
  readonly kind: 'integer' | 'number' | 'boolean' | 'choice' | 'text';
  /** As in the container's default-input.json; absent if the hyperparameter is required. */
  readonly default?: string;
  readonly allowsAuto?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** All values of a choice, or words accepted in place of a number. */
  readonly choices?: readonly string[];
  /** What it does, in one sentence. */
  readonly meaning: string;
  /** How to choose it, in one sentence. */
  readonly advice?: string;
  /** The value of `auto`; absent if the parallel models try several. */
  readonly auto?: AutoValue | Readonly<Record<PredictorType, AutoValue>>;
  /** What `auto` means, in words. */
  readonly autoMeans?: Readonly<Record<PredictorType, string>>;
  /** Predictor types that use it; the others ignore it. */
  readonly appliesTo: readonly PredictorType[];
  /** It has an effect only while another hyperparameter has one of these values. */
  readonly dependsOn?: { readonly name: string; readonly values: readonly string[] };
  /** Present if it varies between the parallel models. */
  readonly perModel?: PerModel;
  /** Numbers worth comparing; absent: fractions and multiples of the one in use. */
  readonly worthTrying?: readonly number[];
  /** A switch of the container that users do not set. */
  readonly isInternal?: true;
}

/** Losses by predictor type; `auto` is the first. */
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
 * Patterns of valid values. Numbers are decimal, as Python's `int` and `float` parse them; integers have no point and no exponent.
 * Python writes True and False.
 */
export const valuePatterns = {
  boolean: '^([Tt]rue|[Ff]alse)$',
  integer: '^[+-]?[0-9]+$',
  number: '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?$',
} as const;

/** The valid values in words: "auto or a whole number from 1". */
export function describeRange(entry: HyperparameterSpec): string {
  if (entry.kind === 'boolean') return entry.allowsAuto ? 'auto, true or false' : 'true or false';
  if (entry.kind === 'text') return 'any text';
  if (entry.kind === 'choice') return `one of ${(entry.choices ?? []).join(', ')}`;
  const parts = [
    entry.minimum !== undefined && `from ${entry.minimum}`,
    entry.exclusiveMinimum !== undefined && `above ${entry.exclusiveMinimum}`,
    entry.maximum !== undefined && `to ${entry.maximum}`,
    entry.exclusiveMaximum !== undefined &&
      `${entry.minimum === undefined ? 'and' : 'to'} below ${entry.exclusiveMaximum}`,
  ].filter((part) => part !== false);
  const noun = entry.kind === 'integer' ? 'a whole number' : 'a number';
  const words = [...(entry.allowsAuto ? ['auto'] : []), ...(entry.choices ?? []), [noun, ...parts].join(' ')];
  return words.join(' or ');
}
