import type { AwsOperations } from './operations.ts';

/** What becomes of the calls of a connection. */
export interface Observer {
  succeeded(): void;
  failed(error: unknown): void;
}

/** Reports how the work ended; its caller gets the same end. */
function watched<T>(work: Promise<T>, observer: Observer): Promise<T> {
  work.then(
    () => observer.succeeded(),
    (error: unknown) => observer.failed(error),
  );
  return work;
}

/** The same operations, with an observer of those that call. */
export function observed(operations: AwsOperations, observer: Observer): AwsOperations {
  const all: readonly (readonly [string, (...given: never[]) => unknown])[] = Object.entries(operations);
  const observedOne =
    (operation: (...given: never[]) => unknown) =>
    (...given: never[]): unknown => {
      const result = operation(...given);
      return result instanceof Promise ? watched(result, observer) : result;
    };
  // SAFETY: the same names, each with the parameters and the result of its operation.
  return Object.fromEntries(
    all.map(([name, operation]) => [name, observedOne(operation)]),
  ) as unknown as AwsOperations;
}
