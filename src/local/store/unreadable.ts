import * as z from 'zod/mini';

/** A zod error, by shape: importing its class would bundle all of zod. */
const schemaErrorSchema = z.object({ issues: z.array(z.object({ path: z.array(z.unknown()) })) });

/** At a time. */
const mostNamed = 3;

/** Why something that is stored cannot be read, in one line. */
export function unreadableReason(error: unknown): string {
  const parsed = schemaErrorSchema.safeParse(error);
  if (!parsed.success) return error instanceof Error ? error.message : String(error);
  const paths = parsed.data.issues.map(({ path }) => path.map(String).join('.'));
  const named = paths.filter((path) => path !== '').slice(0, mostNamed);
  return `it is not what this build stores${named.length === 0 ? '' : `, see ${named.join(', ')}`}`;
}
