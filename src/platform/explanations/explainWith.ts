import { isFailure } from '../../learner/errors.ts';
import type { Explain, Explanation, Explanations, KnownFailure } from './types.ts';
import { say, showLog } from './words.ts';

/** Message and remedies for any error; one that none of `explanations` is about keeps its message, with a button for the log. */
export const explainWith =
  (explanations: Partial<Explanations>) =>
  (error: unknown): Explanation => {
    if (!isKnown(error, explanations))
      return say(error instanceof Error ? error.message : String(error), showLog);
    // SAFETY: code and facts of a failure belong together by its type, which an index cannot follow.
    const one = explanations[error.code] as Explain<unknown>;
    const { message, remedies } = one(error.facts);
    return { message, remedies: remedies.length === 0 ? [showLog] : remedies };
  };

function isKnown(error: unknown, explanations: Partial<Explanations>): error is KnownFailure {
  return isFailure(error) && Object.hasOwn(explanations, error.code);
}
