import type { MiddlewareStack } from '@smithy/types';
import { isRefusal } from './failures/errors.ts';

/**
 * Tracks the outcome of each attempt of one SDK call. `mayHaveWorked` becomes true once an attempt was sent that the service did not
 * refuse: it succeeded, its response was lost, the service failed, or the caller aborted. The error that the SDK throws does not
 * show this, because it is the error of the last attempt.
 */
export function watchAttempts<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
): { readonly mayHaveWorked: boolean } {
  const watched = { mayHaveWorked: false };
  stack.add(
    (next) => async (args) => {
      let refused = false;
      try {
        return await next(args);
      } catch (error) {
        refused = isRefusal(error);
        throw error;
      } finally {
        if (!refused) watched.mayHaveWorked = true;
      }
    },
    // Inside the retries and outside the deserializer: runs once per attempt and sees the service's own error.
    { step: 'deserialize', priority: 'high', name: 'watchAttempts' },
  );
  return watched;
}
