import sagemakerModel from '../protocols/models/sagemaker.json' with { type: 'json' };
import type { ServiceModel } from '../protocols/serviceModel.ts';

const model: ServiceModel = sagemakerModel;

export const sagemakerProtocol = {
  target: 'SageMaker',
  model,
  validationCode: 'ValidationException',
};

const outputs = new Map(Object.entries(model.outputs).map(([name, members]) => [name, new Set(members)]));

/** The members of a stored request that the operation's output has under the same name. */
export function describedMembers(
  operation: string,
  request: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const output = outputs.get(operation);
  return Object.fromEntries(Object.entries(request).filter(([name]) => output?.has(name)));
}
