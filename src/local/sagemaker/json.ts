import type * as z from 'zod/mini';
import { ServiceError } from '../http/types.ts';
import type { Service, ServiceRequest } from '../http/types.ts';
import { validation } from './names.ts';

export type JsonOperation = (input: unknown, headers: ServiceRequest['headers']) => Promise<object>;

/** AWS JSON 1.1: the operation stands in X-Amz-Target, input and output are JSON. */
export function jsonOperations(target: string, operations: Readonly<Record<string, JsonOperation>>): Service {
  return async (request) => {
    const [prefix, name = ''] = (request.headers['x-amz-target'] ?? '').split('.');
    const operation = prefix === target && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined)
      throw new ServiceError(
        'UnknownOperationException',
        `${name} is not implemented by the embedded server`,
      );
    const output = await operation(parseInput(await request.readBody()), request.headers);
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(output),
    };
  };
}

function parseInput(body: Buffer): unknown {
  try {
    return JSON.parse(body.length === 0 ? '{}' : body.toString());
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON');
  }
}

/** Runs a parse and turns what it finds into SageMaker's validation error. */
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

/** AWS's words for the constraint that does not hold. */
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
