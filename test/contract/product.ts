import { join } from 'node:path';
import { ListModelsCommand } from '@aws-sdk/client-sagemaker';
import * as aws from '../../src/aws/index.ts';
import type { Services } from '../../src/commands/services.ts';
import { openEndpointLedger } from '../../src/guard/journal/endpointLedger.ts';
import { openAbsences } from '../../src/runs/absences.ts';
import { ourEndpoints } from '../../src/runs/ourEndpoints.ts';
import { confirmAfterMs } from '../../src/runs/standing.ts';
import { experimentSchema } from '../../src/data/shapes/experiment.ts';
import { openJobLedger } from '../../src/guard/journal/jobLedger.ts';
import { openSpendFile } from '../../src/guard/journal/spendFile.ts';
import { openPrices } from '../../src/runs/prices/prices.ts';
import { openRunRecords } from '../../src/runs/openRunRecords.ts';
import type { RunRecord } from '../../src/runs/runRecords.ts';
import type { Session } from '../../src/runs/session.ts';
import { localClients, startEmbeddedServer } from './embeddedServer.ts';

const bucket = 'linear-learner-us-east-1-111122223333';
const roleArn = 'arn:aws:iam::111122223333:role/LinearLearnerLocalExecutionRole';
const imageUri = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';
const modelS3Uri = `s3://${bucket}/model/model.tar.gz`;

/** A run of this machine whose model is the one in the bucket. */
export const runRecord: RunRecord = {
  version: 1,
  trainingJobName: 'job-1',
  title: 'salary',
  experimentPath: '/workspace/salary.linear.json',
  experiment: experimentSchema.parse({
    version: 1,
    dataset: 'salary.csv',
    target: 'Salary',
    split: { test: 0.33 },
    training: { instanceType: 'ml.c4.xlarge' },
    endpoint: { instanceType: 'ml.m4.xlarge' },
  }),
  datasetSha256: '',
  rowCounts: { train: 20, validation: 0, test: 10 },
  prepareMs: 1,
  uploadMs: 1,
  uploadedBytes: 1,
  preparation: { version: 3, target: 'Salary', features: [], trainMean: 0, testRowNumbers: [] },
  trainPath: '/nowhere/train',
  modelS3Uri,
};

/** The services of commands, on a new embedded server with one model. */
export async function openProduct() {
  const server = await startEmbeddedServer();
  const clients = localClients(server);
  const operations = aws.bindOperations(clients);
  await operations.ensureBucket(bucket, { accountId: '111122223333' });
  const path = join(import.meta.dirname, '../fixtures/params/model_linear.tar.gz');
  await operations.uploadFiles([{ path, bucket, key: 'model/model.tar.gz' }]);
  const session: Session = {
    aws: operations,
    connection: aws.localConnection,
    connectionId: 'local',
    region: 'us-east-1',
    configuredEndpoints: clients.configured,
    endpointUrl: clients.endpointUrl,
    pollIntervalMs: 20,
    identity: aws.identityReader(clients),
    signInEndsAtMs: async () => undefined,
    lookUpAlias: async () => undefined,
    ensureBucket: (name) => operations.ensureBucket(name, { accountId: '111122223333' }),
    bucketOwner: async () => undefined,
    agreeToOwner: () => Promise.reject(new Error('nobody agrees')),
    destination: async () => ({ bucket, roleArn }),
    changeDestination: async () => undefined,
    knownDestination: async () => ({ bucket, roleArn }),
    saveDestination: async () => false,
    suggestedBucket: async () => bucket,
  };
  const storage = join(server.stateFolder, '..', 'storage');
  const counts = { changed: 0 };
  const undeletable: string[] = [];
  const given = {
    openSession: async () => session,
    sessionOf: (id: string) => async () => {
      if (id !== session.connectionId) throw new Error(`There is no connection ${id}.`);
      return session;
    },
    seenConnections: () => [],
    connection: () => session.connection,
    history: { find: async () => undefined },
    ledger: openEndpointLedger(storage),
    records: openRunRecords(storage),
    panels: async () => ({ isRunInView: () => true, openRunPanel: () => undefined }),
    log: { error: () => undefined },
    changed: () => void (counts.changed += 1),
    jobs: openJobLedger(storage),
    prices: openPrices(storage),
    spend: openSpendFile(storage),
    deletionFailed: (_connectionId: string, name: string) => void undeletable.push(name),
  };
  // SAFETY: the commands that are tested here use no other service.
  const services = given as unknown as Services;
  return {
    server,
    clients,
    session,
    services,
    counts,
    undeletable,
    storage,
    /** Creates an endpoint as Deploy does, or, without a job, as another tool would. */
    async deploy(endpointName: string, trainingJobName?: string): Promise<void> {
      const compute = { instanceType: 'ml.m4.xlarge', instanceCount: 1 };
      const origin = trainingJobName === undefined ? {} : { trainingJobName };
      await operations.deploy({ endpointName, imageUri, modelS3Uri, roleArn, ...compute, origin });
      await operations.waitInService(endpointName, { pollIntervalMs: 20 });
    },
    endpointNames: async () => (await operations.listEndpoints()).map(({ endpointName }) => endpointName),
    modelNames: async () => {
      const { Models = [] } = await server.sagemaker.send(new ListModelsCommand({}));
      return Models.map(({ ModelName }) => ModelName);
    },
    /** Looks at the endpoints on record as often as it takes to forget those that are gone. */
    async confirmGone(): Promise<void> {
      let now = 0;
      const absences = openAbsences(() => (now += confirmAfterMs(session)));
      for (let looks = 0; looks < 2; looks += 1) await ourEndpoints(session, given.ledger, { absences });
    },
    saveRun: (change: Partial<RunRecord> = {}) => given.records.save('local', { ...runRecord, ...change }),
    async stop() {
      clients.destroy();
      await server.stop();
    },
  };
}
