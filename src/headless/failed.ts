import { Failure } from '../learner/errors.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { explain } from '../platform/messages.ts';
import { headlessFailure } from './errors.ts';

export interface ErrorReport {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly facts: Readonly<Record<string, unknown>>;
  };
}

/** Why a run failed, in the words that the extension has for it. */
export function errorReport(error: unknown): ErrorReport {
  if (isCancelled(error)) return errorReport(headlessFailure('cancelled', {}, 'Cancelled.'));
  const { message } = explain(error);
  return error instanceof Failure
    ? { error: { code: error.code, message, facts: { ...error.facts } } }
    : { error: { code: 'unexpected', message, facts: {} } };
}
