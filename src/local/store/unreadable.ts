import * as z from 'zod/mini';

/** At a time. */
const mostNamed = 3;

/** Why something that is stored cannot be read, in one line. */
export function unreadableReason(error: unknown): string {
  if (!(error instanceof z.core.$ZodError)) return error instanceof Error ? error.message : String(error);
  const paths = error.issues.map(({ path }) => path.join('.'));
  const named = paths.filter((path) => path !== '').slice(0, mostNamed);
  return `it is not what this build stores${named.length === 0 ? '' : `, see ${named.join(', ')}`}`;
}
