// Times the tutorial's training job and inference through the AWS SDK against the embedded server; prints milliseconds and calls per
// second.
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { parseHyperparameters } from '../src/learner/hyperparameters/parse.ts';
import { answerRequest } from '../src/learner/serving/answer.ts';
import { mersenneTwister } from '../src/learner/random.ts';
import { trainLinearLearner } from '../src/learner/trainer/train.ts';
import { startEmbeddedServer } from '../test/contract/embeddedServer.ts';
import { deploy } from '../test/contract/serving.ts';
import {
  labeledRows,
  describe,
  salaryRows,
  train,
  trainingJob,
  uploadSalary,
} from '../test/contract/training.ts';

const server = await startEmbeddedServer();
await uploadSalary(server);

/** Milliseconds from CreateTrainingJob until DescribeTrainingJob, polled every 20 ms, reports Completed. */
async function timeJob(name: string): Promise<number> {
  const started = performance.now();
  const { TrainingJobStatus, FailureReason } = await train(server, trainingJob(name));
  if (TrainingJobStatus !== 'Completed') throw new Error(FailureReason);
  return performance.now() - started;
}

/** Milliseconds that the exact trainer takes for the tutorial's rows. */
function timeTutorialTraining(): number {
  const rows = labeledRows(salaryRows());
  const settings = parseHyperparameters({ predictor_type: 'regressor', mini_batch_size: '5' });
  const started = performance.now();
  const training = trainLinearLearner(settings, { train: rows });
  while (training.next().done !== true);
  return performance.now() - started;
}

/** Sequential one-row invocations per second. */
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

/** Milliseconds of one invocation with 10,000 rows of 100 features. */
function timeLargeRequest(): number {
  const random = mersenneTwister(1);
  const [rowCount, columnCount] = [10_000, 100];
  const line = () => Array.from({ length: columnCount }, () => (random() / 2 ** 32).toFixed(3)).join(',');
  const body = Buffer.from(Array.from({ length: rowCount }, line).join('\n'));
  const weights = Float32Array.from({ length: columnCount }, () => random() / 2 ** 32);
  const model = { predictorType: 'regressor', weights, bias: 1 } as const;
  const started = performance.now();
  Buffer.concat([
    ...answerRequest(model, { body, contentType: 'text/csv', accept: 'application/json' }).chunks,
  ]);
  return performance.now() - started;
}

const repeat = async <T>(count: number, work: (index: number) => T | Promise<T>): Promise<Awaited<T>[]> => {
  const results: Awaited<T>[] = [];
  for (let index = 0; index < count; index += 1) results.push(await work(index));
  return results;
};

const jobMs = await repeat(6, (index) => timeJob(`job-${index}`));
const trainingMs = await repeat(20, timeTutorialTraining);
const { ModelArtifacts } = await describe(server, 'job-0');
await deploy(server, 'job-0', ModelArtifacts?.S3ModelArtifacts);
const calls = await repeat(3, () => callsPerSecond('job-0'));
const largeMs = await repeat(9, timeLargeRequest);
await server.stop();
console.log(JSON.stringify({ jobMs, trainingMs, calls, largeMs }));
