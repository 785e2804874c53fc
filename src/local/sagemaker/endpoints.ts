import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { arnOf } from '../account.ts';
import type { Account } from '../account.ts';
import { readArtifact } from '../../learner/artifact/artifact.ts';
import type { LinearModel } from '../../learner/model.ts';
import { pingModel } from '../jobs/checkArtifact.ts';
import { epochSeconds } from './context.ts';
import type { SageMakerContext } from './context.ts';
import { parsed } from './json.ts';
import type { JsonOperation } from './json.ts';
import { listPage } from './listing.ts';
import { requireConfig, requireModel } from './models.ts';
import { checkName, parseS3Uri, validation } from './names.ts';
import { createEndpointSchema, updateEndpointSchema } from './resources.ts';
import type { Endpoint } from './resources.ts';
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
      checkName(name, 'endpointName');
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
      const { page, ...rest } = listPage(endpoints.list(), input);
      return { Endpoints: page.map((endpoint) => summary(account, endpoint)), ...rest };
    },
    DeleteEndpoint: async (input) => {
      const endpoint = requireEndpoint(input);
      checkSettled(account, endpoint);
      await endpoints.remove(endpoint.name);
      await forgetTags(context, arnOf(account, 'endpoint', endpoint.name));
      context.loadedModels.delete(endpoint.name);
      return {};
    },
  };
}

/** Throws while the endpoint is being created or updated. */
function checkSettled(account: Account, { name, status }: Endpoint): void {
  if (status === 'Creating' || status === 'Updating')
    throw validation(`Cannot update in-progress endpoint "${arnOf(account, 'endpoint', name)}".`);
}

/** What an endpoint of a configuration serves: its own copy, which outlives the configuration and the model. */
function deployedBy(
  context: SageMakerContext,
  configName: string,
): Pick<Endpoint, 'configName' | 'variant' | 'modelDataUrl' | 'image'> {
  const [variant] = requireConfig(context, configName).request.ProductionVariants;
  if (variant === undefined) throw validation('The endpoint configuration has no production variant.');
  const { ModelDataUrl = '', Image = '' } = requireModel(context, variant.ModelName).request.PrimaryContainer;
  return { configName, variant, modelDataUrl: ModelDataUrl, image: Image };
}

/**
 * Loads the artifact and pings it: only then the endpoint is InService with it. What cannot be loaded fails a new endpoint, and
 * leaves one that is updated as it was.
 */
async function startEndpoint(context: SageMakerContext, wanted: Endpoint): Promise<void> {
  const { name, configName, variant, modelDataUrl, image } = wanted;
  const modifiedAt = epochSeconds(context.clock);
  try {
    context.loadedModels.set(name, await loadModel(context, wanted));
    await context.endpoints.update(name, ({ createdAt }) => {
      const deployed = { name, configName, variant, modelDataUrl, image };
      return { ...deployed, status: 'InService', createdAt, modifiedAt };
    });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const failureReason = `The primary container for production variant ${variant.VariantName} did not pass the ping health check: ${detail}`;
    await context.endpoints.update(name, (endpoint) => {
      const status = endpoint.status === 'Updating' ? 'InService' : 'Failed';
      return { ...endpoint, status, failureReason, modifiedAt };
    });
  }
}

/**
 * A new model is pinged twice, as a load balancer does before it trusts a container: at once in a process of its own, since anyone
 * may have written the artifact, and after the interval between health checks. What was in service before has been through that.
 */
async function loadModel(
  context: SageMakerContext,
  { modelDataUrl, status }: Endpoint,
): Promise<LinearModel> {
  const { objects, jobProcesses, healthCheckIntervalMs } = context;
  const { bucket, key } = parseS3Uri(modelDataUrl, 'modelDataUrl');
  const object = objects.get(bucket, key);
  if (object === undefined) throw new Error(`no model data at ${modelDataUrl}`);
  const path = objects.blobPath(object.blob);
  if (status === 'InService') return readArtifact(await readFile(path));
  const end = await jobProcesses.check(path);
  if (end !== 'done') throw new Error(end.failed);
  await pause(healthCheckIntervalMs);
  const model = await readArtifact(await readFile(path));
  pingModel(model);
  return model;
}

/** At a start of the server: every endpoint that was alive answers again; an update under way is given up. */
export async function restoreEndpoints(context: SageMakerContext): Promise<void> {
  await Promise.all(
    context.endpoints
      .list()
      .filter(({ status }) => status !== 'Failed')
      .map((endpoint) => startEndpoint(context, endpoint)),
  );
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
  const count = variant.InitialInstanceCount ?? 1;
  const weight = variant.InitialVariantWeight ?? 1;
  const production = {
    VariantName: variant.VariantName,
    DeployedImages: [
      { SpecifiedImage: endpoint.image, ResolvedImage: endpoint.image, ResolutionTime: createdAt },
    ],
    CurrentWeight: weight,
    DesiredWeight: weight,
    CurrentInstanceCount: count,
    DesiredInstanceCount: count,
  };
  return {
    ...summary(account, endpoint),
    EndpointConfigName: endpoint.configName,
    ...(status === 'InService' || status === 'Updating' ? { ProductionVariants: [production] } : {}),
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
  };
}
