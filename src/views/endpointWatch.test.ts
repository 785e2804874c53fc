import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectionId, localConnection } from '../aws/connections/types.ts';
import { Failure } from '../learner/errors.ts';
import {
  custom,
  endpoint,
  entry,
  guardOf,
  item,
  onAws,
  openWindows,
  startedAt,
  tooltip,
} from './statusBar.testing.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const windows = openWindows();
const shown = windows.open;
beforeEach(() => void vi.useFakeTimers({ now: startedAt }));
afterEach(() => {
  windows.close();
  vi.useRealTimers();
});

test('warning polls endpoints of other connections that bill, each on its own, and names the connection until then', async () => {
  const { warning, world } = shown([entry('salary-8f3a', onAws)], localConnection);
  world.live(endpoint('salary-8f3a', { instanceType: 'ml.m5.large' }));
  let answer = (): void => undefined;
  world.happens = () => new Promise((resolve) => (answer = resolve));
  const looked = warning.refresh();
  await vi.advanceTimersByTimeAsync(0);
  expect(item()).toMatchObject({
    isVisible: true,
    text: '$(warning) 1 endpoint on default@us-east-1, checking',
    backgroundColor: { id: 'statusBarItem.warningBackground' },
  });
  expect(tooltip()).toContain('salary-8f3a');
  answer();
  await looked;
  expect(item().text).toBe('$(warning) 1 endpoint · $0.115/h');
  expect(tooltip()).toContain('default@us-east-1:');
});

test('Local is not started to look at its endpoints while another connection is in use', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], custom);
  await warning.refresh();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(item().text).toBe('$(warning) 1 endpoint on Local, not checked');
  expect(world.opened).not.toContain('local');
});

test('connection that does not respond does not keep others from being polled', async () => {
  const { warning, world } = shown([entry('a', onAws), entry('b', custom)], onAws);
  world.live(endpoint('a', { instanceType: 'ml.m5.large' }), endpoint('b'));
  const [hung] = [connectionId(custom)];
  world.opens = (id) => (id === hung ? new Promise(() => undefined) : Promise.resolve());
  void warning.refresh();
  await vi.advanceTimersByTimeAsync(0);
  expect(item().text).toBe('$(warning) 1 endpoint · $0.115/h · 1 endpoint on localhost:5000, checking');
  const { looks } = world;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(world.looks).toBeGreaterThan(looks);
});

test('connection that fails is shown as unknown beside those that respond, in the warning colour', async () => {
  const { warning, world } = shown([entry('b', custom)], localConnection);
  world.opens = () => Promise.reject(new Error('down'));
  await warning.refresh();
  expect(item()).toMatchObject({
    text: '$(warning) endpoints unknown on localhost:5000',
    backgroundColor: { id: 'statusBarItem.warningBackground' },
  });
  expect(tooltip()).toContain('b: state unknown.');
});

test('connections that this workspace has used are searched, and unknown ones shown without a colour', async () => {
  const { warning, world } = shown([], localConnection);
  world.seen = [connectionId(onAws), 'local'];
  world.live(endpoint('production', { instanceType: 'ml.m5.large', guard: guardOf('arn:bob') }));
  await warning.refresh();
  expect(item()).toMatchObject({
    text: '$(server-environment) 1 not yours · $0.115/h',
    backgroundColor: undefined,
  });
  expect(tooltip()).toContain('production, not yours: InService, $0.115/h');
  world.list = () => Promise.reject(new Error('down'));
  await vi.advanceTimersByTimeAsync(5000);
  await warning.refresh();
  expect(item()).toMatchObject({
    text: '$(server-environment) endpoints unknown on default@us-east-1',
    backgroundColor: undefined,
  });
  world.seen = [];
  await warning.refresh();
  expect(item().isVisible).toBe(false);
});

test('account is listed once in five seconds at most, and searched again only every five minutes', async () => {
  const { warning, world } = shown([entry('a', onAws)], onAws);
  world.live(endpoint('a', { instanceType: 'ml.m5.large' }));
  const listed = async (ms: number) => {
    const { lists } = world;
    await vi.advanceTimersByTimeAsync(ms);
    return world.lists - lists;
  };
  for (let count = 0; count < 5; count += 1) await warning.refresh();
  expect(world.lists).toBe(1);
  expect(await listed(4900)).toBe(0);
  expect(await listed(200)).toBe(1);
  expect(await listed(4 * 60_000)).toBe(0);
  expect(await listed(2 * 60_000)).toBe(1);
});

test('settled endpoints are polled every half minute, once a minute without focus, and at the return of the user', async () => {
  const { warning, world, attention } = shown([entry('a', onAws)], onAws);
  world.live(endpoint('a', { instanceType: 'ml.m5.large' }));
  await warning.refresh();
  const polled = async (ms: number) => {
    const { looks } = world;
    await vi.advanceTimersByTimeAsync(ms);
    return world.looks - looks;
  };
  await polled(10_000);
  expect(await polled(120_000)).toBe(4);
  attention.become('unfocused');
  await polled(60_000);
  expect(await polled(240_000)).toBe(4);
  while ((await polled(1000)) === 0);
  expect(await polled(40_000)).toBe(0);
  attention.become('watched');
  expect(await polled(100)).toBe(1);
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
