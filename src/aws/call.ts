import { setTimeout as pauseFor } from 'node:timers/promises';
import { answerIncomplete, hasCode, recognise } from './failures/errors.ts';

/** What every SDK call is given, so that it ends when its caller no longer wants it. */
export type CallOptions = { readonly abortSignal?: AbortSignal };

export function callOptions(signal: AbortSignal | undefined): CallOptions {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** Runs one SDK call: an abort throws the signal's reason, anything else an `AwsFailure`. */
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

/** Waits between two polls; an abort ends the wait with the signal's reason. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pauseFor(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** A member that the service promises; the SDK types all of them as possibly undefined. */
export function required<T>(value: T | undefined, operation: string, member: string): T {
  if (value === undefined) throw answerIncomplete(operation, member);
  return value;
}

/** What `run` resolves to; undefined where the resource that it reads or deletes does not exist. */
export async function unlessMissing<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (hasCode(error, 'resource-not-found')) return undefined;
    throw error;
  }
}
