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

/** Runs a parse and turns what zod finds into SageMaker's validation error. */
export function parsed<T>(
  schema: {
    safeParse(
      input: unknown,
    ):
      | { success: true; data: T }
      | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
  },
  input: unknown,
): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    ({ path, message }) =>
      `Value at '${path.map(String).map(lowerFirst).join('.')}' failed to satisfy constraint: ${message}`,
  );
  throw validation(
    `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${issues.join('; ')}`,
  );
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
