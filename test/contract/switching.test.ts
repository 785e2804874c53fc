import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { blockOf } from '../../src/aws/connections/state.ts';
import type { HandledCommandId } from '../../src/contributions/commandIds.ts';
import { answer } from '../../src/commands/index.ts';
import type { Services } from '../../src/commands/services.ts';
import { openEndpointLedger } from '../../src/guard/journal/endpointLedger.ts';
import { openConnectionStates } from '../../src/runs/connectionStates.ts';
import { openDestinations } from '../../src/runs/destinations.ts';
import { openRunRecords } from '../../src/runs/openRunRecords.ts';
import { openSessions } from '../../src/runs/session.ts';
import { createExplorerTree } from '../../src/views/explorerTree.ts';
import type { ExplorerNode } from '../../src/views/rows.ts';
import { openS3Tree } from '../../src/views/s3Tree.ts';
import { createEndpointWarning } from '../../src/views/statusBar.ts';
import { openFakeAws } from '../fakeAws/fakeAws.ts';
import type { FakeAws } from '../fakeAws/fakeAws.ts';
import { first, other } from './fakeAws/fakeClients.ts';
import { openSharedConfig } from './fakeAws/sharedConfig.ts';
import type { SharedConfigFolder } from './fakeAws/sharedConfig.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

const accounts = { before: first, after: other } as const;
type Profile = keyof typeof accounts;
const connectionTo = (profile: Profile): aws.Connection => ({ kind: 'aws', profile, region: 'us-east-1' });
let fake: FakeAws;
let shared: SharedConfigFolder;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-switching-'));
  shared = await openSharedConfig();
  fake = await openFakeAws({ accounts: Object.values(accounts) });
  const profiles = Object.entries(accounts).map(([profile, accountId]) => {
    const { accessKeyId, secretAccessKey } = fake.access(accountId);
    return `[profile ${profile}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\nendpoint_url = ${fake.url}\n`;
  });
  await shared.write(profiles.join(''));
  for (const [profile, accountId] of Object.entries(accounts)) await fill(profile, accountId);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await fake.stop();
  await shared.remove();
  await rm(folder, { recursive: true, force: true });
});

/** A bucket with an object, and an endpoint, whose names begin with the profile's. */
async function fill(profile: string, accountId: string): Promise<void> {
  const clients = aws.createClients(aws.localConnection, fake.access(accountId));
  const operations = aws.bindOperations(clients);
  const bucket = `${profile}-tables`;
  await operations.ensureBucket(bucket, { accountId });
  await operations.putJson({ bucket, key: `${profile}.json` }, {});
  await operations.deploy({
    endpointName: `${profile}-endpoint`,
    imageUri: '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1',
    modelS3Uri: `s3://${bucket}/${profile}.json`,
    roleArn: `arn:aws:iam::${accountId}:role/LinearLearnerLocalExecutionRole`,
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    origin: {},
  });
  clients.destroy();
}

const labelOf = ({ item: { label = '' } }: ExplorerNode) => (typeof label === 'string' ? label : label.label);

/** A window as far as connections go, with nothing kept from an earlier one. */
async function openWindow() {
  const storage = await mkdtemp(join(folder, 'window-'));
  let current = connectionTo('before');
  const states = openConnectionStates();
  const currentId = () => aws.connectionId(current);
  const sessions = openSessions({
    connection: () => current,
    connectLocal: () => Promise.reject(new Error('the embedded server is not needed')),
    renewals: () => 0,
    onOpened: () => undefined,
    destinations: openDestinations(storage),
    askDestination: () => Promise.reject(new Error('nobody is asked')),
    states,
  });
  const log = { error: (error: unknown) => expect.fail(String(error)) };
  const history = {
    rows: async () => ({ rows: [], unreadable: [] }),
    onDidChange: () => ({ dispose: () => undefined }),
  };
  const tree = createExplorerTree(
    sessions.open,
    openRunRecords(storage),
    history,
    log,
    openS3Tree(storage, currentId),
    {
      connectionId: currentId,
      block: () => blockOf(states.of(currentId())),
      onDidChange: (listener) => states.onDidChange(listener),
      showReason: () => undefined,
    },
  );
  const warning = createEndpointWarning({
    sessionOf: sessions.of,
    ledger: openEndpointLedger(storage),
    connection: () => current,
    states,
  });
  /** As the window does after a change of everything. */
  const read = async (node?: ExplorerNode): Promise<readonly string[]> => {
    const rows = (await tree.getChildren(node)) ?? [];
    const below = await Promise.all(rows.map(async (row) => (row.children === undefined ? [] : read(row))));
    return [...rows.map(labelOf), ...below.flat()];
  };
  // SAFETY: the commands below use no other services.
  const services = {
    openSession: sessions.open,
    sessionOf: sessions.of,
    connection: () => current,
    changed: () => undefined,
    deletionFailed: () => undefined,
  } as unknown as Services;
  return {
    tree,
    read,
    run: (id: HandledCommandId, given: object) => answer(id, services, [given]),
    refresh: async () => void (await Promise.all([tree.refresh(), warning.refresh()])),
    async switchTo(profile: Profile) {
      current = connectionTo(profile);
      await this.refresh();
    },
    close() {
      tree.dispose();
      warning.dispose();
      sessions.dispose();
    },
  };
}

const accountsCalled = () => new Set(fake.log.map(({ accountId }) => accountId));

test('after a switch no view and no new action uses the previous connection', async () => {
  fake.setFaults();
  const window = await openWindow();
  const rowsBefore = await window.read();
  for (const name of ['before-tables', 'before.json', 'before-endpoint']) expect(rowsBefore).toContain(name);
  expect(accountsCalled()).toEqual(new Set([accounts.before]));
  fake.setFaults();
  await window.switchTo('after');
  const rows = await window.read();
  for (const name of ['after-tables', 'after.json', 'after-endpoint']) expect(rows).toContain(name);
  await window.refresh();
  await window.read();
  await window.tree.findObject('after-tables', 'after.json');
  await window.run('stopTraining', { trainingJobName: 'none' }).catch(() => undefined);
  await window
    .run('deleteEndpoint', { endpointName: 'before-endpoint', confirmed: true })
    .catch(() => undefined);
  expect((await window.read()).filter((label) => label.startsWith('before'))).toEqual([]);
  expect(fake.operations).toContain('StopTrainingJob');
  expect(accountsCalled()).toEqual(new Set([accounts.after]));
  window.close();
});

test('previous rows disappear even while one of their lists is still loading', async () => {
  const window = await openWindow();
  await window.read();
  fake.setFaults({ name: 'held before', operation: 'ListEndpoints', accountId: accounts.before });
  const late = window.refresh();
  await fake.met();
  await window.switchTo('after');
  const rows = await window.read();
  expect(rows).toContain('after-endpoint');
  fake.release();
  await late;
  expect(await window.read()).toEqual(rows);
  expect(rows.filter((label) => label.startsWith('before'))).toEqual([]);
  window.close();
});

test('a window waiting for previous rows gets those of the new connection', async () => {
  const window = await openWindow();
  const changed: unknown[] = [];
  window.tree.onDidChangeTreeData?.((node) => void changed.push(node));
  fake.setFaults({ name: 'held before', accountId: accounts.before });
  const waiting = window.read();
  await fake.met();
  await window.switchTo('after');
  const labels = await waiting;
  expect(labels.filter((label) => label.startsWith('before'))).toEqual([]);
  expect(changed[0]).toBeUndefined();
  expect(changed.length).toBeGreaterThan(0);
  expect(await window.read()).toContain('after-endpoint');
  fake.release();
  window.close();
});
