import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { localConnection } from '../aws/connections/types.ts';
import {
  account,
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

test('warning gives screen readers text without icon names and Markdown', async () => {
  const { warning, world } = shown([entry('heart-754c', localConnection)], localConnection);
  world.live(endpoint('heart-754c'));
  await warning.refresh();
  expect(item().accessibilityInformation).toEqual({
    label: 'Linear Learner: live endpoints, 1 endpoint, local, free, heart-754c: InService, local, free',
  });
});

test("warning counts endpoints of other connections with the current one's", async () => {
  const { warning, ledger, world } = shown(
    [entry('salary-8f3a', onAws), entry('salary-1', localConnection)],
    localConnection,
  );
  world.live(endpoint('salary-1'), endpoint('salary-8f3a', { instanceType: 'ml.m5.large' }));
  vi.setSystemTime(startedAt + 2 * 3_600_000);
  await warning.refresh();
  expect(item().text).toBe('$(warning) 2 endpoints · $0.115/h · $0.23 so far');
  world.live(endpoint('salary-8f3a', { instanceType: 'ml.m5.large' }));
  await ledger.forget(entry('salary-1', localConnection));
  await warning.refresh();
  expect(item().text).toBe('$(warning) 1 endpoint · $0.115/h · $0.23 so far');
  world.live();
  await ledger.forget(entry('salary-8f3a', onAws));
  await warning.refresh();
  expect(item().isVisible).toBe(false);
});

test("colleague's endpoint with our tags is one of others, an own one of another machine is not", async () => {
  const { warning, world } = shown([], onAws);
  world.live(
    endpoint('mine', { instanceType: 'ml.m5.large', guard: guardOf('arn:ada') }),
    endpoint('theirs', { instanceType: 'ml.m5.large', guard: guardOf('arn:bob') }),
  );
  for (const name of ['mine', 'theirs']) world.origins.set(`arn:${name}`, { trainingJobName: 'job-1' });
  await warning.refresh();
  expect(item().text).toBe('$(warning) 1 endpoint · $0.115/h · 1 not yours · $0.115/h');
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

test('warning shows the known total beside an unknown price, with a link to prices', async () => {
  const { warning, world } = shown([entry('a', onAws), entry('b', onAws)], onAws);
  world.live(
    endpoint('a', { instanceType: 'ml.m5.large' }),
    endpoint('b', { instanceType: 'ml.future.xlarge' }),
  );
  await warning.refresh();
  expect(item().text).toMatch(
    /^\$\(warning\) 2 endpoints · \$0\.\d{3}\/h, price of ml\.future\.xlarge unknown$/,
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
  await vi.advanceTimersByTimeAsync(0);
  expect(item()).toMatchObject({
    text: '$(error) deleting salary-1 failed · 1 endpoint · local, free',
    backgroundColor: { id: 'statusBarItem.errorBackground' },
  });
});

test('warning has the error colour after a failed deletion until the endpoint is gone', async () => {
  const { warning, world } = shown([entry('salary-1', localConnection)], localConnection);
  world.live(endpoint('salary-1'));
  warning.deletionFailed('local', 'salary-1');
  await warning.refresh();
  expect(item()).toMatchObject({
    text: '$(error) deleting salary-1 failed · 1 endpoint · local, free',
    backgroundColor: { id: 'statusBarItem.errorBackground' },
  });
  world.contents.entries = [entry('salary-2', localConnection)];
  world.live(endpoint('salary-2'));
  await warning.refresh();
  expect(item()).toMatchObject({ backgroundColor: { id: 'statusBarItem.warningBackground' } });
});
