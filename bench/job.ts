// Times whole training jobs of 1,000,000 × 10 against the embedded server: 32 models, 15 epochs; prints milliseconds.
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedServer } from '../test/contract/embeddedServer.ts';
import { channel, putObject, train, trainingJob, uploadSalary, bucket } from '../test/contract/training.ts';
import { syntheticRecordIO } from './synthetic.ts';

const server = await startEmbeddedServer();
await uploadSalary(server);
await putObject(
  server,
  'linear-learner/large/rows',
  syntheticRecordIO(1_000_000, 10, (score) => score),
);
const source = { S3Uri: `s3://${bucket}/linear-learner/large/` };

/** Milliseconds from CreateTrainingJob until DescribeTrainingJob, polled every 20 ms, reports Completed. */
async function timeJob(name: string, loss: string): Promise<number> {
  const hyperparameters = {
    feature_dim: '10',
    mini_batch_size: '1000',
    loss,
    early_stopping_patience: '99',
  };
  const started = performance.now();
  const { TrainingJobStatus, FailureReason } = await train(
    server,
    trainingJob(name, hyperparameters, { InputDataConfig: [channel(source)] }),
  );
  if (TrainingJobStatus !== 'Completed') throw new Error(FailureReason);
  return performance.now() - started;
}

const times: Record<string, number[]> = {};
for (const loss of ['squared_loss', 'absolute_loss']) {
  const runs = [];
  for (let run = 0; run < 3; run += 1) {
    // The server has prepared for the next job, as it has when a user comes to train again.
    await pause(2000);
    runs.push(await timeJob(`${loss.replace('_', '-')}-${run}`, loss));
  }
  times[loss] = runs;
}
await server.stop();
console.log(JSON.stringify({ times }));
