// The tutorial's job and serving, through the AWS SDK against the embedded server; prints milliseconds and calls a second.
import { readFileSync } from 'node:fs';
import * as s3 from '@aws-sdk/client-s3';
import * as sm from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { readTrainingCsv } from '../src/learner/formats/csv.ts';
import { parseHyperparameters } from '../src/learner/hyperparameters/parse.ts';
import { predict } from '../src/learner/model.ts';
import { readRequest, writeResponse } from '../src/learner/payloads.ts';
import { mersenneTwister } from '../src/learner/random.ts';
import { trainLinearLearner } from '../src/learner/trainer/train.ts';
import { startEmbeddedServer } from '../test/contract/embeddedServer.ts';

const bucket = 'bench';
const image = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';
const roleArn = 'arn:aws:iam::111122223333:role/LinearLearnerLocalExecutionRole';
const server = await startEmbeddedServer();
await server.s3.send(new s3.CreateBucketCommand({ Bucket: bucket }));

const salaries = readFileSync('examples/salary.csv', 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(',').toReversed().join(','))
  .join('\n');

/** Milliseconds from CreateTrainingJob until DescribeTrainingJob says Completed. */
async function timeJob(name: string): Promise<number> {
  await server.s3.send(new s3.PutObjectCommand({ Bucket: bucket, Key: 'salary/train.csv', Body: salaries }));
  const started = performance.now();
  await server.sagemaker.send(
    new sm.CreateTrainingJobCommand({
      TrainingJobName: name,
      RoleArn: roleArn,
      AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
      HyperParameters: { predictor_type: 'regressor', mini_batch_size: '5' },
      InputDataConfig: [
        {
          ChannelName: 'train',
          ContentType: 'text/csv',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${bucket}/salary` } },
        },
      ],
      OutputDataConfig: { S3OutputPath: `s3://${bucket}/output` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    }),
  );
  for (;;) {
    const { TrainingJobStatus, FailureReason } = await server.sagemaker.send(
      new sm.DescribeTrainingJobCommand({ TrainingJobName: name }),
    );
    if (TrainingJobStatus === 'Completed') return performance.now() - started;
    if (TrainingJobStatus !== 'InProgress') throw new Error(FailureReason);
  }
}

/** Milliseconds of the exact trainer on the tutorial's rows. */
function timeTutorialTraining(): number {
  const rows = readTrainingCsv(Buffer.from(salaries));
  const settings = parseHyperparameters({ predictor_type: 'regressor', mini_batch_size: '5' });
  const started = performance.now();
  const training = trainLinearLearner(settings, { train: rows });
  while (training.next().done !== true);
  return performance.now() - started;
}

async function deploy(name: string): Promise<void> {
  const { sagemaker } = server;
  const job = await sagemaker.send(new sm.DescribeTrainingJobCommand({ TrainingJobName: name }));
  const container = { Image: image, ModelDataUrl: job.ModelArtifacts?.S3ModelArtifacts };
  const variant = {
    VariantName: 'AllTraffic',
    ModelName: name,
    InitialInstanceCount: 1,
    InstanceType: 'ml.m4.xlarge',
  } as const;
  await sagemaker.send(
    new sm.CreateModelCommand({ ModelName: name, ExecutionRoleArn: roleArn, PrimaryContainer: container }),
  );
  await sagemaker.send(
    new sm.CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [variant] }),
  );
  await sagemaker.send(new sm.CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
  await sm.waitUntilEndpointInService(
    { client: sagemaker, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { EndpointName: name },
  );
}

/** Calls of one row, one after the other, a second. */
async function callsPerSecond(name: string): Promise<number> {
  const count = 1000;
  const call = () =>
    server.runtime.send(
      new InvokeEndpointCommand({
        EndpointName: name,
        ContentType: 'text/csv',
        Accept: 'application/json',
        Body: '6.5',
      }),
    );
  for (let warm = 0; warm < 200; warm += 1) await call();
  const started = performance.now();
  for (let done = 0; done < count; done += 1) await call();
  return (count * 1000) / (performance.now() - started);
}

/** What the server does with 10,000 rows of 100 features between request and response. */
function timeLargeRequest(): number {
  const random = mersenneTwister(1);
  const [rowCount, columnCount] = [10_000, 100];
  const line = () => Array.from({ length: columnCount }, () => (random() / 2 ** 32).toFixed(3)).join(',');
  const body = Buffer.from(Array.from({ length: rowCount }, line).join('\n'));
  const weights = Float32Array.from({ length: columnCount }, () => random() / 2 ** 32);
  const model = { predictorType: 'regressor', weights, bias: 1 } as const;
  const started = performance.now();
  writeResponse(predict(model, readRequest(body, 'text/csv', columnCount)), 'application/json');
  return performance.now() - started;
}

const repeat = async <T>(count: number, work: (index: number) => T | Promise<T>): Promise<Awaited<T>[]> => {
  const results: Awaited<T>[] = [];
  for (let index = 0; index < count; index += 1) results.push(await work(index));
  return results;
};

const jobMs = await repeat(6, (index) => timeJob(`job-${index}`));
const trainingMs = await repeat(20, timeTutorialTraining);
await deploy('job-0');
const calls = await repeat(3, () => callsPerSecond('job-0'));
const largeMs = await repeat(9, timeLargeRequest);
await server.stop();
console.log(JSON.stringify({ jobMs, trainingMs, calls, largeMs }));
