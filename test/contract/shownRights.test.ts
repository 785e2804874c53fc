import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { connectionId } from '../../src/aws/connections/types.ts';
import type { Connection } from '../../src/aws/connections/types.ts';
import { openConnectionStates } from '../../src/runs/connectionStates.ts';
import { openDestinations } from '../../src/runs/destinations.ts';
import { openEndpointLedger } from '../../src/guard/journal/endpointLedger.ts';
import { openJobLedger } from '../../src/guard/journal/jobLedger.ts';
import type { RunRecords } from '../../src/runs/runRecords.ts';
import { openSessions } from '../../src/runs/session.ts';
import { createConnectionItem } from '../../src/views/connectionItem.ts';
import { createExplorerTree } from '../../src/views/explorerTree.ts';
import type { ExplorerNode } from '../../src/views/rows.ts';
import { openS3Tree } from '../../src/views/s3Tree.ts';
import { createEndpointWarning } from '../../src/views/statusBar.ts';
import { createTrainingItem } from '../../src/views/trainingItem.ts';
import { openFakeAws } from '../fakeAws/fakeAws.ts';
import type { FakeAws } from '../fakeAws/fakeAws.ts';
import { forgetShown, shown, statusBarItems } from '../fakeVscode.ts';
import { openSharedConfig } from './fakeAws/sharedConfig.ts';
import type { SharedConfigFolder } from './fakeAws/sharedConfig.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

const accountId = '111122223333';
const bucket = 'tables';
const connection: Connection = { kind: 'aws', profile: 'science', region: 'us-east-1' };
let fake: FakeAws;
let shared: SharedConfigFolder;
let folder = '';

