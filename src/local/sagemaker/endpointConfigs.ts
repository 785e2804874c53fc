import * as z from 'zod/mini';
import { arnOf } from '../account.ts';
import { epochSeconds } from './context.ts';
import type { SageMakerContext } from './context.ts';
import { parsed } from './input.ts';
import type { JsonOperation } from '../protocols/json.ts';
import { listPage } from './listing.ts';
import { requireModel } from './models.ts';
import { validation } from './names.ts';
import { describedMembers } from './protocol.ts';
import { createEndpointConfigSchema } from './resources.ts';
import type { EndpointConfig, Variant } from './resources.ts';
import { forgetTags, rememberTags } from './tags.ts';

const configName = z.object({ EndpointConfigName: z.string() });

export function requireConfig({ endpointConfigs, account }: SageMakerContext, name: string): EndpointConfig {
  const config = endpointConfigs.get(name);
  if (config === undefined)
    throw validation(`Could not find endpoint configuration "${arnOf(account, 'endpoint-config', name)}".`);
  return config;
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
      const EndpointConfigArn = arnOf(context.account, 'endpoint-config', name);
      const taken = () =>
        validation(`Cannot create already existing endpoint configuration "${EndpointConfigArn}".`);
      if (context.endpointConfigs.get(name) !== undefined) throw taken();
      for (const variant of request.ProductionVariants) {
        requireModel(context, variant.ModelName);
        checkCompute(variant);
      }
      if (request.ProductionVariants.length !== 1)
        throw validation('The embedded server serves one production variant per endpoint.');
      if (request.DataCaptureConfig !== undefined && request.DataCaptureConfig.EnableCapture !== false)
        throw validation('The embedded server captures no data: EnableCapture must be false.');
      await rememberTags(context, EndpointConfigArn, request.Tags);
      const createdAt = epochSeconds(context.clock);
      if (!(await context.endpointConfigs.add({ name, request, createdAt }))) throw taken();
      return { EndpointConfigArn };
    },
    DescribeEndpointConfig: async (input) => {
      const config = requireConfig(context, parsed(configName, input).EndpointConfigName);
      return { ...describedMembers('DescribeEndpointConfig', config.request), ...summary(config) };
    },
    ListEndpointConfigs: async (input) => {
      const { page, ...rest } = listPage(context.endpointConfigs, input);
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

/** Serverless memory comes in steps of 1 GB. docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html */
const serverlessStepMb = 1024;

function checkCompute({ VariantName, InstanceType, InitialInstanceCount, ServerlessConfig }: Variant): void {
  if (ServerlessConfig === undefined) {
    if (InstanceType === undefined || InitialInstanceCount === undefined)
      throw validation(
        `Production variant ${VariantName} needs an InstanceType and an InitialInstanceCount, or a ServerlessConfig.`,
      );
    return;
  }
  if (InstanceType !== undefined || InitialInstanceCount !== undefined)
    throw validation(
      `Production variant ${VariantName} has a ServerlessConfig: InstanceType and InitialInstanceCount cannot be given with it.`,
    );
  if (ServerlessConfig.MemorySizeInMB % serverlessStepMb !== 0)
    throw validation(
      `MemorySizeInMB of production variant ${VariantName} must be one of 1024, 2048, 3072, 4096, 5120 and 6144.`,
    );
  if ((ServerlessConfig.ProvisionedConcurrency ?? 0) > ServerlessConfig.MaxConcurrency)
    throw validation(
      `ProvisionedConcurrency of production variant ${VariantName} must not be greater than MaxConcurrency.`,
    );
}
