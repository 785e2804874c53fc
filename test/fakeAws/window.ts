import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as aws from '../../src/aws/index.ts';
import { openCalls } from '../../src/data/engine/calls.ts';
import { openTables } from '../../src/data/engine/tables.ts';
import type { Engine } from '../../src/data/engine/calls.ts';
import { accountOf } from '../../src/local/account.ts';
import { deleteOnRecord } from '../../src/runs/deleteOnRecord.ts';
import { deployOnRecord } from '../../src/runs/deploy.ts';
import { openEndpointLedger } from '../../src/guard/journal/endpointLedger.ts';
import { openJobLedger } from '../../src/guard/journal/jobLedger.ts';
import { openRunRecords } from '../../src/runs/openRunRecords.ts';
import { openConnectionStates } from '../../src/runs/connectionStates.ts';
import { openDestinations } from '../../src/runs/destinations.ts';
import { ownedBuckets } from '../../src/runs/session.ts';
import type { Session } from '../../src/runs/session.ts';
import { checkExperiment, startTraining } from '../../src/runs/train.ts';
import { createEndpointWarning } from '../../src/views/statusBar.ts';
import { createTrainingItem } from '../../src/views/trainingItem.ts';
import { statusBarItems } from '../fakeVscode.ts';
import type { FakeAws } from './fakeAws.ts';
import { retryAtOnce } from './retries.ts';

export const bucket = 'linear-learner-us-east-1-111122223333';
export const modelKey = 'model/model.tar.gz';
const imageUri = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';
const connection: aws.Connection = { kind: 'aws', profile: 'fake', region: 'us-east-1' };

export interface WindowOptions {
  /** Of the extension: what another window, or the same after a restart, finds again. */
  readonly storage: string;
  readonly accountId: string;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** A VS Code window as far as money goes: a connection to the fake AWS, the ledgers, and the status bar. */
export function openWindow(fake: FakeAws, { storage, accountId, now }: WindowOptions) {
  // AWS gets every byte over a network.
  const clients = {
    ...aws.createClients(aws.localConnection, fake.access(accountId)),
    takesWholeFiles: false,
  };
  retryAtOnce(clients);
  const { roleArn } = accountOf(accountId);
  const identity = aws.identityReader(clients);
  const operations = aws.bindOperations(clients);
  const session: Session = {
    aws: operations,
    connection,
    connectionId: aws.connectionId(connection),
    region: 'us-east-1',
    configuredEndpoints: clients.configured,
    endpointUrl: clients.endpointUrl,
    pollIntervalMs: 10,
    identity,
    signInEndsAtMs: async () => undefined,
    lookUpAlias: async () => undefined,
    ...ownedBuckets(openDestinations(storage).owners, aws.connectionId(connection), {
      aws: operations,
      identity,
    }),
    destination: async () => ({ bucket, roleArn }),
    changeDestination: async () => undefined,
    knownDestination: async () => ({ bucket, roleArn }),
    saveDestination: async () => false,
    suggestedBucket: async () => bucket,
  };
  const ledger = openEndpointLedger(storage);
  const jobs = openJobLedger(storage);
  const openSession = async () => session;
  const states = openConnectionStates();
  const warning = createEndpointWarning({
    sessionOf: () => openSession,
    ledger,
    states,
    connection: () => connection,
    now,
  });
  const training = createTrainingItem({ jobs, sessionOf: () => openSession, states, now });
  // A fake window has one map of items: those of this window are the ones just made.
  const endpointItem = statusBarItems.get('linearLearner.endpoints');
  const jobItem = statusBarItems.get('linearLearner.training');
  const shown = (item: typeof endpointItem) => {
    const tooltip = typeof item?.tooltip === 'string' ? item.tooltip : (item?.tooltip?.value ?? '');
    return item?.isVisible === true ? `${item.text}\n${tooltip}` : '';
  };
  return {
    /** The account by its API, past the product. */
    clients,
    session,
    ledger,
    jobs,
    /** One look of everything in the status bar. */
    poll: async () => void (await Promise.all([warning.refresh(), training.refresh()])),
    /** Whether the status bar speaks of an endpoint, or says that it cannot know. */
    warnsOf: (endpointName: string) =>
      shown(endpointItem).includes(endpointName) || shown(endpointItem).includes('endpoints unknown'),
    showsJob: (name: string) =>
      shown(jobItem).includes(name) || shown(jobItem).includes('training jobs unknown'),
    text: () => `${shown(endpointItem)}\n${shown(jobItem)}`.trim(),
    deploy: (endpointName: string, signal: AbortSignal) =>
      deployOnRecord(
        session,
        ledger,
        {
          endpointName,
          imageUri,
          modelS3Uri: `s3://${bucket}/${modelKey}`,
          roleArn,
          instanceType: 'ml.m4.xlarge',
          instanceCount: 1,
          origin: { trainingJobName: 'job-1' },
        },
        signal,
      ),
    delete: (endpointName: string, signal: AbortSignal) =>
      deleteOnRecord(
        session,
        ledger,
        { endpointName, also: { config: true, model: true }, by: 'user' },
        { signal },
      ),
    train: (signal: AbortSignal) => train(session, storage, jobs, signal),
    close() {
      warning.dispose();
      training.dispose();
      clients.destroy();
    },
  };
}

export type FakeWindow = ReturnType<typeof openWindow>;

const calls = openCalls(openTables());
const engine: Engine = { ...calls, dispose: async () => undefined };
const table = `x,y\n${Array.from({ length: 30 }, (_, x) => `${x},${2 * x}\n`).join('')}`;

async function train(
  session: Session,
  storage: string,
  jobs: ReturnType<typeof openJobLedger>,
  signal: AbortSignal,
) {
  const [path, experimentPath] = [join(storage, 'line.csv'), join(storage, 'line.linear.json')];
  await writeFile(path, table);
  const { experiment } = await calls.suggestExperiment({ path, target: 'y' });
  await writeFile(experimentPath, JSON.stringify(experiment));
  const checked = await checkExperiment(session, engine, { experiment, experimentPath, datasetPath: path });
  const options = { signal, onStep: () => undefined, onUploaded: () => undefined };
  return startTraining(session, engine, { records: openRunRecords(storage), jobs }, checked, options);
}
