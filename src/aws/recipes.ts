import { DescribeEndpointConfigCommand } from '@aws-sdk/client-sagemaker';
import { watchAnswerTime } from './answeredAt.ts';
import type { AwsClients } from './connections/clients.ts';
import { type CreateOptions, newAttempt } from './creation.ts';
import { createEndpoint } from './deploy.ts';
import { configArn, endpointOrigin, variantsOf } from './endpoints.ts';
import { call, required } from './failures/call.ts';
import { accountInArn } from './identity.ts';
import { modelArn } from './models.ts';
import type { Origin } from './tags.ts';

/** Config and models that a deleted endpoint left, from which it can be made again. */
export interface Recipe {
  readonly configName: string;
  readonly modelNames: readonly [string, ...string[]];
  readonly instanceType: string;
  readonly instanceCount: number;
  /** From the tags that we gave the config; empty for one that others created. */
  readonly origin: Origin;
}

/** The recipe with this config; undefined where the config or one of its models is gone. */
export async function findRecipe(
  clients: AwsClients,
  configName: string,
  signal?: AbortSignal,
): Promise<Recipe | undefined> {
  const arn = await configArn(clients, configName, signal);
  if (arn === undefined) return undefined;
  const { modelNames, instanceType, instanceCount } = await variantsOf(clients, configName, signal);
  const [first, ...others] = modelNames;
  const models = await Promise.all(modelNames.map((model) => modelArn(clients, model, signal)));
  if (first === undefined || models.includes(undefined)) return undefined;
  const origin = await endpointOrigin(clients, arn, signal);
  return { configName, modelNames: [first, ...others], instanceType, instanceCount, origin };
}

export interface RecipeRequest {
  readonly endpointName: string;
  readonly recipe: Recipe;
  readonly origin: Origin;
}

/**
 * Creates an endpoint from a config that exists, and returns while the endpoint is Creating. Calls `onWillCreate` before it requests
 * the endpoint, as `deploy` does; config and models stay whatever happens.
 */
export async function deployRecipe(
  clients: AwsClients,
  { endpointName, recipe, origin }: RecipeRequest,
  options: CreateOptions = {},
): Promise<void> {
  const attempt = newAttempt();
  const command = new DescribeEndpointConfigCommand({ EndpointConfigName: recipe.configName });
  const answered = watchAnswerTime(command.middlewareStack);
  const { EndpointConfigArn } = await call('DescribeEndpointConfig', options.signal, (sending) =>
    clients.sagemaker.send(command, sending),
  );
  const account = accountInArn(required(EndpointConfigArn, 'DescribeEndpointConfig', 'EndpointConfigArn'));
  const guarded = (await options.onWillCreate?.({ attempt, account, awsNowMs: answered.ms })) ?? {};
  const request = { endpointName, configName: recipe.configName, origin, guarded };
  const endpoint = await createEndpoint(clients, request, attempt, options);
  if (endpoint.kind === 'refused') await options.onNotCreated?.();
  if (endpoint.kind !== 'created') throw endpoint.error;
}
