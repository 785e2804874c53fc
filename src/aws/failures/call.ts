import { setTimeout as pauseFor } from 'node:timers/promises';
import { answerIncomplete, hasCode, recognise } from './errors.ts';

/** Passed to every SDK call, so that its caller can abort it. */
export type CallOptions = { readonly abortSignal?: AbortSignal };

export function callOptions(signal: AbortSignal | undefined): CallOptions {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** Runs one SDK call. Throws the signal's reason when aborted, an `AwsFailure` otherwise. */
export async function call<T>(
  operation: string,
  signal: AbortSignal | undefined,
  run: (options: CallOptions) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await run(callOptions(signal));
  } catch (error) {
    signal?.throwIfAborted();
    throw recognise(error, operation);
  }
}

/** Waits between two polls. Throws the signal's reason when aborted. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pauseFor(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** A member that the service always returns, although the SDK types every member as optional. Throws 'answer-incomplete'. */
export function required<T>(value: T | undefined, operation: string, member: string): T {
  if (value === undefined) throw answerIncomplete(operation, member);
  return value;
}

/** The result of `run`; undefined when the resource that it reads or deletes does not exist. */
export async function unlessMissing<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (hasCode(error, 'resource-not-found')) return undefined;
    throw error;
  }
}
