import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  type ProductionVariantInstanceType,
} from '@aws-sdk/client-sagemaker';
import { call, pause } from './call.ts';
import type { AwsClients } from './connections/clients.ts';
import { endpointState, unlessMissing, variantsOf } from './endpoints.ts';
import { hasCode } from './errors.ts';
import { createModel, deleteModel } from './models.ts';
import { type Origin, tagsOf } from './tags.ts';

export interface DeployRequest {
  /** Names endpoint, config and model alike. */
  readonly endpointName: string;
  readonly imageUri: string;
  readonly modelS3Uri: string;
  readonly roleArn: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly origin: Origin;
}

export interface CreatedResource {
  readonly kind: 'model' | 'endpointConfig' | 'endpoint';
  readonly name: string;
}

/**
 * Makes model, config and endpoint; returns while the endpoint is Creating. `onWillCreate` is awaited before each of them, so
 * that what may cost money is on record before it exists. When one cannot be made, those before it are taken back.
 */
export async function deploy(
  clients: AwsClients,
  request: DeployRequest,
  options: {
    readonly signal?: AbortSignal;
    readonly onWillCreate?: (resource: CreatedResource) => Promise<void>;
  } = {},
): Promise<void> {
  const { endpointName: name } = request;
  const { signal, onWillCreate } = options;
  const undo: (() => Promise<void>)[] = [];
  try {
    await onWillCreate?.({ kind: 'model', name });
    await createModel(clients, { ...request, modelName: name }, signal);
    undo.push(() => deleteModel(clients, name));
    await onWillCreate?.({ kind: 'endpointConfig', name });
    await createEndpointConfig(clients, request, signal);
    undo.push(() => deleteEndpointConfig(clients, name));
    await onWillCreate?.({ kind: 'endpoint', name });
    await createEndpoint(clients, request, signal);
  } catch (error) {
    await takeBack(clients, name, undo, error);
    throw error;
  }
}

/** A create call that was cut off may have worked: nothing is taken back from under an endpoint that exists. */
async function takeBack(
  clients: AwsClients,
  endpointName: string,
  undo: readonly (() => Promise<void>)[],
  error: unknown,
): Promise<void> {
  try {
    if ((await endpointState(clients, endpointName)) !== undefined) return;
    for (const step of undo.toReversed()) await step();
  } catch (second) {
    throw new AggregateError([error, second], 'Deploying failed, and so did taking back what it had made', {
      cause: second,
    });
  }
}

async function createEndpointConfig(clients: AwsClients, request: DeployRequest, signal?: AbortSignal) {
  const command = new CreateEndpointConfigCommand({
    EndpointConfigName: request.endpointName,
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        ModelName: request.endpointName,
        InitialInstanceCount: request.instanceCount,
        // SAFETY: the service, not the SDK's enum of its release, decides which types exist.
        InstanceType: request.instanceType as ProductionVariantInstanceType,
        InitialVariantWeight: 1,
      },
    ],
    Tags: tagsOf(request.origin),
  });
  await call('CreateEndpointConfig', signal, (options) => clients.sagemaker.send(command, options));
}

async function createEndpoint(clients: AwsClients, request: DeployRequest, signal?: AbortSignal) {
  const command = new CreateEndpointCommand({
    EndpointName: request.endpointName,
    EndpointConfigName: request.endpointName,
    Tags: tagsOf(request.origin),
  });
  await call('CreateEndpoint', signal, (options) => clients.sagemaker.send(command, options));
}

async function deleteEndpointConfig(clients: AwsClients, name: string, signal?: AbortSignal) {
  await unlessMissing(() =>
    call('DeleteEndpointConfig', signal, (options) =>
      clients.sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name }), options),
    ),
  );
}

/**
 * Ends an endpoint's cost: deletes it as soon as it can be (one that is Creating only afterwards), then its config, then its
 * models if asked, and returns when it is gone. What is gone already is fine, so it can be called again after a crash.
 */
export async function deleteEndpoint(
  clients: AwsClients,
  request: { readonly endpointName: string; readonly alsoModel: boolean },
  options: {
    readonly signal?: AbortSignal;
    readonly pollIntervalMs: number;
    readonly onWaiting?: (status: string) => void;
  },
): Promise<void> {
  const { endpointName, alsoModel } = request;
  const { signal } = options;
  const state = await endpointState(clients, endpointName, signal);
  const configName = state?.endpointConfigName ?? endpointName;
  const { modelNames } = await variantsOf(clients, configName, signal);
  if (state !== undefined) await deleteWhenPossible(clients, endpointName, options);
  await deleteEndpointConfig(clients, configName, signal);
  if (!alsoModel) return;
  for (const modelName of modelNames.length === 0 ? [endpointName] : modelNames) {
    await deleteModel(clients, modelName, signal);
  }
}

async function deleteWhenPossible(
  clients: AwsClients,
  endpointName: string,
  options: Parameters<typeof deleteEndpoint>[2],
): Promise<void> {
  for (;;) {
    const state = await endpointState(clients, endpointName, options.signal);
    if (state === undefined) return;
    const accepted = state.status === 'Deleting' || (await tryDelete(clients, endpointName, options.signal));
    options.onWaiting?.(accepted ? 'Deleting' : state.status);
    if ((await endpointState(clients, endpointName, options.signal)) === undefined) return;
    await pause(options.pollIntervalMs, options.signal);
  }
}

/** False when the endpoint is changing and cannot be deleted yet. */
async function tryDelete(clients: AwsClients, endpointName: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await unlessMissing(() =>
      call('DeleteEndpoint', signal, (options) =>
        clients.sagemaker.send(new DeleteEndpointCommand({ EndpointName: endpointName }), options),
      ),
    );
    return true;
  } catch (error) {
    if (hasCode(error, 'endpoint-busy')) return false;
    throw error;
  }
}
