import * as sm from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { settled } from './serving.ts';
import { bucket, describe, imageUri, roleArn, train, trainingJob, uploadSalary } from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
const vpc = { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1'] };
let artifact = '';
beforeAll(async () => {
  server = await startEmbeddedServer();
  await uploadSalary(server);
  artifact = (await train(server, trainingJob('salary'))).ModelArtifacts?.S3ModelArtifacts ?? '';
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const container = () => ({ Image: imageUri, ModelDataUrl: artifact, Environment: { A: 'b' } });
const createModel = (ModelName: string, more: Partial<sm.CreateModelCommandInput> = {}) =>
  server.sagemaker.send(
    new sm.CreateModelCommand({
      ModelName,
      ExecutionRoleArn: roleArn,
      PrimaryContainer: container(),
      ...more,
    }),
  );
const createConfig = (
  EndpointConfigName: string,
  variant: Partial<sm.ProductionVariant> = { InstanceType: 'ml.m4.xlarge', InitialInstanceCount: 1 },
  more: Partial<sm.CreateEndpointConfigCommandInput> = {},
) =>
  server.sagemaker.send(
    new sm.CreateEndpointConfigCommand({
      EndpointConfigName,
      ProductionVariants: [{ VariantName: 'A', ModelName: 'plain', ...variant }],
      ...more,
    }),
  );
const describeConfig = (EndpointConfigName: string) =>
  server.sagemaker.send(new sm.DescribeEndpointConfigCommand({ EndpointConfigName }));

test('model is described with everything it was created with', async () => {
  const kept = { VpcConfig: vpc, EnableNetworkIsolation: true, PrimaryContainer: container() };
  await createModel('plain');
  await createModel('kept', kept);
  const described = await server.sagemaker.send(new sm.DescribeModelCommand({ ModelName: 'kept' }));
  expect(described).toMatchObject({ ...kept, ExecutionRoleArn: roleArn });
});

test.each([
  ['a list of one container', () => ({ Containers: [container()] })],
  [
    'a model data source',
    () => ({
      PrimaryContainer: {
        Image: imageUri,
        ModelDataSource: {
          S3DataSource: {
            S3Uri: artifact,
            S3DataType: 'S3Object' as const,
            CompressionType: 'Gzip' as const,
          },
        },
      },
    }),
  ],
])('model of %s is described as created, and served', async (_, given) => {
  const ModelName = `served-${Object.keys(given())[0]}`.toLowerCase();
  const model = given();
  await server.sagemaker.send(new sm.CreateModelCommand({ ModelName, ExecutionRoleArn: roleArn, ...model }));
  expect(await server.sagemaker.send(new sm.DescribeModelCommand({ ModelName }))).toMatchObject(model);
  await createConfig(ModelName, { ModelName, InstanceType: 'ml.m4.xlarge', InitialInstanceCount: 1 });
  await server.sagemaker.send(
    new sm.CreateEndpointCommand({ EndpointName: ModelName, EndpointConfigName: ModelName }),
  );
  expect(await settled(server, ModelName)).toMatchObject({ EndpointStatus: 'InService' });
});

test.each<[string, () => Partial<sm.CreateModelCommandInput>, RegExp]>([
  ['two containers', () => ({ Containers: [container()] }), /models of one container/],
  [
    'the image of another algorithm',
    () => ({ PrimaryContainer: { ...container(), Image: '1.dkr.ecr.us-east-1.amazonaws.com/xgboost:1' } }),
    /only the image of Linear Learner, not .*xgboost/,
  ],
  ['several models', () => ({ PrimaryContainer: { ...container(), Mode: 'MultiModel' } }), /several models/],
  ['no role ARN', () => ({ ExecutionRoleArn: 'a role of twenty letters' }), /'executionRoleArn' failed/],
  [
    'a model package',
    () => ({ PrimaryContainer: { ModelPackageName: 'p' } }),
    /ModelPackageName is not implemented/,
  ],
  [
    'a reserved tag key',
    () => ({ Tags: [{ Key: 'aws:x', Value: '' }] }),
    /Tag keys that begin with aws: are reserved/,
  ],
  [
    'a tag key given twice',
    () => ({
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
    }),
    /Duplicate tag keys/,
  ],
])('model with %s is rejected', async (_, more, message) => {
  await expect(createModel('refused', more())).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(message),
  });
});

test('endpoint configuration is described with everything it was created with', async () => {
  const kept = {
    KmsKeyId: 'key',
    VpcConfig: vpc,
    EnableNetworkIsolation: true,
    ExecutionRoleArn: roleArn,
    DataCaptureConfig: {
      EnableCapture: false,
      InitialSamplingPercentage: 10,
      DestinationS3Uri: `s3://${bucket}/captured`,
      CaptureOptions: [{ CaptureMode: 'Input' as const }],
    },
  };
  await createConfig(
    'kept',
    { InstanceType: 'ml.m4.xlarge', InitialInstanceCount: 1, VolumeSizeInGB: 5 },
    kept,
  );
  expect(await describeConfig('kept')).toMatchObject({
    ...kept,
    ProductionVariants: [{ VolumeSizeInGB: 5, ModelName: 'plain' }],
  });
});

test('serverless endpoint is described with its memory and concurrency', async () => {
  const ServerlessConfig = { MemorySizeInMB: 2048, MaxConcurrency: 5 };
  await createConfig('serverless', { ServerlessConfig });
  await server.sagemaker.send(
    new sm.CreateEndpointCommand({ EndpointName: 'serverless', EndpointConfigName: 'serverless' }),
  );
  const { ProductionVariants } = await settled(server, 'serverless');
  expect(ProductionVariants).toMatchObject([{ CurrentServerlessConfig: ServerlessConfig }]);
});

const invalidVariant = 'no.such';
test.each<[string, Partial<sm.ProductionVariant>, Partial<sm.CreateEndpointConfigCommandInput>, RegExp]>([
  [
    'an unknown instance type',
    // SAFETY: the SDK sends any string; the test is about the server's answer.
    { InstanceType: invalidVariant as 'ml.m4.xlarge', InitialInstanceCount: 1 },
    {},
    /'productionVariants\.1\.member\.instanceType' failed .* enum value set/,
  ],
  ['no compute', {}, {}, /needs an InstanceType and an InitialInstanceCount, or a ServerlessConfig/],
  [
    'serverless memory between the steps',
    { ServerlessConfig: { MemorySizeInMB: 1500, MaxConcurrency: 1 } },
    {},
    /must be one of 1024, 2048/,
  ],
  [
    'asynchronous inference',
    { InstanceType: 'ml.m4.xlarge', InitialInstanceCount: 1 },
    { AsyncInferenceConfig: { OutputConfig: { S3OutputPath: `s3://${bucket}/a` } } },
    /AsyncInferenceConfig is not implemented/,
  ],
  [
    'data capture',
    { InstanceType: 'ml.m4.xlarge', InitialInstanceCount: 1 },
    {
      DataCaptureConfig: {
        EnableCapture: true,
        InitialSamplingPercentage: 10,
        DestinationS3Uri: `s3://${bucket}/a`,
        CaptureOptions: [{ CaptureMode: 'Input' }],
      },
    },
    /captures no data/,
  ],
])('endpoint configuration with %s is rejected', async (_, variant, more, message) => {
  await expect(createConfig('refused', variant, more)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(message),
  });
});

