import type { PredictState } from '../contract.ts';

/** Of an endpoint that is gone, what the page showed before. */
export function whatWasKnown(before: PredictState, next: PredictState): PredictState {
  if (next.kind !== 'gone') return next;
  if (before.kind === 'gone') return before;
  if (before.kind !== 'ready') return next;
  const [lastAsked] = before.asked;
  return {
    ...next,
    target: before.model.target,
    trainingJobName: before.model.trainingJobName,
    ...(lastAsked === undefined ? {} : { lastAsked }),
  };
}
