import { useState } from 'preact/hooks';
import { cancelledCode } from '../../contract/cancelled.ts';
import type { FailureMessage } from '../../contract/messages.ts';
import { t } from '../language/language.ts';
import { RequestFailed } from './port.ts';

/** What to say about a rejected request; undefined when it was only cancelled. */
export function failureOf(reason: unknown): FailureMessage | undefined {
  if (reason instanceof RequestFailed)
    return reason.failure.code === cancelledCode ? undefined : reason.failure;
  if (reason instanceof DOMException && reason.name === 'AbortError') return undefined;
  const words = reason instanceof Error ? reason.message : String(reason);
  return { code: 'page-error', message: t('This page failed: {0}', words), actions: [] };
}

/** Runs requests whose answer needs no showing, and keeps the last failure for the line under the head. */
export function useFailures() {
  const [failure, setFailure] = useState<FailureMessage | undefined>();
  const run = (request: Promise<unknown>) =>
    void request.then(
      () => setFailure(undefined),
      (reason: unknown) => setFailure(failureOf(reason)),
    );
  return { failure, run };
}
