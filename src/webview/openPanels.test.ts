import { beforeEach, expect, test, vi } from 'vitest';
import { openPictureRequests } from '../runs/report/pictureRequests.ts';
import { executed, FakePanel, panels, Uri } from '../../test/fakeVscode.ts';
import type { Session } from '../runs/session.ts';
import { isRunInView, openPredictPanel, openRunPanel, openRunsPanel, restorePanel } from './openPanels.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const onAws = 'aws:default@us-east-1';

/** A window on `connectionId` where no endpoint and no training job exists. */
function openWindow(connectionId: string) {
  const listeners: (() => void)[] = [];
  const window = {
    connectionId,
    described: [] as string[],
    switchTo(id: string) {
      window.connectionId = id;
      for (const listener of listeners) listener();
    },
  };
  const aws = {
    describeEndpoint: async (name: string) => void window.described.push(name),
  };
  const services = {
    openPanels: new Map(),
    pictureRequests: openPictureRequests(),
    extensionUri: new Uri('/extension'),
    log: { error: () => undefined, warn: () => undefined },
    sessionOf: () => () => Promise.reject(new Error('offline')),
    openSession: async () => {
      const { connectionId: id } = window;
      const session = { aws, connection: { kind: 'local' }, connectionId: id };
      // SAFETY: the page of an endpoint that is gone uses no other part of a session.
      return session as unknown as Session;
    },
    records: {
      find: async (_: string, trainingJobName: string) =>
        trainingJobName === 'job-1' ? { trainingJobName, preparation: { target: 'Salary' } } : undefined,
    },
    history: {
      rows: async () => ({ rows: [], unreadable: [] }),
      onDidChange: () => ({ dispose: () => undefined }),
    },
    ledger: { read: async () => ({ entries: [], unreadable: [] }) },
    onDidChange: (listener: () => void) => {
      listeners.push(listener);
      return { dispose: () => undefined };
    },
  };
  // SAFETY: the panels that are opened here use no other service.
  return { window, services: services as unknown as Parameters<typeof openPredictPanel>[0] };
}

beforeEach(() => void (panels.length = 0));
const last = (panel: FakePanel | undefined) => expect.poll(() => panel?.posted.at(-1));
const stateOf = (body: object) =>
  expect.objectContaining({ name: 'state', body: expect.objectContaining(body) });

test('an open panel is revealed again; another connection has a panel of its own', () => {
  const { services } = openWindow('local');
  openPredictPanel(services, 'local', 'salary-8f3a');
  openPredictPanel(services, 'local', 'salary-8f3a');
  expect(panels).toHaveLength(1);
  expect(panels[0]?.reveals).toBe(1);
  openPredictPanel(services, onAws, 'salary-8f3a');
  openPredictPanel(services, 'local', 'salary-91cc');
  expect(panels).toHaveLength(3);
  panels[0]?.dispose();
  openPredictPanel(services, 'local', 'salary-8f3a');
  expect(panels).toHaveLength(4);
});

test('a restored panel is revealed again, and keeps its connection', () => {
  const { services } = openWindow('local');
  const panel = new FakePanel('linearLearner.predict', 'Predict: salary-8f3a');
  const identity = { connectionId: 'local', endpointName: 'salary-8f3a' };
  restorePanel(services, asPanel(panel), { identity, choices: {} });
  panel.say({ type: 'ready' });
  expect(panel.posted).toContainEqual(expect.objectContaining({ type: 'start', identity }));
  openPredictPanel(services, 'local', 'salary-8f3a');
  expect(panels).toEqual([]);
  expect(panel.reveals).toBe(1);
});

