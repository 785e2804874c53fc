import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FakeStatusBarItem } from '../../test/fakeVscode.ts';
import { MarkdownString, statusBarItems } from '../../test/fakeVscode.ts';
import { connectionId, localConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import type { EndpointLedger, LedgerContents, LedgerEntry } from '../runs/endpointLedger.ts';
import type { Session } from '../runs/session.ts';
import { createEndpointWarning } from './statusBar.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const onAws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };
const custom: Connection = { kind: 'custom', endpointUrl: 'http://localhost:5000' };
const startedAt = Date.parse('2026-11-24T12:00:00Z');
const entry = (endpointName: string, connection: Connection, minutesAgo = 0): LedgerEntry => ({
  connectionId: connectionId(connection),
  endpointName,
  trainingJobName: 'job',
  recordedAt: new Date(startedAt - minutesAgo * 60_000).toISOString(),
});
const endpoint = (endpointName: string, change: Partial<EndpointDetails> = {}): EndpointDetails => ({
  endpointName,
  arn: `arn:${endpointName}`,
  status: 'InService',
  createdAt: startedAt,
  endpointConfigName: endpointName,
  failureReason: undefined,
  instanceType: 'ml.m4.xlarge',
  instanceCount: 1,
  modelNames: [endpointName],
  origin: {},
  ...change,
});

/** A window with a ledger in memory and a connection whose endpoints the test decides. */
function openWindow(entries: readonly LedgerEntry[], connection: Connection) {
  const contents = { entries: [...entries], unreadable: [] as string[] };
  const world = {
    contents,
    connection,
    sessions: 0,
    list: async (): Promise<readonly EndpointDetails[]> => [],
    endpoints: new Map<string, EndpointDetails>(),
    live(...all: readonly EndpointDetails[]) {
      world.endpoints = new Map(all.map((one) => [one.endpointName, one]));
      world.list = async () => all;
    },
  };
  const ledger: EndpointLedger = {
    read: async (): Promise<LedgerContents> => structuredClone(contents),
    record: async (one) => void contents.entries.push(one),
    forget: async (id, name) => {
      contents.entries = contents.entries.filter(
        (one) => one.connectionId !== id || one.endpointName !== name,
      );
    },
    forgetUnreadable: async () => undefined,
  };
  const aws = {
    listEndpoints: () => world.list(),
    describeEndpoint: async (_: unknown, name: string) => world.endpoints.get(name),
    endpointOrigin: async () => ({}),
  };
  const openSession = async () => {
    world.sessions += 1;
    const { connection: shown } = world;
    const session = {
      aws,
      clients: {},
      connection: shown,
      connectionId: connectionId(shown),
      pollIntervalMs: 200,
    };
    // SAFETY: the warning uses no other part of a session.
    return session as unknown as Session;
  };
  const warning = createEndpointWarning({ openSession, ledger, connection: () => world.connection });
  return { ...world, world, warning, ledger };
}

const item = (): FakeStatusBarItem => statusBarItems.get('linearLearner.endpoints') ?? expect.fail('no item');
const tooltip = () => {
  const { tooltip: text } = item();
  return text instanceof MarkdownString ? text.value : text;
};
let opened: { dispose(): void }[] = [];
const shown = (entries: readonly LedgerEntry[], connection: Connection) => {
  const window = openWindow(entries, connection);
  opened.push(window.warning);
  return window;
};

beforeEach(() => void vi.useFakeTimers({ now: startedAt }));
afterEach(() => {
  for (const one of opened) one.dispose();
  opened = [];
  vi.useRealTimers();
});

test('an endpoint of another connection stays warned about, from the record alone', async () => {
  const { warning, world } = shown([entry('salary-8f3a', onAws)], localConnection);
  await warning.refresh();
  expect(item()).toMatchObject({
    isVisible: true,
    text: '$(warning) 1 endpoint on default@us-east-1, not looked at',
    backgroundColor: { id: 'statusBarItem.warningBackground' },
  });
  expect(tooltip()).toContain('salary-8f3a');
  expect(world.sessions).toBe(0);
});

test('what is read aloud is plain words: no names of icons, no Markdown', async () => {
  const { warning, world } = shown([entry('heart-754c', localConnection)], localConnection);
  world.live(endpoint('heart-754c'));
  await warning.refresh();
  expect(item().accessibilityInformation).toEqual({
    label: 'Linear Learner: live endpoints, 1 endpoint, local, free, heart-754c: InService, local, free',
  });
});

test('it is told beside those of this connection, and only an empty ledger hides it', async () => {
  const { warning, ledger, world } = shown(
    [entry('salary-8f3a', onAws), entry('salary-1', localConnection)],
    localConnection,
  );
  world.live(endpoint('salary-1'));
  await warning.refresh();
  expect(item().text).toBe(
    '$(warning) 1 endpoint · local, free · 1 endpoint on default@us-east-1, not looked at',
  );
  await ledger.forget('local', 'salary-1');
  await warning.refresh();
  expect(item().text).toBe('$(warning) 1 endpoint on default@us-east-1, not looked at');
  await ledger.forget('aws:default@us-east-1', 'salary-8f3a');
  await warning.refresh();
  expect(item().isVisible).toBe(false);
});

test('what was asked for and is not listed yet is warned about and looked for', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  await warning.refresh();
  expect(item().text).toBe('$(warning) 1 endpoint asked for, not seen yet');
  world.live(endpoint('salary-1', { status: 'Creating' }));
  await vi.advanceTimersByTimeAsync(5000);
  expect(item().text).toBe('$(warning) 1 endpoint · local, free');
  world.live();
  await vi.advanceTimersByTimeAsync(200);
  expect(item().isVisible).toBe(false);
  expect(world.contents.entries).toEqual([]);
});

