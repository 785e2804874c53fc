import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { FakePanel, Uri, forgetShown } from '../../../../test/fakeVscode.ts';
import { shippedRates } from '../../../aws/costs.ts';
import { openConnectionStates } from '../../../runs/connectionStates.ts';
import { engineHere } from '../../../runs/predictWith.testing.ts';
import { showPredictPage } from './page.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

const details = {
  endpointName: 'salary-8f3a',
  status: 'InService',
  createdAt: 1000,
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  origin: { trainingJobName: 'job-1' },
};

/** The Predict page of an endpoint that is InService until the test says otherwise. */
function openEndpoint() {
  const panel = new FakePanel('linearLearner.predict', 'Predict: salary-8f3a');
  const endpoint = { details: details as typeof details | undefined, isReachable: true };
  const look = async () => {
    if (!endpoint.isReachable) throw new Error('getaddrinfo ENOTFOUND');
    return endpoint.details;
  };
  const invokeEndpoint = async ({ body }: { readonly body: string }) => ({
    predictions: body.split('\n').map((line) => ({ score: 2 * Number(line) })),
    response: { body: '' },
  });
  const aws = { describeEndpoint: look, endpointState: look, invokeEndpoint };
  const session = { aws, connection: { kind: 'local' }, connectionId: 'local' };
  const log = { error: () => undefined, warn: () => undefined };
  const preparation = {
    target: 'Salary',
    features: [
      { encode: 'number', planned: { column: 'Years' }, fitted: { indicator: false, missingShare: 0 } },
    ],
  };
  const experiment = { predictorType: 'regressor', format: 'csv', hyperparameters: {} };
  const services = {
    ledger: { read: async () => ({ entries: [], unreadable: [] }) },
    states: openConnectionStates(),
    prices: { rates: async () => shippedRates },
    extensionUri: new Uri('/extension'),
    log,
    engine: { ...engineHere(), sampleRows: () => Promise.reject(new Error('not here')) },
    openSession: async () => session,
    records: {
      find: async () => ({ trainingJobName: 'job-1', preparation, experiment, trainPath: '/train.csv' }),
    },
    onDidChange: () => ({ dispose: () => undefined }),
  };
  const identity = { connectionId: 'local', endpointName: 'salary-8f3a' };
  // SAFETY: the page of an endpoint without held-out rows uses no other part of the services and of the panel.
  showPredictPage(services as never, panel as never, identity);
  return { panel, endpoint };
}

const stateOf = (body: object) =>
  expect.objectContaining({ name: 'state', body: expect.objectContaining(body) });
const lastOf = (panel: FakePanel) => expect.poll(() => panel.posted.findLast(isState));
const isState = (message: unknown) => JSON.stringify(message).includes('"name":"state"');

describe('a page of an endpoint', () => {
  test('shows that the endpoint is gone as soon as a question finds it missing', async () => {
    const { panel, endpoint } = openEndpoint();
    await lastOf(panel).toEqual(stateOf({ kind: 'ready' }));
    endpoint.details = undefined;
    const body = { rows: [{ Years: 6 }], contentType: 'text/csv' };
    panel.say({ type: 'request', id: 1, name: 'predict', body });
    await lastOf(panel).toEqual(stateOf({ kind: 'gone', target: 'Salary', trainingJobName: 'job-1' }));
    expect(panel.posted).toContainEqual(expect.objectContaining({ type: 'failure', id: 1 }));
    panel.dispose();
  });

  test('tells how far a file is without sending all else again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'll-page-'));
    const path = join(folder, 't.csv');
    await writeFile(path, `Years\n${'1\n'.repeat(25_000)}`);
    const { panel } = openEndpoint();
    await lastOf(panel).toEqual(stateOf({ kind: 'ready' }));
    const before = panel.posted.filter(isState).length;
    forgetShown(path);
    panel.say({ type: 'request', id: 1, name: 'predictFile', body: {} });
    const lastFile = { fileName: 't.predicted.csv', rowCount: 25_000, predictedCount: 25_000 };
    await lastOf(panel).toEqual(stateOf({ lastFile: expect.objectContaining(lastFile) }));
    expect(panel.posted.filter(isState)).toHaveLength(before + 1);
    const updates = panel.posted.filter((message) => JSON.stringify(message).includes('"name":"update"'));
    expect(updates).toContainEqual(
      expect.objectContaining({
        body: { fileWork: expect.objectContaining({ rows: { done: 20_000, of: 25_000 } }) },
      }),
    );
    expect(updates.at(-1)).toMatchObject({ body: { fileWork: undefined } });
    panel.dispose();
    await rm(folder, { recursive: true });
  });

  test('looks again when it comes into view', async () => {
    const { panel, endpoint } = openEndpoint();
    await lastOf(panel).toEqual(stateOf({ kind: 'ready' }));
    panel.turn(false);
    endpoint.details = { ...details, status: 'Deleting' };
    panel.turn(true);
    await lastOf(panel).toEqual(stateOf({ endpoint: expect.objectContaining({ status: 'Deleting' }) }));
    panel.dispose();
  });

  test('keeps what it knew, marked as old, while the endpoint cannot be reached', async () => {
    const { panel, endpoint } = openEndpoint();
    await lastOf(panel).toEqual(stateOf({ kind: 'ready' }));
    endpoint.isReachable = false;
    panel.turn(true);
    await lastOf(panel).toEqual(stateOf({ kind: 'ready', lost: expect.anything() }));
    endpoint.isReachable = true;
    panel.turn(true);
    await lastOf(panel).not.toEqual(stateOf({ lost: expect.anything() }));
    panel.dispose();
  });
});
