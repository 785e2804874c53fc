import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { ServiceResponse } from '../../../src/local/protocols/service.ts';
import { jsonAnswer } from '../answers.ts';
import { inputOf } from '../calls.ts';
import type { Call } from '../calls.ts';

export type Input = Readonly<Record<string, unknown>>;

interface JsonOperation<Given> {
  readonly understood: readonly string[];
  readonly result: (given: Given, input: Input) => object;
}

export type JsonOperations<Given> = Readonly<Record<string, JsonOperation<Given>>>;

/** Operations whose input is a JSON body. A member that is not understood is refused: it would be ignored otherwise. */
export function answerJson<Given>(
  operations: JsonOperations<Given>,
  given: Given,
  call: Call,
  contentType = 'application/json',
): ServiceResponse {
  const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  if (operation === undefined)
    throw new ServiceError('UnknownOperationException', `The fake does not serve ${call.operation}`);
  const input = inputOf(call);
  const unknown = Object.keys(input).find((name) => !operation.understood.includes(name));
  if (unknown !== undefined)
    throw new ServiceError('ValidationException', `${unknown} is not implemented by the fake`);
  return jsonAnswer(operation.result(given, input), contentType);
}
