import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as aws from '../../src/aws/index.ts';
import { openCalls } from '../../src/data/engine/calls.ts';
import { openTables } from '../../src/data/engine/tables.ts';
import type { Engine } from '../../src/data/engine/calls.ts';
import { datasetPathOf } from '../../src/data/experiment/datasetPath.ts';
import type { Experiment } from '../../src/data/shapes/experiment.ts';
import { openJobLedger } from '../../src/guard/journal/jobLedger.ts';
import type { RunRecords } from '../../src/runs/runRecords.ts';
import type { Session } from '../../src/runs/session.ts';
import { checkExperiment, startTraining } from '../../src/runs/train.ts';
import type { TrainOptions } from '../../src/runs/train.ts';
import { localClients, startEmbeddedServer } from './embeddedServer.ts';

export const bucket = 'linear-learner-us-east-1-111122223333';
export const roleArn = 'arn:aws:iam::111122223333:role/LinearLearnerLocalExecutionRole';
export const pollIntervalMs = 20;
export const engine: Engine = { ...openCalls(openTables()), dispose: async () => undefined };
export const signal: AbortSignal = new AbortController().signal;
export const silent: TrainOptions = { signal, onStep: () => undefined, onUploaded: () => undefined };

/** An experiment as it is checked before it is trained. */
export const named = (experiment: Experiment, experimentPath: string) => {
  const datasetPath = datasetPathOf(experimentPath, experiment.dataset);
  return { experiment, experimentPath, datasetPath };
};

/** An embedded server, and runs on it. */
export async function openRunsOnLocal() {
  const server = await startEmbeddedServer();
  const folder = await mkdtemp(join(tmpdir(), 'll-runs-'));
  const clients = localClients(server);
  const session: Session = {
    aws: aws.bindOperations(clients),
    configuredEndpoints: clients.configured,
    endpointUrl: clients.endpointUrl,
    identity: aws.identityReader(clients),
    signInEndsAtMs: async () => undefined,
    lookUpAlias: async () => undefined,
    ensureBucket: (name) => aws.ensureBucket(clients, name, { accountId: '111122223333' }),
    bucketOwner: async () => undefined,
    agreeToOwner: () => Promise.reject(new Error('nobody agrees')),
    connection: aws.localConnection,
    connectionId: 'local',
    region: 'us-east-1',
    pollIntervalMs,
    destination: async () => ({ bucket, roleArn }),
    changeDestination: async () => undefined,
    suggestedBucket: async () => bucket,
    knownDestination: async () => ({ bucket, roleArn }),
    saveDestination: async () => false,
  };
  return {
    folder,
    clients,
    session,
    /** A table whose y is `slope` × x, and an experiment about it. */
    experimentOf: async (name: string, slope: number): Promise<string> => {
      const rows = Array.from({ length: 60 }, (_, x) => `${x},${slope * x + 1}\n`);
      await writeFile(join(folder, `${name}.csv`), `x,y\n${rows.join('')}`);
      const suggested = await engine.suggestExperiment({ path: join(folder, `${name}.csv`), target: 'y' });
      const experiment: Experiment = {
        ...suggested.experiment,
        hyperparameters: { epochs: 30, mini_batch_size: 5, num_models: 4 },
      };
      const path = join(folder, `${name}.linear.json`);
      await writeFile(path, JSON.stringify(experiment));
      return path;
    },
    start: async (experimentPath: string, records: RunRecords, on = session) => {
      const experiment = await engine.readExperiment({ path: experimentPath });
      const checked = await checkExperiment(on, engine, named(experiment, experimentPath));
      return startTraining(on, engine, { records, jobs: openJobLedger(folder) }, checked, silent);
    },
    ended: async (trainingJobName: string): Promise<aws.TrainingJobDetails> => {
      const updates = session.aws.followTrainingJob(trainingJobName, { pollIntervalMs });
      for (;;) {
        const next = await updates.next();
        if (next.done === true) return next.value;
      }
    },
    close: async () => {
      clients.destroy();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