test('one that never came is forgotten after ten minutes', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection, 11)], localConnection);
  await warning.refresh();
  expect(item().isVisible).toBe(false);
  expect(world.contents.entries).toEqual([]);
});

test('a list that fails, and a record that cannot be read, are unknown endpoints', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  world.list = () => Promise.reject(new Error('down'));
  await warning.refresh();
  expect(item().text).toBe('$(warning) endpoints unknown');
  world.contents.entries = [];
  world.contents.unreadable = ['/storage/endpoints/1.json'];
  world.live();
  await warning.refresh();
  expect(item()).toMatchObject({ isVisible: true, text: '$(warning) endpoints unknown' });
  expect(tooltip()).toContain('/storage/endpoints/1.json');
});

test('the answer of an older look does not replace that of a newer one', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  const answers: ((all: readonly EndpointDetails[]) => void)[] = [];
  world.list = () => new Promise((resolve) => void answers.push(resolve));
  const older = warning.refresh();
  await vi.advanceTimersByTimeAsync(0);
  world.contents.entries = [];
  await warning.refresh();
  expect(item().isVisible).toBe(false);
  answers[0]?.([endpoint('salary-1')]);
  await older;
  expect(item().isVisible).toBe(false);
});

test('a failed endpoint is looked at as seldom as one in service', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  let looks = 0;
  world.list = async () => {
    looks += 1;
    return [endpoint('salary-1', { status: 'Failed' })];
  };
  await warning.refresh();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(looks).toBe(1);
});

test('a known sum is kept beside an unknown price, which has a link', async () => {
  const { warning, world } = shown([entry('a', onAws), entry('b', onAws)], onAws);
  world.live(
    endpoint('a', { instanceType: 'ml.m5.large' }),
    endpoint('b', { instanceType: 'ml.future.xlarge' }),
  );
  await warning.refresh();
  expect(item().text).toMatch(
    /^\$\(warning\) 2 endpoints · \$0\.\d{3} per hour, price of ml\.future\.xlarge unknown$/,
  );
  expect(tooltip()).toContain('(https://aws.amazon.com/sagemaker/pricing/)');
});

test('what cannot be described costs what is unknown, not nothing', async () => {
  const { warning, world } = shown([entry('a', custom)], custom);
  world.list = async () => [endpoint('a')];
  await warning.refresh();
  expect(item().text).toBe('$(warning) 1 endpoint · cost unknown');
});

test('a deletion that failed has the colour of errors until the endpoint is gone', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  world.live(endpoint('salary-1'));
  warning.deletionFailed('local', 'salary-1');
  await warning.refresh();
  expect(item()).toMatchObject({
    text: '$(warning) 1 endpoint · local, free · deleting salary-1 failed',
    backgroundColor: { id: 'statusBarItem.errorBackground' },
  });
  world.contents.entries = [entry('salary-2', localConnection)];
  world.live(endpoint('salary-2'));
  await warning.refresh();
  expect(item()).toMatchObject({ backgroundColor: { id: 'statusBarItem.warningBackground' } });
});
