import { ServiceError } from './service.ts';
import { readInput } from './serviceModel.ts';
import type { ServiceModel } from './serviceModel.ts';
import type { Service, ServiceRequest } from './service.ts';

/** An output that is already serialized as JSON. */
export class JsonText {
  constructor(readonly text: Buffer) {}
}

/** Resolves with its output, which is written as JSON unless it is a JsonText. */
export type JsonOperation = (input: unknown, headers: ServiceRequest['headers']) => Promise<object>;

interface JsonService {
  /** Before the operation's name in X-Amz-Target. */
  readonly target: string;
  readonly model: ServiceModel;
  /** Code of the service's validation error. */
  readonly validationCode: string;
}

/** AWS JSON 1.1: the operation is named in X-Amz-Target, input and output are JSON. Inputs are checked against the service's model. */
export function jsonOperations(
  { target, model, validationCode }: JsonService,
  operations: Readonly<Record<string, JsonOperation>>,
): Service {
  return async (request) => {
    const [prefix, name = ''] = (request.headers['x-amz-target'] ?? '').split('.');
    const operation = prefix === target && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined)
      throw new ServiceError(
        'UnknownOperationException',
        `${name} is not implemented by the embedded server`,
      );
    const input = readInput(model, name, parseJson(await request.readBody()), validationCode);
    const output = await operation(input, request.headers);
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: output instanceof JsonText ? output.text : JSON.stringify(output),
    };
  };
}

/** Deepest nesting of a request: JSON.stringify and validation are recursive. */
const deepestNesting = 100;

/** An empty body is an empty object. Throws SerializationException. */
export function parseJson(body: Buffer): unknown {
  const text = body.length === 0 ? '{}' : body.toString();
  if (text.length > deepestNesting && isNestedDeeper(text, deepestNesting))
    throw new ServiceError('SerializationException', 'The request body is nested too deeply');
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON');
  }
}

/** Whether brackets outside of strings nest deeper than `limit`. Linear, and without recursion. */
function isNestedDeeper(text: string, limit: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > limit) return true;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return false;
}
