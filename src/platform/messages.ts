import { ofAws } from './explanations/ofAws.ts';
import { ofData } from './explanations/ofData.ts';
import { ofLearner } from './explanations/ofLearner.ts';
import { ofRuns } from './explanations/ofRuns.ts';
import type { Explain, Explanation, Explanations, KnownFailure } from './explanations/types.ts';
import { say, showLog } from './explanations/words.ts';

const explanations: Explanations = { ...ofData, ...ofAws, ...ofLearner, ...ofRuns };

/** Message and remedies for any error; one of another kind keeps its message, with a button for the log. */
export function explain(error: unknown): Explanation {
  if (isKnown(error)) {
    // SAFETY: code and facts of a failure belong together by its type, which an index cannot follow.
    const one = explanations[error.code] as Explain<unknown>;
    const { message, remedies } = one(error.facts);
    return { message, remedies: remedies.length === 0 ? [showLog] : remedies };
  }
  return say(error instanceof Error ? error.message : String(error), showLog);
}

/** Failures come from several bundles and across processes, so `instanceof` cannot recognise them. */
function isKnown(error: unknown): error is KnownFailure {
  return (
    error instanceof Error &&
    error.name === 'Failure' &&
    'code' in error &&
    typeof error.code === 'string' &&
    Object.hasOwn(explanations, error.code) &&
    'facts' in error
  );
}
