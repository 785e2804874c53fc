import * as z from 'zod/mini';
import { arnOf } from '../account.ts';
import { epochSeconds } from './context.ts';
import type { SageMakerContext } from './context.ts';
import { parsed } from './input.ts';
import type { JsonOperation } from '../protocols/json.ts';
import { listPage } from './listing.ts';
import { parseS3Uri, requireLinearLearner, validation } from './names.ts';
import { describedMembers } from './protocol.ts';
import { createModelSchema } from './resources.ts';
import type { Container, CreateModelRequest, Model } from './resources.ts';
import { forgetTags, rememberTags } from './tags.ts';

const modelName = z.object({ ModelName: z.string() });

export function requireModel({ models, account }: SageMakerContext, name: string): Model {
  const model = models.get(name);
  if (model === undefined) throw validation(`Could not find model "${arnOf(account, 'model', name)}".`);
  return model;
}

export function modelOperations(context: SageMakerContext): Readonly<Record<string, JsonOperation>> {
  return {
    CreateModel: async (input) => {
      const request = parsed(createModelSchema, input);
      const name = request.ModelName;
      const ModelArn = arnOf(context.account, 'model', name);
      const taken = () => validation(`Cannot create already existing model "${ModelArn}".`);
      if (context.models.get(name) !== undefined) throw taken();
      checkContainer(context, containerOf(request));
      await rememberTags(context, ModelArn, request.Tags);
      const createdAt = epochSeconds(context.clock);
      if (!(await context.models.add({ name, request, createdAt }))) throw taken();
      return { ModelArn };
    },
    DescribeModel: async (input) => {
      const { name, request, createdAt } = requireModel(context, parsed(modelName, input).ModelName);
      return {
        EnableNetworkIsolation: false,
        ...describedMembers('DescribeModel', request),
        ModelArn: arnOf(context.account, 'model', name),
        CreationTime: createdAt,
      };
    },
    ListModels: async (input) => {
      const { page, ...rest } = listPage(context.models, input);
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

/** The only container of a model, given alone or as a list of one. Throws SageMaker's validation error for any other number. */
export function containerOf({ PrimaryContainer, Containers = [] }: CreateModelRequest): Container {
  const [container, ...others] = [
    ...(PrimaryContainer === undefined ? [] : [PrimaryContainer]),
    ...Containers,
  ];
  if (container === undefined)
    throw validation('You must provide either a PrimaryContainer or a list of Containers.');
  if (others.length > 0) throw validation('The embedded server serves models of one container.');
  return container;
}

/** Where the artifact of a container is; empty when it has none. */
export const modelDataUrlOf = ({ ModelDataUrl, ModelDataSource }: Container) =>
  ModelDataUrl ?? ModelDataSource?.S3DataSource?.S3Uri ?? '';

function checkContainer({ objects }: SageMakerContext, container: Container): void {
  requireLinearLearner(container.Image);
  if (container.Mode === 'MultiModel')
    throw validation('The embedded server serves no endpoints of several models.');
  const source = container.ModelDataSource?.S3DataSource;
  if (container.ModelDataUrl !== undefined && source !== undefined)
    throw validation('ModelDataUrl and ModelDataSource cannot be given together.');
  if (source !== undefined && (source.S3DataType !== 'S3Object' || source.CompressionType !== 'Gzip'))
    throw validation('The embedded server reads model data only as one S3Object with CompressionType Gzip.');
  const url = modelDataUrlOf(container);
  const { bucket, key } = parseS3Uri(url, 'primaryContainer.modelDataUrl');
  if (objects.get(bucket, key) === undefined) throw validation(`Could not find model data at ${url}.`);
}