test('a restored panel whose endpoint is gone still knows the run that it served', async () => {
  const { services } = openWindow('local');
  const panel = new FakePanel('linearLearner.predict', 'Predict: salary-8f3a');
  const identity = { connectionId: 'local', endpointName: 'salary-8f3a', servedJob: 'job-1' };
  restorePanel(services, asPanel(panel), { identity, choices: {} });
  await last(panel).toEqual(stateOf({ kind: 'gone', target: 'Salary', trainingJobName: 'job-1' }));
  panel.say({ type: 'ready' });
  expect(panel.posted).toContainEqual(expect.objectContaining({ type: 'start', identity }));
  panel.say({ type: 'request', id: 1, name: 'deployAgain', body: {} });
  await expect
    .poll(() => executed)
    .toContainEqual({
      command: 'linearLearner.redeploy',
      given: [{ trainingJobName: 'job-1', endpointName: 'salary-8f3a' }],
    });
  openPredictPanel(services, 'local', 'salary-8f3a');
  expect(panel.reveals).toBe(1);
});

test('a run is in view while its page is in front', () => {
  const { services } = openWindow('local');
  const isInView = (name: string) => isRunInView(services, 'local', name);
  expect(isInView('job-1')).toBe(false);
  openRunPanel(services, 'local', 'job-1', 'salary');
  expect([isInView('job-1'), isInView('job-2'), isRunInView(services, onAws, 'job-1')]).toEqual([
    true,
    false,
    false,
  ]);
  const [panel] = panels;
  if (panel !== undefined) panel.visible = false;
  expect(isInView('job-1')).toBe(false);
  panel?.dispose();
});

test('two runs of one experiment have tabs of different names', () => {
  const { services } = openWindow('local');
  for (const job of ['job-1', 'job-2', 'job-1']) openRunPanel(services, 'local', job, 'salary');
  expect(panels.map(({ title }) => title)).toEqual(['Run: salary', 'Run: salary, job-2']);
  panels[0]?.dispose();
  openRunPanel(services, 'local', 'job-1', 'salary');
  expect(panels.at(-1)?.title).toBe('Run: salary');
});

test('runs have one page an experiment, a folder, and all of them, also after a reload', () => {
  const { services } = openWindow('local');
  const uriOf = (path: string) => ({ path, toString: () => `file://${path}` });
  const [experiment, folder] = [uriOf('/work/salary.linear.json'), uriOf('/work')];
  const restored = new FakePanel('linearLearner.runs', 'Runs: work');
  restorePanel(services, asPanel(restored), { identity: { uri: folder.toString() }, choices: {} });
  // SAFETY: a page of runs is opened by the path and the text of a URI.
  for (const uri of [experiment, folder, experiment]) openRunsPanel(services, uri as never);
  for (const _ of [1, 2]) openRunsPanel(services, undefined);
  expect(panels.map(({ title }) => title)).toEqual(['Runs: salary', 'All Runs']);
  expect([restored.reveals, ...panels.map(({ reveals }) => reveals)]).toEqual([1, 1, 1]);
});

test.each([
  ['names no connection', 'linearLearner.run', { trainingJobName: 'job-1' }],
  ['names something else than a file', 'linearLearner.data', { uri: 'http://localhost/salary.csv' }],
])('a panel whose state %s is closed', (_, viewType, identity) => {
  const { services } = openWindow('local');
  const panel = new FakePanel(viewType, 'salary');
  let closed = false;
  panel.onDidDispose(() => void (closed = true));
  restorePanel(services, asPanel(panel), { identity, choices: {} });
  expect(closed).toBe(true);
});

test('an endpoint of another connection is not reported as gone', async () => {
  const { window, services } = openWindow('local');
  openPredictPanel(services, onAws, 'salary-8f3a');
  const [panel] = panels;
  await last(panel).toEqual(
    stateOf({
      kind: 'failed',
      connection: 'default@us-east-1',
      failure: expect.objectContaining({
        code: 'other-connection',
        message: expect.stringContaining('belongs to default@us-east-1'),
        actions: [expect.objectContaining({ label: 'Switch Connection…' })],
      }),
    }),
  );
  expect(window.described).toEqual([]);
  window.switchTo(onAws);
  await last(panel).toEqual(stateOf({ kind: 'gone' }));
});

/** The host of VS Code takes the fake for a panel. */
function asPanel(panel: FakePanel): Parameters<typeof restorePanel>[1] {
  // SAFETY: panels are filled through the members that the fake has.
  return panel as unknown as Parameters<typeof restorePanel>[1];
}