test('training job is described with everything it was created with', async () => {
  const kept = {
    VpcConfig: vpc,
    EnableNetworkIsolation: true,
    EnableInterContainerTrafficEncryption: true,
    CheckpointConfig: { S3Uri: `s3://${bucket}/checkpoints` },
    Environment: { A: 'b' },
    ExperimentConfig: { ExperimentName: 'e', TrialName: 't' },
    RetryStrategy: { MaximumRetryAttempts: 2 },
    RemoteDebugConfig: { EnableRemoteDebug: false },
    InfraCheckConfig: { EnableInfraCheck: true },
    StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxPendingTimeInSeconds: 7200 },
  };
  await server.sagemaker.send(
    new sm.CreateTrainingJobCommand(
      trainingJob('kept', { epochs: '1' }, { ...kept, Tags: [{ Key: 'k', Value: 'v' }] }),
    ),
  );
  const job = await describe(server, 'kept');
  expect(job).toMatchObject(kept);
  const { Tags } = await server.sagemaker.send(new sm.ListTagsCommand({ ResourceArn: job.TrainingJobArn }));
  expect(Tags).toEqual([{ Key: 'k', Value: 'v' }]);
});

test.each<[string, Partial<sm.CreateTrainingJobCommandInput>, RegExp]>([
  [
    'the image of another algorithm',
    { AlgorithmSpecification: { TrainingImage: 'x/not-linear-learner:1', TrainingInputMode: 'File' } },
    /only the image of Linear Learner, not x\/not-linear-learner:1/,
  ],
  [
    'an uncompressed artifact',
    { OutputDataConfig: { S3OutputPath: `s3://${bucket}/o`, CompressionType: 'NONE' } },
    /CompressionType NONE is not implemented/,
  ],
  [
    'a warm pool',
    {
      ResourceConfig: {
        InstanceType: 'ml.m5.large',
        InstanceCount: 1,
        VolumeSizeInGB: 1,
        KeepAlivePeriodInSeconds: 60,
      },
    },
    /KeepAlivePeriodInSeconds is not implemented/,
  ],
])('training job with %s is rejected', async (_, more, message) => {
  await expect(
    server.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob('refused', {}, more))),
  ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
});

