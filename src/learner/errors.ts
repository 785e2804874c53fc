/**
 * The one shape of every failure this product knows: a stable `code`, typed `facts` (file, row, column, resource,
 * expected, found) and a plain English `message` for logs. Each folder's `errors.ts` lists its codes as a union of
 * `Failure<code, facts>`; `platform/messages.ts` turns every code into localised text and remedies.
 */
export class Failure<Code extends string = string, Facts extends object = object> extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly code: Code,
    readonly facts: Facts,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether an error is one of ours. `instanceof` cannot tell: each bundle has a `Failure` class of its own. */
export const isFailure = (error: unknown): error is Failure =>
  error instanceof Error && error.name === 'Failure' && 'code' in error && 'facts' in error;
