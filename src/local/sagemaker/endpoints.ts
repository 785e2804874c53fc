import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { readArtifact } from '../../learner/artifact/artifact.ts';
import { featureCountOf, predict } from '../../learner/model.ts';
import { epochSeconds } from './context.ts';
import type { SageMakerContext } from './context.ts';
import { parsed } from './json.ts';
import type { JsonOperation } from './json.ts';
import { listPage } from './listing.ts';
import { requireConfig, requireModel } from './models.ts';
import { arnOf, checkName, parseS3Uri, validation } from './names.ts';
import { createEndpointSchema } from './resources.ts';
import type { Endpoint } from './resources.ts';
import { rememberTags } from './tags.ts';

const endpointName = z.object({ EndpointName: z.string() });

export function endpointOperations(context: SageMakerContext): Readonly<Record<string, JsonOperation>> {
  const { endpoints, clock } = context;
  const requireEndpoint = (input: unknown) => {
    const { EndpointName } = parsed(endpointName, input);
    const endpoint = endpoints.get(EndpointName);
    if (endpoint === undefined)
      throw validation(`Could not find endpoint "${arnOf('endpoint', EndpointName)}".`);
    return endpoint;
  };
  return {
    CreateEndpoint: async (input) => {
      const request = parsed(createEndpointSchema, input);
      const name = request.EndpointName;
      checkName(name, 'endpointName');
      const EndpointArn = arnOf('endpoint', name);
      if (endpoints.get(name) !== undefined)
        throw validation(`Cannot create already existing endpoint "${EndpointArn}".`);
      const endpoint = newEndpoint(context, name, request.EndpointConfigName);
      await rememberTags(context, EndpointArn, request.Tags);
      await endpoints.put(endpoint);
      void startEndpoint(context, endpoint).catch(context.onError);
      return { EndpointArn };
    },
    DescribeEndpoint: async (input) => describe(requireEndpoint(input)),
    ListEndpoints: async (input) => {
      const { page, ...rest } = listPage(endpoints.list(), input);
      return { Endpoints: page.map(summary), ...rest };
    },
    DeleteEndpoint: async (input) => {
      const endpoint = requireEndpoint(input);
      if (endpoint.status === 'Creating')
        throw validation(`Cannot update in-progress endpoint "${arnOf('endpoint', endpoint.name)}".`);
      await endpoints.remove(endpoint.name);
      await context.tags.remove(arnOf('endpoint', endpoint.name));
      context.loadedModels.delete(endpoint.name);
      return {};
    },
  };

  function newEndpoint(given: SageMakerContext, name: string, configName: string): Endpoint {
    const [variant] = requireConfig(given, configName).request.ProductionVariants;
    if (variant === undefined) throw validation('The endpoint configuration has no production variant.');
    const { PrimaryContainer } = requireModel(given, variant.ModelName).request;
    const now = epochSeconds(clock);
    const { ModelDataUrl = '', Image = '' } = PrimaryContainer;
    return {
      name,
      configName,
      variant,
      modelDataUrl: ModelDataUrl,
      image: Image,
      status: 'Creating',
      createdAt: now,
      modifiedAt: now,
    };
  }
}

/** Loads the artifact and asks it once: only then the endpoint is InService. */
async function startEndpoint(context: SageMakerContext, endpoint: Endpoint): Promise<void> {
  let failureReason: string | undefined;
  try {
    const { bucket, key } = parseS3Uri(endpoint.modelDataUrl, 'modelDataUrl');
    const object = context.objects.get(bucket, key);
    if (object === undefined) throw new Error(`no model data at ${endpoint.modelDataUrl}`);
    const model = await readArtifact(await readFile(context.objects.blobPath(object.blob)));
    const columnCount = featureCountOf(model);
    predict(model, { rowCount: 1, columnCount, values: new Float32Array(columnCount) });
    context.loadedModels.set(endpoint.name, model);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    failureReason = `The primary container for production variant ${endpoint.variant.VariantName} did not pass the ping health check: ${detail}`;
  }
  const changed = { ...endpoint, modifiedAt: epochSeconds(context.clock) };
  await context.endpoints.put(
    failureReason === undefined
      ? { ...changed, status: 'InService' }
      : { ...changed, status: 'Failed', failureReason },
  );
}

/** At a start of the server: every endpoint that was alive answers again. */
export async function restoreEndpoints(context: SageMakerContext): Promise<void> {
  await Promise.all(
    context.endpoints
      .list()
      .filter(({ status }) => status !== 'Failed')
      .map((endpoint) => startEndpoint(context, endpoint)),
  );
}

const summary = ({ name, createdAt, modifiedAt, status }: Endpoint) => ({
  EndpointName: name,
  EndpointArn: arnOf('endpoint', name),
  CreationTime: createdAt,
  LastModifiedTime: modifiedAt,
  EndpointStatus: status,
});

function describe(endpoint: Endpoint) {
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
    ...summary(endpoint),
    EndpointConfigName: endpoint.configName,
    ...(status === 'InService' ? { ProductionVariants: [production] } : {}),
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
  };
}
