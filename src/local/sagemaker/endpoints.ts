import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { arnOf } from '../account.ts';
import type { Account } from '../account.ts';
import { epochSeconds } from './context.ts';
import type { SageMakerContext } from './context.ts';
import { parsed } from './input.ts';
import type { JsonOperation } from '../protocols/json.ts';
import { listPage } from './listing.ts';
import { requireConfig } from './endpointConfigs.ts';
import { containerOf, modelDataUrlOf, requireModel } from './models.ts';
import { validation } from './names.ts';
import { createEndpointSchema, updateEndpointSchema } from './resources.ts';
import type { Endpoint } from './resources.ts';
import { hasArtifact, keepArtifact, removeArtifact, tidyArtifacts } from './servedArtifacts.ts';
import { forgetTags, rememberTags } from './tags.ts';

const endpointName = z.object({ EndpointName: z.string() });

export function endpointOperations(context: SageMakerContext): Readonly<Record<string, JsonOperation>> {
  const { account, endpoints, clock } = context;
  const requireEndpoint = (input: unknown) => {
    const { EndpointName } = parsed(endpointName, input);
    const endpoint = endpoints.get(EndpointName);
    if (endpoint === undefined)
      throw validation(`Could not find endpoint "${arnOf(account, 'endpoint', EndpointName)}".`);
    return endpoint;
  };
  return {
    CreateEndpoint: async (input) => {
      const request = parsed(createEndpointSchema, input);
      const name = request.EndpointName;
      const EndpointArn = arnOf(account, 'endpoint', name);
      const taken = () => validation(`Cannot create already existing endpoint "${EndpointArn}".`);
      if (endpoints.get(name) !== undefined) throw taken();
      const now = epochSeconds(clock);
      const deployed = deployedBy(context, request.EndpointConfigName);
      const endpoint: Endpoint = { name, ...deployed, status: 'Creating', createdAt: now, modifiedAt: now };
      await rememberTags(context, EndpointArn, request.Tags);
      if (!(await endpoints.add(endpoint))) throw taken();
      void startEndpoint(context, endpoint).catch(context.onError);
      return { EndpointArn };
    },
    UpdateEndpoint: async (input) => {
      const endpoint = requireEndpoint(input);
      checkSettled(account, endpoint);
      if (endpoint.status === 'Failed')
        throw validation(
          `Cannot update endpoint "${arnOf(account, 'endpoint', endpoint.name)}" in status Failed.`,
        );
      const next = deployedBy(context, parsed(updateEndpointSchema, input).EndpointConfigName);
      await endpoints.update(endpoint.name, (current) => {
        checkSettled(account, current);
        return { ...current, status: 'Updating', modifiedAt: epochSeconds(clock) };
      });
      void startEndpoint(context, { ...endpoint, ...next, status: 'Updating' }).catch(context.onError);
      return { EndpointArn: arnOf(account, 'endpoint', endpoint.name) };
    },
    DescribeEndpoint: async (input) => describe(account, requireEndpoint(input)),
    ListEndpoints: async (input) => {
      const { page, ...rest } = listPage(endpoints, input);
      return { Endpoints: page.map((endpoint) => summary(account, endpoint)), ...rest };
    },
    DeleteEndpoint: async (input) => {
      const endpoint = requireEndpoint(input);
      checkSettled(account, endpoint);
      await endpoints.remove(endpoint.name);
      await forgetTags(context, arnOf(account, 'endpoint', endpoint.name));
      if (endpoint.artifact !== undefined) await removeArtifact(context, endpoint.artifact);
      return {};
    },
  };
}

/** Throws SageMaker's validation error while the endpoint is being created or updated. */
function checkSettled(account: Account, { name, status }: Endpoint): void {
  if (status === 'Creating' || status === 'Updating')
    throw validation(`Cannot update in-progress endpoint "${arnOf(account, 'endpoint', name)}".`);
}

/** What an endpoint with this configuration serves: a copy, which outlives the configuration and the model. */
function deployedBy(
  context: SageMakerContext,
  configName: string,
): Pick<Endpoint, 'configName' | 'variant' | 'modelDataUrl' | 'image'> {
  const [variant] = requireConfig(context, configName).request.ProductionVariants;
  if (variant === undefined) throw validation('The endpoint configuration has no production variant.');
  const container = containerOf(requireModel(context, variant.ModelName).request);
  return { configName, variant, modelDataUrl: modelDataUrlOf(container), image: container.Image ?? '' };
}

