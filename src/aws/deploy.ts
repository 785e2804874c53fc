import {
  CreateEndpointCommand,
  type CreateEndpointCommandOutput,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigCommandOutput,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  type ProductionVariantInstanceType,
} from '@aws-sdk/client-sagemaker';
import { watchAnswerTime } from './answeredAt.ts';
import { call, type CallOptions, pause, unlessMissing } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';
import { create, type CreateOptions, type Creation, newAttempt } from './creation.ts';
import { configArn, endpointState } from './endpoints.ts';
import { hasCode } from './failures/errors.ts';
import { createModel, deleteModel } from './models.ts';
import { accountInArn } from './identity.ts';
import { type Guarded, guardTagsOf, type Origin, tagsOf } from './tags.ts';

/** Of the one variant of our endpoints, as the SageMaker Python SDK names it. */
export const variantName = 'AllTraffic';

export interface DeployRequest {
  /** Also the name of its config and model. */
  readonly endpointName: string;
  readonly imageUri: string;
  readonly modelS3Uri: string;
  readonly roleArn: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly origin: Origin;
}

/**
 * Creates model, config and endpoint, and returns while the endpoint is Creating. Calls `onWillCreate` before it requests the endpoint,
 * whose tags get what that resolves to.
 * If one of them is refused, deletes those created before it. If it is unknown whether one was created, leaves everything in place,
 * so that an endpoint that may exist keeps its config.
 */
export async function deploy(
  clients: AwsClients,
  request: DeployRequest,
  options: CreateOptions = {},
): Promise<void> {
  const { endpointName: name } = request;
  const attempt = newAttempt();
  const undo: (() => Promise<void>)[] = [];
  await orUndo(undo, await createModel(clients, { ...request, modelName: name, attempt }, options));
  undo.push(() => deleteModel(clients, name));
  const { config, awsNowMs } = await createEndpointConfig(clients, request, attempt, options);
  await orUndo(undo, config);
  undo.push(() => deleteEndpointConfig(clients, name));
  // The endpoint is created in the account of its config, whatever other calls report.
  const account = config.kind === 'created' ? accountInArn(config.arn) : undefined;
  const guarded = await announce(undo, () => options.onWillCreate?.({ attempt, account, awsNowMs }));
  const made = { ...request, configName: name, guarded };
  const endpoint = await createEndpoint(clients, made, attempt, options);
  if (endpoint.kind === 'refused') await options.onNotCreated?.();
  await orUndo(undo, endpoint);
}

type Undo = readonly (() => Promise<void>)[];

/** Throws the error of a create call, after deleting what was created before it if that is safe. */
async function orUndo(undo: Undo, creation: Creation): Promise<void> {
  if (creation.kind === 'created') return;
  if (creation.kind === 'refused') await undoAll(undo, creation.error);
  throw creation.error;
}

/** If the announcement fails, nothing has been requested yet. */
async function announce(undo: Undo, run: () => Promise<Guarded | void> | undefined): Promise<Guarded> {
  try {
    return (await run()) ?? {};
  } catch (error) {
    await undoAll(undo, error);
    throw error;
  }
}

async function undoAll(undo: Undo, error: unknown): Promise<void> {
  try {
    for (const step of undo.toReversed()) await step();
  } catch (second) {
    const message = 'Deploying failed, and so did deleting what it had created';
    throw new AggregateError([error, second], message, { cause: second });
  }
}

async function createEndpointConfig(
  clients: AwsClients,
  request: DeployRequest,
  attempt: string,
  options: CreateOptions,
): Promise<{ config: Creation; awsNowMs: number | undefined }> {
  const command = new CreateEndpointConfigCommand({
    EndpointConfigName: request.endpointName,
    ProductionVariants: [
      {
        VariantName: variantName,
        ModelName: request.endpointName,
        InitialInstanceCount: request.instanceCount,
        // SAFETY: the SDK's enum is fixed at its release; the service decides which types exist.
        InstanceType: request.instanceType as ProductionVariantInstanceType,
        InitialVariantWeight: 1,
      },
    ],
    Tags: tagsOf(request.origin, attempt),
  });
  const made = {
    operation: 'CreateEndpointConfig',
    command,
    send: (sending: CallOptions) => clients.sagemaker.send(command, sending),
    arnOf: (output: CreateEndpointConfigCommandOutput) => output.EndpointConfigArn,
    find: (signal: AbortSignal | undefined) => configArn(clients, request.endpointName, signal),
    attempt,
  };
  const answered = watchAnswerTime(command.middlewareStack);
  const config = await create(clients, made, options);
  return { config, awsNowMs: answered.ms };
}

interface EndpointRequest {
  readonly endpointName: string;
  readonly configName: string;
  readonly origin: Origin;
  readonly guarded: Guarded;
}

/** Requests an endpoint from a config that exists. Never throws. */
export function createEndpoint(
  clients: AwsClients,
  request: EndpointRequest,
  attempt: string,
  options: CreateOptions,
): Promise<Creation> {
  const command = new CreateEndpointCommand({
    EndpointName: request.endpointName,
    EndpointConfigName: request.configName,
    Tags: [...tagsOf(request.origin, attempt), ...guardTagsOf(request.guarded)],
  });
  const made = {
    operation: 'CreateEndpoint',
    command,
    send: (sending: CallOptions) => clients.sagemaker.send(command, sending),
    arnOf: (output: CreateEndpointCommandOutput) => output.EndpointArn,
    find: async (signal: AbortSignal | undefined) =>
      (await endpointState(clients, request.endpointName, signal))?.arn,
    attempt,
  };
  return create(clients, made, options);
}

/** Deletes the config if it exists. */
export async function deleteEndpointConfig(clients: AwsClients, name: string, signal?: AbortSignal) {
  await unlessMissing(() =>
    call('DeleteEndpointConfig', signal, (options) =>
      clients.sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name }), options),
    ),
  );
}

export interface DeletionOptions {
  readonly signal?: AbortSignal;
  readonly pollIntervalMs: number;
  /** Hears the status of an endpoint that cannot be deleted yet, or is being deleted. */
  readonly onWaiting?: (status: string) => void;
  /** CreationTime of the intended endpoint, in milliseconds since 1970: a later one of the same name is not deleted. */
  readonly createdAt?: number | undefined;
  /** Awaited before each request to delete the endpoint, which may have changed in the meantime; throws if it must not be deleted. */
  readonly beforeDelete?: ((arn: string) => Promise<void>) | undefined;
}

/** Checks a missing endpoint a second time: one that was just created may not be visible yet. */
export async function endpointStateForSure(
  clients: AwsClients,
  endpointName: string,
  { signal, pollIntervalMs }: DeletionOptions,
): ReturnType<typeof endpointState> {
  const state = await endpointState(clients, endpointName, signal);
  if (state !== undefined) return state;
  await pause(pollIntervalMs, signal);
  return endpointState(clients, endpointName, signal);
}

/** Deletes an endpoint as soon as SageMaker allows it, and returns when it is gone. */
export async function deleteWhenPossible(
  clients: AwsClients,
  endpointName: string,
  options: DeletionOptions,
): Promise<void> {
  for (;;) {
    const state = await endpointState(clients, endpointName, options.signal);
    if (state === undefined) return;
    if (options.createdAt !== undefined && options.createdAt !== state.createdAt) return;
    if (state.status !== 'Deleting') await options.beforeDelete?.(state.arn);
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
