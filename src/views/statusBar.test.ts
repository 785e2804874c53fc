import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FakeStatusBarItem } from '../../test/fakeVscode.ts';
import { MarkdownString, statusBarItems } from '../../test/fakeVscode.ts';
import { connectionId, localConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import type { Sighting } from '../aws/sightings.ts';
import { endpointKey } from '../guard/journal/endpointLedger.ts';
import type { LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { memoryLedger } from '../guard/journal/memoryLedger.testing.ts';
import type { Session } from '../runs/session.ts';
import { Failure } from '../learner/errors.ts';
import { openConnectionStates } from '../runs/connectionStates.ts';
import { attentionOf } from '../platform/attention.testing.ts';
import { createEndpointWarning } from './statusBar.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const onAws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };
const custom: Connection = { kind: 'custom', endpointUrl: 'http://localhost:5000' };
const startedAt = Date.parse('2026-11-24T12:00:00Z');
const account = { accountId: '111122223333', region: 'us-east-1' };
const entry = (
  endpointName: string,
  connection: Connection,
  change: Partial<LedgerEntry> = {},
): LedgerEntry => ({
  connectionId: connectionId(connection),
  endpointName,
  trainingJobName: 'job',
  recordedAt: new Date(startedAt).toISOString(),
  account,
  state: 'seen',
  ...change,
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
  variantNames: ['AllTraffic'],
  origin: {},
  guard: undefined,
  ...change,
});

/** A window with a ledger in memory and a connection whose endpoints the test decides. */
function openWindow(entries: readonly LedgerEntry[], connection: Connection) {
  const contents = { entries: [...entries], unreadable: [] as string[] };
  const world = {
    contents,
    connection,
    sessions: 0,
    looks: 0,
    accountId: account.accountId,
    endpoints: new Map<string, EndpointDetails>(),
    /** What the service does before it answers about an endpoint. */
    happens: async (): Promise<void> => undefined,
    list: async (): Promise<readonly EndpointDetails[]> => [...world.endpoints.values()],
    origins: new Map<string, EndpointDetails['origin']>(),
    live(...all: readonly EndpointDetails[]) {
      world.endpoints = new Map(all.map((one) => [one.endpointName, one]));
    },
  };
  const ledger = memoryLedger(endpointKey, contents);
  const aws = {
    listEndpoints: () => world.list(),
    sightEndpoint: async (name: string): Promise<Sighting<EndpointDetails>> => {
      world.looks += 1;
      await world.happens();
      const details = world.endpoints.get(name);
      return details === undefined ? { kind: 'missing', account: undefined } : { kind: 'found', details };
    },
    endpointOrigin: async (arn: string) => world.origins.get(arn) ?? {},
  };
  const openSession = async () => {
    world.sessions += 1;
    const { connection: shown } = world;
    const session = {
      aws,
      connection: shown,
      connectionId: connectionId(shown),
      region: account.region,
      pollIntervalMs: 200,
      identity: async () => ({ accountId: world.accountId, arn: '' }),
    };
    // SAFETY: the warning uses no other part of a session.
    return session as unknown as Session;
  };
  const states = openConnectionStates();
  const attention = attentionOf('watched');
  const warning = createEndpointWarning(
    { openSession, ledger, states, connection: () => world.connection },
    attention,
  );
  return { ...world, world, warning, ledger, states, attention };
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

test('warning shows an endpoint of another connection from the record alone', async () => {
  const { warning, world } = shown([entry('salary-8f3a', onAws)], localConnection);
  await warning.refresh();
  expect(item()).toMatchObject({
    isVisible: true,
    text: '$(warning) 1 endpoint on default@us-east-1, not checked',
    backgroundColor: { id: 'statusBarItem.warningBackground' },
  });
  expect(tooltip()).toContain('salary-8f3a');
  expect(world.sessions).toBe(0);
});

test('warning gives screen readers text without icon names and Markdown', async () => {
  const { warning, world } = shown([entry('heart-754c', localConnection)], localConnection);
  world.live(endpoint('heart-754c'));
  await warning.refresh();
  expect(item().accessibilityInformation).toEqual({
    label: 'Linear Learner: live endpoints, 1 endpoint, local, free, heart-754c: InService, local, free',
  });
});

test("warning shows endpoints of other connections beside the current one's", async () => {
  const { warning, ledger, world } = shown(
    [entry('salary-8f3a', onAws), entry('salary-1', localConnection)],
    localConnection,
  );
  world.live(endpoint('salary-1'));
  await warning.refresh();
  expect(item().text).toBe(
    '$(warning) 1 endpoint · local, free · 1 endpoint on default@us-east-1, not checked',
  );
  await ledger.forget(entry('salary-1', localConnection));
  await warning.refresh();
  expect(item().text).toBe('$(warning) 1 endpoint on default@us-east-1, not checked');
  await ledger.forget(entry('salary-8f3a', onAws));
  await warning.refresh();
  expect(item().isVisible).toBe(false);
});

test('warning shows a requested endpoint until it is seen, and a deleted one until that is confirmed', async () => {
  const requested = entry('salary-1', localConnection, { state: 'requested' });
  const { warning, world } = shown([requested], localConnection);
  await warning.refresh();
  expect(item().text).toBe('$(warning) 1 endpoint requested, not seen yet');
  world.live(endpoint('salary-1', { status: 'Creating' }));
  await vi.advanceTimersByTimeAsync(5000);
  expect(item().text).toBe('$(warning) 1 endpoint · local, free');
  expect(world.contents.entries).toMatchObject([{ state: 'seen' }]);
  world.live();
  await vi.advanceTimersByTimeAsync(200);
  expect(item().text).toBe('$(warning) 1 endpoint gone, confirming');
  await vi.advanceTimersByTimeAsync(800);
  expect(item().isVisible).toBe(false);
  expect(world.contents.entries).toEqual([]);
});

test('clock that jumps by a day removes no record', async () => {
  const { warning, world } = shown(
    [entry('salary-1', localConnection, { state: 'requested' })],
    localConnection,
  );
  await warning.refresh();
  for (const days of [1, -1]) {
    vi.setSystemTime(startedAt + days * 86_400_000);
    await warning.refresh();
    expect(item().text).toBe('$(warning) 1 endpoint requested, not seen yet');
  }
  expect(world.contents.entries).toHaveLength(1);
});

test('request that was never carried out is forgotten once it has expired', async () => {
  const { warning, world } = shown(
    [entry('salary-1', localConnection, { state: 'requested' })],
    localConnection,
  );
  await warning.refresh();
  await vi.advanceTimersByTimeAsync(14 * 60_000);
  expect(item().isVisible).toBe(true);
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(item().isVisible).toBe(false);
  expect(world.contents.entries).toEqual([]);
});

test('connection signed in to another account keeps the endpoints of the first', async () => {
  const { warning, world } = shown([entry('salary-1', onAws)], onAws);
  world.accountId = '444455556666';
  await warning.refresh();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(item().text).toBe('$(warning) 1 endpoint in account 111122223333, not checked');
  expect(world.contents.entries).toHaveLength(1);
});

test('recorded endpoint that cannot be described and unreadable record are unknown endpoints', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  world.happens = () => Promise.reject(new Error('down'));
  await warning.refresh();
  expect(item().text).toBe('$(warning) endpoints unknown');
  world.contents.entries = [];
  world.contents.unreadable = ['/storage/endpoints/1.json'];
  await warning.refresh();
  expect(item()).toMatchObject({ isVisible: true, text: '$(warning) endpoints unknown' });
  expect(tooltip()).toContain('/storage/endpoints/1.json');
});

test('empty list of endpoints proves nothing', async () => {
  const { warning, world } = shown([entry('salary-1', onAws)], onAws);
  world.live(endpoint('salary-1', { instanceType: 'ml.m5.large' }));
  world.list = async () => [];
  await warning.refresh();
  expect(item().text).toMatch(/^\$\(warning\) 1 endpoint · /);
});

test("lost ledger is rebuilt from endpoints with our tags, without others' endpoints", async () => {
  const { warning, world } = shown([], onAws);
  world.live(endpoint('salary-1'), endpoint('production'));
  world.origins.set('arn:salary-1', { trainingJobName: 'job-1' });
  await warning.refresh();
  expect(item().text).toMatch(/^\$\(warning\) 1 endpoint · /);
  expect(world.contents.entries).toMatchObject([
    { endpointName: 'salary-1', trainingJobName: 'job-1', account, state: 'seen' },
  ]);
});

test('warning shows that endpoints of a billed connection are unknown when they cannot be listed', async () => {
  const { warning, world } = shown([], onAws);
  world.list = () => Promise.reject(new Error('down'));
  await warning.refresh();
  expect(item().text).toBe('$(warning) endpoints unknown');
});

test('warning shows a recorded endpoint before the connection responds', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  world.happens = () => new Promise(() => undefined);
  void warning.refresh();
  await vi.advanceTimersByTimeAsync(0);
  expect(item()).toMatchObject({ isVisible: true, text: '$(warning) 1 endpoint, checking' });
});

test('endpoints of an expired session are polled again only when the user signs in or returns', async () => {
  const { warning, world, states, attention } = shown([entry('salary-1', onAws)], onAws);
  const failure = new Failure('credentials-expired', { operation: '', awsMessage: '', sso: true }, 'expired');
  world.live(endpoint('salary-1'));
  world.happens = async () => {
    states.blocked(connectionId(onAws), { kind: 'expired', failure });
    throw failure;
  };
  await warning.refresh();
  expect(item().text).toContain('endpoints unknown');
  const polled = async (ms: number) => {
    const { looks } = world;
    await vi.advanceTimersByTimeAsync(ms);
    return world.looks - looks;
  };
  expect(await polled(3_600_000)).toBe(0);
  attention.become('unfocused');
  attention.become('watched');
  expect(await polled(3_600_000)).toBe(1);
  world.happens = async () => undefined;
  states.succeeded(connectionId(onAws));
  expect(await polled(5000)).toBe(1);
  expect(item().text).toContain('1 endpoint');
  expect(await polled(30_000)).toBe(1);
});

test('stale poll does not replace a newer one', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  world.live(endpoint('salary-1'));
  const answers: (() => void)[] = [];
  world.happens = () => new Promise((resolve) => void answers.push(resolve));
  const older = warning.refresh();
  await vi.advanceTimersByTimeAsync(0);
  world.contents.entries = [];
  await warning.refresh();
  expect(item().isVisible).toBe(false);
  answers[0]?.();
  await older;
  expect(item().isVisible).toBe(false);
});

test('failed endpoint is polled as rarely as one in service', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  world.live(endpoint('salary-1', { status: 'Failed' }));
  await warning.refresh();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(world.looks).toBe(1);
});

test('warning shows the known total beside an unknown price, with a link to prices', async () => {
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

test('endpoint whose config cannot be read has an unknown price', async () => {
  const { warning, world } = shown([entry('a', custom)], custom);
  world.live(endpoint('a', { instanceType: '' }));
  await warning.refresh();
  expect(item().text).toBe('$(warning) 1 endpoint · price unknown');
});

test('a deletion that fails between two looks turns the warning to the error colour at once', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  world.live(endpoint('salary-1'));
  await warning.refresh();
  warning.deletionFailed('local', 'salary-1');
  expect(item()).toMatchObject({
    text: '$(warning) 1 endpoint · local, free · deleting salary-1 failed',
    backgroundColor: { id: 'statusBarItem.errorBackground' },
  });
});

test('warning has the error colour after a failed deletion until the endpoint is gone', async () => {
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
