import type * as z from 'zod/mini';
import { validation } from './names.ts';

/**
 * Parses an input that fits the service's model. Throws SageMaker's validation error for what the embedded server needs beyond it,
 * such as a member that is optional there.
 */
export function parsed<T>(schema: z.ZodMiniType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message, input: value }) => {
    const constraint = value === undefined ? 'Member must not be null' : message;
    return `Value at '${path.map(String).map(lowerFirst).join('.')}' failed to satisfy constraint: ${constraint}`;
  });
  throw validation(
    `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${issues.join('; ')}`,
  );
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
