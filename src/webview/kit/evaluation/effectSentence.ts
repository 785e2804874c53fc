import type { TargetTransform } from '../../../learner/targetTransform.ts';
import { t } from '../language/language.ts';
import { learnedText } from '../language/learned.ts';
import { scoreText, significant } from '../language/numbers.ts';
import { sizeOf } from '../../../data/fields/effects.ts';
import type { Effect } from '../../../data/fields/effects.ts';
import { peakText, wordsOf } from './effectWords.ts';

interface Learned {
  readonly target: string;
  readonly targetTransform?: TargetTransform | undefined;
}

/** What an effect does to the predicted number, in a sentence. */
export function effectSentence(
  effect: Effect,
  weights: readonly number[],
  { target, targetTransform }: Learned,
): string {
  const size = sizeOf(effect, weights);
  const predicted = learnedText(target, targetTransform);
  if (effect.kind === 'wave') {
    const { name, per } = wordsOf(effect);
    return t(
      '{0}: {1} the predicted {2} varies by up to {3} either way, highest at {4}.',
      name,
      per,
      predicted,
      significant(size),
      peakText(effect, weights),
    );
  }
  const { subject } = wordsOf(effect);
  if (targetTransform === 'log1p')
    return t('{0} multiplies the predicted 1 + {1} by {2}.', subject, target, significant(Math.exp(size)));
  return size < 0
    ? t('{0} subtracts {1} from the predicted {2}.', subject, significant(-size), predicted)
    : t('{0} adds {1} to the predicted {2}.', subject, significant(size), predicted);
}

/** What an effect does to the odds of a class. */
export function oddsSentence(effect: Effect, weights: readonly number[], className: string): string {
  const { name, per, subject } = wordsOf(effect);
  const size = sizeOf(effect, weights);
  return effect.kind === 'wave'
    ? t(
        '{0}: {1} the odds of {2} vary by up to a factor of {3}, highest at {4}.',
        name,
        per,
        className,
        scoreText(Math.exp(2 * size)),
        peakText(effect, weights),
      )
    : t('{0} multiplies the odds of {1} by {2}.', subject, className, scoreText(Math.exp(size)));
}

/** Which of two classes an effect favors. */
export function favorSentence(
  effect: Effect,
  weights: readonly number[],
  [negative, positive]: readonly [string, string],
): string {
  const { name, subject } = wordsOf(effect);
  return effect.kind === 'wave'
    ? t('{0} favors {1} most at {2}.', name, positive, peakText(effect, weights))
    : t('{0} favors {1}.', subject, sizeOf(effect, weights) < 0 ? negative : positive);
}
