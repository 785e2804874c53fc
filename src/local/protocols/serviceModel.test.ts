import { expect, test } from 'vitest';
import logsModel from './models/logs.json' with { type: 'json' };
import sagemakerModel from './models/sagemaker.json' with { type: 'json' };
import { readInput } from './serviceModel.ts';
import type { ServiceModel } from './serviceModel.ts';

const model: ServiceModel = sagemakerModel;
const read = (operation: string, input: unknown) => readInput(model, operation, input, 'ValidationException');
const config = (variant: object, more: object = {}) => ({
  EndpointConfigName: 'c',
  ProductionVariants: [{ VariantName: 'A', ModelName: 'm', ...variant }],
  ...more,
});

test('input within the model is returned without its null members', () => {
  const input = config({ InstanceType: 'ml.m5.large', InitialVariantWeight: 0.5 }, { KmsKeyId: 'k' });
  expect(read('CreateEndpointConfig', { ...input, Tags: null })).toEqual(input);
});

test.each([
  [
    'a missing member',
    'CreateModel',
    {},
    "Value null at 'modelName' failed to satisfy constraint: Member must not be null",
  ],
  [
    'an unknown instance type',
    'CreateEndpointConfig',
    config({ InstanceType: 'ml.no.such' }),
    "Value 'ml.no.such' at 'productionVariants.1.member.instanceType' failed to satisfy constraint: Member must satisfy enum value set: [",
  ],
  [
    'an unknown status',
    'ListTrainingJobs',
    { StatusEquals: 'Done' },
    "Value 'Done' at 'statusEquals' failed to satisfy constraint: Member must satisfy enum value set: [InProgress, Completed,",
  ],
  [
    'too little serverless memory',
    'CreateEndpointConfig',
    config({ ServerlessConfig: { MemorySizeInMB: 512, MaxConcurrency: 1 } }),
    "serverlessConfig.memorySizeInMB' failed to satisfy constraint: Member must have value greater than or equal to 1024",
  ],
  [
    'a role that is no ARN',
    'CreateModel',
    { ModelName: 'm', ExecutionRoleArn: 'a role of twenty letters' },
    "at 'executionRoleArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:",
  ],
  [
    'more tags than 50',
    'CreateModel',
    { ModelName: 'm', Tags: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: '' })) },
    "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
  ],
  [
    'an invalid tag key',
    'CreateModel',
    { ModelName: 'm', Tags: [{ Key: 'a{b}', Value: '' }] },
    "Value 'a{b}' at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern",
  ],
  [
    'a member that is refused',
    'CreateEndpointConfig',
    config({}, { AsyncInferenceConfig: { OutputConfig: {} } }),
    "at 'asyncInferenceConfig' failed to satisfy constraint: AsyncInferenceConfig is not implemented by the embedded server",
  ],
  [
    'a member that no version of the model has',
    'CreateModel',
    { ModelName: 'm', Colour: 'red' },
    "1 validation error detected: Value at 'colour' failed to satisfy constraint: Colour is not implemented by the embedded server",
  ],
])('%s is a validation error', (_, operation, input, message) => {
  expect(() => read(operation, input)).toThrow(
    expect.objectContaining({ code: 'ValidationException', message: expect.stringContaining(message) }),
  );
});

test('all violations are listed', () => {
  expect(() => read('CreateTrainingJob', { TrainingJobName: 'a b' })).toThrow(
    /^3 validation errors detected: .*'trainingJobName'.*'roleArn'.*'outputDataConfig'/,
  );
});

test('a refused member that is switched off is no error', () => {
  expect(
    read('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c', RetainAllVariantProperties: false }),
  ).toEqual({ EndpointName: 'e', EndpointConfigName: 'c' });
});

test.each([
  ['CreateModel', { ModelName: 1 }],
  ['CreateModel', []],
  ['ListModels', { MaxResults: '5' }],
  ['ListModels', { MaxResults: 1.5 }],
  ['AddTags', { ResourceArn: 'a', Tags: {} }],
])('%s of %j has a value of another type', (operation, input) => {
  expect(() => read(operation, input)).toThrow(expect.objectContaining({ code: 'SerializationException' }));
});

test('names of Object.prototype are members like others', () => {
  expect(() => read('CreateModel', JSON.parse('{"ModelName":"m","constructor":1}'))).toThrow("'constructor'");
});

test.each([...Object.entries(model.shapes), ...Object.entries(logsModel.shapes)])(
  'pattern of %s is a regular expression',
  (_, shape: ServiceModel['shapes'][string]) => {
    expect(
      () => new RegExp(shape.pattern ?? '', (shape.pattern ?? '').includes('\\p{') ? 'u' : ''),
    ).not.toThrow();
  },
);
