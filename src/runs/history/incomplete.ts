import type { RunRow } from '../../data/shapes/runRow.ts';

/** Whether it is not known how a run ended, or how good its model is. */
export const isIncomplete = (run: RunRow): boolean => hasNoOutcome(run) || isUnevaluated(run);

export function hasNoOutcome({ status }: RunRow): boolean {
  switch (status) {
    case 'InProgress':
    case 'Stopping':
    case 'unknown':
      return true;
    case 'Completed':
    case 'Failed':
    case 'Stopped':
      return false;
  }
}

/** Its job has completed, and its model is to be evaluated. */
export const isUnevaluated = ({ status, metrics, rowCounts }: RunRow): boolean =>
  status === 'Completed' && metrics === undefined && rowCounts.test > 0;
