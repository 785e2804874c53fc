import { CreateModelCommand, DeleteModelCommand } from '@aws-sdk/client-sagemaker';
import { call } from './call.ts';
import type { AwsClients } from './connections/clients.ts';
import { hasCode } from './errors.ts';
import { type Origin, tagsOf } from './tags.ts';

export interface ModelRequest {
  readonly modelName: string;
  readonly imageUri: string;
  readonly modelS3Uri: string;
  readonly roleArn: string;
  readonly origin: Origin;
}

export async function createModel(
  clients: AwsClients,
  request: ModelRequest,
  signal?: AbortSignal,
): Promise<void> {
  const command = new CreateModelCommand({
    ModelName: request.modelName,
    ExecutionRoleArn: request.roleArn,
    PrimaryContainer: { Image: request.imageUri, ModelDataUrl: request.modelS3Uri },
    Tags: tagsOf(request.origin),
  });
  await call('CreateModel', signal, (options) => clients.sagemaker.send(command, options));
}

/** Deletes the model; one that is gone already is fine. The artifact in S3 stays. */
export async function deleteModel(
  clients: AwsClients,
  modelName: string,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await call('DeleteModel', signal, (options) =>
      clients.sagemaker.send(new DeleteModelCommand({ ModelName: modelName }), options),
    );
  } catch (error) {
    if (!hasCode(error, 'resource-not-found')) throw error;
  }
}