beforeAll(async () => {
  fake = await openFakeAws({ accounts: [accountId] });
  fake.account(accountId).alias = 'acme';
  folder = await mkdtemp(join(tmpdir(), 'll-shown-rights-'));
  shared = await openSharedConfig();
  const { accessKeyId, secretAccessKey } = fake.access(accountId);
  await shared.write(
    `[profile science]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\nregion = us-east-1\nendpoint_url = ${fake.url}\n`,
  );
  const clients = await aws.openClients(connection);
  const operations = aws.bindOperations(clients);
  await operations.ensureBucket(bucket, { accountId });
  await operations.putJson({ bucket, key: 'train/linear-train-data' }, {});
  const roleArn = `arn:aws:iam::${accountId}:role/LinearLearnerLocalExecutionRole`;
  const imageUri = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';
  const compute = { instanceType: 'ml.m5.large', instanceCount: 1 };
  await operations.createTrainingJob({
    trainingJobName: 'job-1',
    roleArn,
    imageUri,
    hyperparameters: {},
    channels: [{ name: 'train', s3Uri: `s3://${bucket}/train/`, contentType: undefined }],
    outputS3Uri: `s3://${bucket}/output`,
    maxRuntimeSeconds: 60,
    experiment: 'a',
    ...compute,
  });
  const origin = { trainingJobName: 'job-1' };
  const modelS3Uri = `s3://${bucket}/train/linear-train-data`;
  for (const endpointName of ['endpoint-1', 'endpoint-2'])
    await operations.deploy({ endpointName, imageUri, modelS3Uri, roleArn, origin, ...compute });
  clients.destroy();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await fake.stop();
  await shared.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Everything that a window shows by itself, with the tree unfolded: texts with what a click does, by where they are. */
async function look(): Promise<Readonly<Record<string, readonly string[]>>> {
  const storage = await mkdtemp(join(folder, 'window-'));
  forgetShown();
  statusBarItems.clear();
  const id = connectionId(connection);
  const states = openConnectionStates();
  const connectionItem = createConnectionItem(states);
  const described: Promise<void>[] = [];
  const sessions = openSessions({
    connection: () => connection,
    connectLocal: () => Promise.reject(new Error('the embedded server is not needed')),
    renewals: () => 0,
    onOpened: (session) => void described.push(connectionItem.describe(session)),
    destinations: openDestinations(storage),
    askDestination: () => Promise.reject(new Error('nobody is asked')),
    states,
  });
  const ledger = openEndpointLedger(storage);
  const jobs = openJobLedger(storage);
  const recorded = { connectionId: id, recordedAt: new Date(0).toISOString(), state: 'seen' } as const;
  const account = { accountId, region: 'us-east-1' };
  await jobs.record({ ...recorded, account, trainingJobName: 'job-1', title: 'salary' });
  await jobs.record({ ...recorded, account, trainingJobName: 'job-2', title: 'loans' });
  const trainingJobName = 'job-1';
  for (const endpointName of ['endpoint-1', 'endpoint-2'])
    await ledger.record({ ...recorded, account, endpointName, trainingJobName });
  // SAFETY: the tree only looks records up.
  const records = { find: async () => undefined } as unknown as RunRecords;
  const history = {
    rows: async () => ({ rows: [], unreadable: [] }),
    onDidChange: () => ({ dispose: () => undefined }),
  };
  const log = { error: (error: unknown) => expect.fail(String(error)) };
  const tree = createExplorerTree(
    sessions.open,
    records,
    history,
    log,
    openS3Tree(storage, () => id),
  );
  const warning = createEndpointWarning({
    sessionOf: sessions.of,
    ledger,
    states,
    connection: () => connection,
    missing: tree.missing,
  });
  const training = createTrainingItem({ jobs, sessionOf: sessions.of, states });
  connectionItem.show(connection);
  const unfolded = async (node?: ExplorerNode): Promise<readonly string[]> => {
    const rows = (await tree.getChildren(node)) ?? [];
    const below = await Promise.all(
      rows.filter(({ children }) => children !== undefined).map((row) => unfolded(row)),
    );
    const own = rows.map(({ item }) => JSON.stringify([item.tooltip, item.command]));
    return [...own, ...below.flat()];
  };
  const [rows] = await Promise.all([unfolded(), warning.refresh(), training.refresh()]);
  await Promise.all(described);
  const lines = (name: string) => {
    const tooltip = statusBarItems.get(`linearLearner.${name}`)?.tooltip ?? '';
    return decodeURIComponent(typeof tooltip === 'string' ? tooltip : tooltip.value).split(/\n+/);
  };
  const seen = {
    tree: rows,
    connection: lines('connection'),
    endpoints: lines('endpoints'),
    training: lines('training'),
    notifications: shown.map(({ message }) => message),
  };
  for (const one of [tree, warning, training, connectionItem, sessions]) one.dispose();
  return seen;
}

/** Where the window says that an action is missing, each once; fails for a text that does not copy the statement. */
async function placesOf(action: string): Promise<readonly string[]> {
  fake.setFaults({ name: 'denied', action });
  const seen = await look();
  return Object.entries(seen).flatMap(([place, texts]) => {
    const said = texts.filter((text) => text.includes(`perform ${action}`));
    for (const text of said)
      expect(text).toMatch(
        new RegExp(`linearLearner\\.copyPermissions.*"action":"${action}","resource":"[^"]+"`),
      );
    expect(said.length, `${action} in ${place}`).toBeLessThan(2);
    return said.length === 1 ? [place] : [];
  });
}

test(
  'each right that a window misses is said once, with its statement to copy',
  { timeout: 120_000 },
  async () => {
    fake.setFaults();
    const whole = await look();
    expect(JSON.stringify(whole)).not.toContain('Not authorized');
    const actions = new Set(fake.log.flatMap((call) => call.actions));
    const places: Record<string, readonly string[]> = {};
    for (const action of actions) places[action] = await placesOf(action);
    expect(places).toEqual({
      's3:ListAllMyBuckets': ['tree'],
      's3:ListBucket': ['tree'],
      'sagemaker:ListTrainingJobs': ['tree'],
      'sagemaker:ListEndpoints': ['tree'],
      'sagemaker:DescribeEndpoint': ['endpoints'],
      'sagemaker:DescribeEndpointConfig': ['endpoints'],
      'sagemaker:ListTags': ['endpoints'],
      'sagemaker:DescribeTrainingJob': ['training'],
      'iam:ListAccountAliases': ['connection'],
    });
  },
);