/**
 * Puts an endpoint InService once its artifact has passed the health check. An artifact that fails it makes a new endpoint Failed
 * and leaves an updated one unchanged.
 */
async function startEndpoint(context: SageMakerContext, wanted: Endpoint): Promise<void> {
  const { name, configName, variant, modelDataUrl, image, status } = wanted;
  const modifiedAt = epochSeconds(context.clock);
  let artifact: string | undefined;
  try {
    artifact = await keepArtifact(context, modelDataUrl);
    if (status !== 'InService') await checkHealth(context, join(context.served.folder, artifact));
    const replaced = context.endpoints.get(name)?.artifact;
    const deployed = { name, configName, variant, modelDataUrl, image, artifact };
    await context.endpoints.update(name, ({ createdAt }) => {
      return { ...deployed, status: 'InService', createdAt, modifiedAt };
    });
    if (replaced !== undefined) await removeArtifact(context, replaced);
  } catch (error) {
    if (artifact !== undefined) await removeArtifact(context, artifact);
    const detail = error instanceof Error ? error.message : String(error);
    const failureReason = `The primary container for production variant ${variant.VariantName} did not pass the ping health check: ${detail}`;
    const failed = (endpoint: Endpoint): Endpoint => {
      const next = endpoint.status === 'Updating' ? 'InService' : 'Failed';
      return { ...endpoint, status: next, failureReason, modifiedAt };
    };
    await context.endpoints.update(name, failed, { isEssential: true });
  }
}

/**
 * A new model must pass two health checks, as a load balancer requires: one at once, one after the usual interval. A model that was
 * in service before the server restarted has already passed.
 */
async function checkHealth(
  { inference, healthCheckIntervalMs }: SageMakerContext,
  artifact: string,
): Promise<void> {
  await inference.ping(artifact);
  await pause(healthCheckIntervalMs);
  await inference.ping(artifact);
}

/** When the server starts: endpoints serve what they served; an unfinished update is abandoned. */
export async function restoreEndpoints(context: SageMakerContext): Promise<void> {
  const endpoints = context.endpoints.list();
  await tidyArtifacts(context, endpoints);
  await Promise.all(
    endpoints
      .filter(({ status }) => status !== 'Failed')
      .map((endpoint) => restoreEndpoint(context, endpoint).catch(context.onError)),
  );
}

async function restoreEndpoint(context: SageMakerContext, endpoint: Endpoint): Promise<void> {
  const { name, status, artifact } = endpoint;
  if (status === 'Creating' || artifact === undefined || !(await hasArtifact(context, artifact)))
    return startEndpoint(context, status === 'Updating' ? { ...endpoint, status: 'InService' } : endpoint);
  if (status === 'Updating')
    await context.endpoints
      .update(name, (current) => ({ ...current, status: 'InService' }), { isEssential: true })
      .catch(context.onError);
}

const summary = (account: Account, { name, createdAt, modifiedAt, status }: Endpoint) => ({
  EndpointName: name,
  EndpointArn: arnOf(account, 'endpoint', name),
  CreationTime: createdAt,
  LastModifiedTime: modifiedAt,
  EndpointStatus: status,
});

function describe(account: Account, endpoint: Endpoint) {
  const { variant, status, createdAt, failureReason } = endpoint;
  const { ServerlessConfig, InitialInstanceCount = ServerlessConfig === undefined ? 1 : 0 } = variant;
  const weight = variant.InitialVariantWeight ?? 1;
  const production = {
    VariantName: variant.VariantName,
    DeployedImages: [
      { SpecifiedImage: endpoint.image, ResolvedImage: endpoint.image, ResolutionTime: createdAt },
    ],
    CurrentWeight: weight,
    DesiredWeight: weight,
    CurrentInstanceCount: InitialInstanceCount,
    DesiredInstanceCount: InitialInstanceCount,
    ...(ServerlessConfig === undefined
      ? {}
      : { CurrentServerlessConfig: ServerlessConfig, DesiredServerlessConfig: ServerlessConfig }),
  };
  return {
    ...summary(account, endpoint),
    EndpointConfigName: endpoint.configName,
    ...(status === 'InService' || status === 'Updating' ? { ProductionVariants: [production] } : {}),
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
  };
}
