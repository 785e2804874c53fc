import type * as z from 'zod/mini';
import { validation } from './names.ts';

/** Parses an input; throws SageMaker's validation error with every issue found. */
export function parsed<T>(schema: z.ZodMiniType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    (issue) =>
      `Value at '${issue.path.map(String).map(lowerFirst).join('.')}' failed to satisfy constraint: ${constraintOf(issue)}`,
  );
  throw validation(
    `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${issues.join('; ')}`,
  );
}

/** AWS's wording for a violated constraint. */
function constraintOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'Member must not be null' : `Member must be a ${issue.expected}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    case 'too_small':
      return `Member must have ${measureOf(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return `Member must have ${measureOf(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'unrecognized_keys':
      return `${issue.keys.join(', ')} is not implemented by the embedded server`;
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return issue.message;
  }
}

const measureOf = (origin: string) => (origin === 'string' || origin === 'array' ? 'length' : 'value');

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