test('ended training job can be deleted with its tags, and its name used again', async () => {
  const tagged = trainingJob('again', { epochs: '1' }, { Tags: [{ Key: 'k', Value: 'v' }] });
  await train(server, tagged);
  await server.sagemaker.send(new sm.DeleteTrainingJobCommand({ TrainingJobName: 'again' }));
  await expect(describe(server, 'again')).rejects.toMatchObject({ message: 'Requested resource not found.' });
  const { TrainingJobArn } = await train(server, trainingJob('again', { epochs: '1' }));
  const { Tags } = await server.sagemaker.send(new sm.ListTagsCommand({ ResourceArn: TrainingJobArn }));
  expect(Tags).toEqual([]);
});

test('training jobs of a tuning job are not found, since there are no tuning jobs', async () => {
  await expect(
    server.sagemaker.send(
      new sm.ListTrainingJobsForHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'none' }),
    ),
  ).rejects.toMatchObject({ name: 'ResourceNotFound', message: expect.stringContaining('none') });
});

test('tags of a resource are limited to 50, and those of an unknown resource are rejected', async () => {
  const { ModelArn: ResourceArn } = await createModel('many-tags');
  const add = (from: number, count: number) =>
    server.sagemaker.send(
      new sm.AddTagsCommand({
        ResourceArn,
        Tags: Array.from({ length: count }, (_, at) => ({ Key: `k${from + at}`, Value: '' })),
      }),
    );
  await add(0, 40);
  await expect(add(40, 11)).rejects.toMatchObject({ message: expect.stringContaining('at most 50 tags') });
  expect((await add(40, 10)).Tags).toHaveLength(50);
  const unknown = { ResourceArn: 'arn:aws:sagemaker:us-east-1:111122223333:model/nope' };
  for (const command of [
    new sm.AddTagsCommand({ ...unknown, Tags: [{ Key: 'a', Value: 'b' }] }),
    new sm.ListTagsCommand(unknown),
    new sm.DeleteTagsCommand({ ...unknown, TagKeys: ['a'] }),
  ])
    // SAFETY: three commands of one client; send() has no overload for their union.
    await expect(server.sagemaker.send(command as sm.ListTagsCommand)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Could not find model'),
    });
});
