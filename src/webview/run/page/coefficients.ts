import type { Output } from '../../../data/fields/outputs.ts';
import { unpackOutputs } from '../../../data/fields/packedOutputs.ts';
import type { PackedOutputs } from '../../../data/fields/packedOutputs.ts';
import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import { t } from '../../kit/language/language.ts';
import { columnDecimals, fixed, significant } from '../../kit/language/numbers.ts';
import { largest } from '../../../learner/extent.ts';
import { effectsOf, sizeOf } from './effects.ts';
import type { Effect } from './effects.ts';
import { peakText, wordsOf } from './effectWords.ts';
import type { EffectWords } from './effectWords.ts';

export interface Coefficient extends Pick<EffectWords, 'name' | 'per'> {
  readonly effect: Effect;
  /** One a class, or one alone; in the target's unit, or that of the linear sum, per step of the effect. */
  readonly weights: readonly number[];
  /** What the usual spread over the held-out rows does to the sum; of several classes the largest, without its sign. */
  readonly influence: number;
}

type Judged = Pick<Evaluation, 'featureNames' | 'pairs'>;

/** The effects of a model's columns, what moves the answer most first. `weights` is `[class][column of the model]`. */
export function byInfluence(
  evaluation: Judged,
  weights: readonly (readonly number[])[],
  outputs: PackedOutputs | undefined,
): readonly Coefficient[] {
  return effectsOf(outputsOf(evaluation, outputs))
    .map((effect) => {
      const { name, per } = wordsOf(effect);
      const [own] = weights;
      const influences = weights.map((ofClass) => influenceOf(effect, ofClass, evaluation.pairs));
      const [only = 0] = influences;
      return {
        name,
        per:
          effect.kind === 'wave' && own !== undefined && weights.length === 1
            ? t('{0}, highest at {1}', per, peakText(effect, own))
            : per,
        effect,
        weights: weights.map((ofClass) => sizeOf(effect, ofClass)),
        influence: influences.length === 1 ? only : largest(influences.map(Math.abs)),
      };
    })
    .toSorted((a, b) => Math.abs(b.influence) - Math.abs(a.influence));
}

/** What the model's columns mean; where that is not known they are numbers with the model's own names. */
export function outputsOf(
  { featureNames }: Pick<Evaluation, 'featureNames'>,
  outputs: PackedOutputs | undefined,
): readonly Output[] {
  const known = outputs === undefined ? [] : unpackOutputs(outputs, featureNames);
  if (known.length === featureNames.length) return known;
  return featureNames.map((name, feature) => ({
    columns: [name],
    feature,
    meaning: { kind: 'number', isDate: false },
  }));
}

function influenceOf(effect: Effect, weights: readonly number[], pairs: Judged['pairs']): number {
  const spreadOf = (valueOf: (features: readonly number[]) => number) =>
    standardDeviation(pairs.map(({ features }) => valueOf(features)));
  if (effect.kind === 'wave') {
    const { sine, cosine } = effect;
    const [ofSine, ofCosine] = [weights[sine] ?? 0, weights[cosine] ?? 0];
    return spreadOf((features) => ofSine * (features[sine] ?? 0) + ofCosine * (features[cosine] ?? 0));
  }
  const { own } = effect;
  return (sizeOf(effect, weights) / own.factor) * spreadOf((features) => features[own.at] ?? 0);
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

const mostDecimals = 6;

/** Decimals shared by a column of weights: four digits of the largest, and two of the smallest. */
export function weightDecimals(weights: readonly number[]): number {
  const smallest = weights.reduce(
    (least, weight) => (weight === 0 ? least : Math.min(least, Math.abs(weight))),
    Infinity,
  );
  const ofSmallest = smallest === Infinity ? 0 : 1 - Math.floor(Math.log10(smallest));
  return Math.max(columnDecimals(weights), Math.min(mostDecimals, ofSmallest));
}

/** A weight with the decimals of its column; one that they would show as 0 with digits of its own. */
export function weightText(weight: number, decimals: number): string {
  const text = fixed(weight, decimals);
  return weight === 0 || /[1-9]/.test(text) ? text : significant(weight, 2);
}
