import type { MiddlewareStack } from '@smithy/types';

/** When the service answered, by its own clock; undefined until it has, and where its answer does not say. */
export interface AnsweredAt {
  /** milliseconds since 1970, in whole seconds */
  readonly ms: number | undefined;
}

/**
 * Watches the Date header of the answers to one SDK call: the time by which AWS itself goes, which a wrong clock of this machine does not
 * change.
 */
export function watchAnswerTime<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
): AnsweredAt {
  const watched: { ms: number | undefined } = { ms: undefined };
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      watched.ms = dateOf(result.response);
      return result;
    },
    // Inside the deserializer: sees each answer as it came.
    { step: 'deserialize', priority: 'low', name: 'watchAnswerTime' },
  );
  return watched;
}

function dateOf(response: unknown): number | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  const ms = typeof headers.date === 'string' ? Date.parse(headers.date) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
