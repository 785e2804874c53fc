import type { Output } from '../../../data/fields/outputs.ts';
import { unpackOutputs } from '../../../data/fields/packedOutputs.ts';
import type { PackedOutputs } from '../../../data/fields/packedOutputs.ts';
import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import { t } from '../../kit/language/language.ts';
import { largest } from '../../../learner/extent.ts';
import { effectsOf, influenceOf, sizeOf } from '../../../data/fields/effects.ts';
import type { Effect } from '../../../data/fields/effects.ts';
import { peakText, wordsOf } from '../../kit/evaluation/effectWords.ts';
import type { EffectWords } from '../../kit/evaluation/effectWords.ts';

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
