import * as z from 'zod/mini';
import { arnOf } from '../account.ts';
import { epochSeconds } from './context.ts';
import type { SageMakerContext } from './context.ts';
import { parsed } from './input.ts';
import type { JsonOperation } from '../protocols/json.ts';
import { listPage } from './listing.ts';
import { checkName, parseS3Uri, validation } from './names.ts';
import { createEndpointConfigSchema, createModelSchema } from './resources.ts';
import type { EndpointConfig, Model } from './resources.ts';
import { forgetTags, rememberTags } from './tags.ts';

const modelName = z.object({ ModelName: z.string() });
const configName = z.object({ EndpointConfigName: z.string() });

export function requireModel({ models, account }: SageMakerContext, name: string): Model {
  const model = models.get(name);
  if (model === undefined) throw validation(`Could not find model "${arnOf(account, 'model', name)}".`);
  return model;
}

export function requireConfig({ endpointConfigs, account }: SageMakerContext, name: string): EndpointConfig {
  const config = endpointConfigs.get(name);
  if (config === undefined)
    throw validation(`Could not find endpoint configuration "${arnOf(account, 'endpoint-config', name)}".`);
  return config;
}

export function modelOperations(context: SageMakerContext): Readonly<Record<string, JsonOperation>> {
  return {
    CreateModel: async (input) => {
      const request = parsed(createModelSchema, input);
      const name = request.ModelName;
      checkName(name, 'modelName');
      const ModelArn = arnOf(context.account, 'model', name);
      const taken = () => validation(`Cannot create already existing model "${ModelArn}".`);
      if (context.models.get(name) !== undefined) throw taken();
      const url = request.PrimaryContainer.ModelDataUrl ?? '';
      const { bucket, key } = parseS3Uri(url, 'primaryContainer.modelDataUrl');
      if (context.objects.get(bucket, key) === undefined)
        throw validation(`Could not find model data at ${url}.`);
      await rememberTags(context, ModelArn, request.Tags);
      const createdAt = epochSeconds(context.clock);
      if (!(await context.models.add({ name, request, createdAt }))) throw taken();
      return { ModelArn };
    },
    DescribeModel: async (input) => {
      const { name, request, createdAt } = requireModel(context, parsed(modelName, input).ModelName);
      const { Tags: _, ...rest } = request;
      return {
        ...rest,
        ModelArn: arnOf(context.account, 'model', name),
        CreationTime: createdAt,
        EnableNetworkIsolation: false,
      };
    },
    ListModels: async (input) => {
      const { page, ...rest } = listPage(context.models.list(), input);
      return {
        Models: page.map(({ name, createdAt }) => ({
          ModelName: name,
          ModelArn: arnOf(context.account, 'model', name),
          CreationTime: createdAt,
        })),
        ...rest,
      };
    },
    DeleteModel: async (input) => {
      const { name } = requireModel(context, parsed(modelName, input).ModelName);
      await context.models.remove(name);
      await forgetTags(context, arnOf(context.account, 'model', name));
      return {};
    },
  };
}

export function endpointConfigOperations(context: SageMakerContext): Readonly<Record<string, JsonOperation>> {
  const summary = ({ name, createdAt }: EndpointConfig) => ({
    EndpointConfigName: name,
    EndpointConfigArn: arnOf(context.account, 'endpoint-config', name),
    CreationTime: createdAt,
  });
  return {
    CreateEndpointConfig: async (input) => {
      const request = parsed(createEndpointConfigSchema, input);
      const name = request.EndpointConfigName;
      checkName(name, 'endpointConfigName');
      const EndpointConfigArn = arnOf(context.account, 'endpoint-config', name);
      const taken = () =>
        validation(`Cannot create already existing endpoint configuration "${EndpointConfigArn}".`);
      if (context.endpointConfigs.get(name) !== undefined) throw taken();
      for (const { VariantName, ModelName } of request.ProductionVariants) {
        checkName(VariantName, 'productionVariants.variantName');
        requireModel(context, ModelName);
      }
      if (request.ProductionVariants.length !== 1)
        throw validation('The embedded server serves one production variant per endpoint.');
      await rememberTags(context, EndpointConfigArn, request.Tags);
      const createdAt = epochSeconds(context.clock);
      if (!(await context.endpointConfigs.add({ name, request, createdAt }))) throw taken();
      return { EndpointConfigArn };
    },
    DescribeEndpointConfig: async (input) => {
      const config = requireConfig(context, parsed(configName, input).EndpointConfigName);
      return { ...summary(config), ProductionVariants: config.request.ProductionVariants };
    },
    ListEndpointConfigs: async (input) => {
      const { page, ...rest } = listPage(context.endpointConfigs.list(), input);
      return { EndpointConfigs: page.map(summary), ...rest };
    },
    DeleteEndpointConfig: async (input) => {
      const { name } = requireConfig(context, parsed(configName, input).EndpointConfigName);
      await context.endpointConfigs.remove(name);
      await forgetTags(context, arnOf(context.account, 'endpoint-config', name));
      return {};
    },
  };
}
