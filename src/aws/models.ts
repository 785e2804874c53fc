import {
  CreateModelCommand,
  type CreateModelCommandOutput,
  DeleteModelCommand,
  DescribeModelCommand,
} from '@aws-sdk/client-sagemaker';
import { call, type CallOptions, unlessMissing } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';
import { create, type CreateOptions, type Creation } from './creation.ts';
import { type Origin, tagsOf } from './tags.ts';

export interface ModelRequest {
  readonly modelName: string;
  readonly imageUri: string;
  readonly modelS3Uri: string;
  readonly roleArn: string;
  readonly origin: Origin;
}

export function createModel(
  clients: AwsClients,
  { attempt, ...request }: ModelRequest & { readonly attempt: string },
  options: CreateOptions,
): Promise<Creation> {
  const { modelName } = request;
  const command = new CreateModelCommand({
    ModelName: modelName,
    ExecutionRoleArn: request.roleArn,
    PrimaryContainer: { Image: request.imageUri, ModelDataUrl: request.modelS3Uri },
    Tags: tagsOf(request.origin, attempt),
  });
  const made = {
    operation: 'CreateModel',
    command,
    send: (sending: CallOptions) => clients.sagemaker.send(command, sending),
    arnOf: (output: CreateModelCommandOutput) => output.ModelArn,
    find: (signal: AbortSignal | undefined) => modelArn(clients, modelName, signal),
    attempt,
  };
  return create(clients, made, options);
}

/** The ARN of a model; undefined when it does not exist. */
export async function modelArn(
  clients: AwsClients,
  modelName: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const command = new DescribeModelCommand({ ModelName: modelName });
  const answer = await unlessMissing(() =>
    call('DescribeModel', signal, (options) => clients.sagemaker.send(command, options)),
  );
  return answer?.ModelArn;
}

/** Deletes the model if it exists. The artifact in S3 stays. */
export async function deleteModel(
  clients: AwsClients,
  modelName: string,
  signal?: AbortSignal,
): Promise<void> {
  const command = new DeleteModelCommand({ ModelName: modelName });
  await unlessMissing(() =>
    call('DeleteModel', signal, (options) => clients.sagemaker.send(command, options)),
  );
}
