// A run on the embedded server and one on moto, in one table and compared: `twoConnections.mjs ENDPOINT_URL BUNDLES TABLE`.
// moto fakes training, so the second run gets the model of the first.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { connectionId } from '../../../src/aws/connections/types.ts';
import { parseS3Uri } from '../../../src/aws/s3/s3Uri.ts';
import { createEngine } from '../../../src/data/engine/client.ts';
import { startOwnServer } from '../../../src/headless/localServer.ts';
import { compareRuns } from '../../../src/runs/compare/compareRuns.ts';
import { openDestinations } from '../../../src/runs/destinations.ts';
import { evaluateRun } from '../../../src/runs/evaluate.ts';
import { followRun } from '../../../src/runs/history/followRun.ts';
import { openPrices } from '../../../src/runs/prices/prices.ts';
import { openRunHistory } from '../../../src/runs/history/openHistory.ts';
import { openJobLedger } from '../../../src/guard/journal/jobLedger.ts';
import { openRunRecords } from '../../../src/runs/openRunRecords.ts';
import { openSessions } from '../../../src/runs/session.ts';
import type { Session } from '../../../src/runs/session.ts';
import { checkExperiment, startTraining } from '../../../src/runs/train.ts';
import { experimentPathOf } from '../../../src/runs/writeExperiment.ts';

const [, , endpointUrl = '', bundles = '', table = ''] = process.argv;
const { signal } = new AbortController();
const folder = await mkdtemp(join(tmpdir(), 'two-connections-'));
const storage = join(folder, 'storage');
const server = await startOwnServer(join(folder, 'local'), join(bundles, 'local.mjs'));
const engine = createEngine(join(bundles, 'engine.mjs'), {
  settings: () => ({
    cacheFolder: join(folder, 'tables'),
    cacheLimitBytes: 1e9,
    memoryLimitBytes: 5e8,
  }),
});
const sessions = openSessions({
  connection: () => ({ kind: 'local' }),
  connectLocal: async () => server,
  renewals: () => 0,
  onOpened: () => undefined,
  destinations: openDestinations(storage),
  askDestination: async (_, { bucket = 'two-connections' }) => ({
    bucket,
    roleArn: 'arn:aws:iam::123456789012:role/linear-learner',
  }),
});
const records = openRunRecords(storage);
const jobs = openJobLedger(storage);
const history = openRunHistory(storage, { records, jobs, prices: openPrices(storage) });
const services = { engine, records, jobs, history, sessionOf: sessions.of };

async function train(session: Session, datasetPath: string) {
  const { experiment } = await engine.suggestExperiment({ path: datasetPath });
  const named = { experiment, experimentPath: experimentPathOf(datasetPath), datasetPath };
  const { items: _, ...checked } = await checkExperiment(session, engine, named);
  const record = await startTraining(session, engine, services, checked, {
    signal,
    onStep: () => undefined,
    onUploaded: () => undefined,
  });
  for await (const { details } of followRun(session, history, record.trainingJobName, { signal }))
    if (details.status !== 'InProgress') assert.equal(details.status, 'Completed');
  return record;
}

async function evaluate(session: Session, trainingJobName: string): Promise<void> {
  await evaluateRun(session, engine, records, trainingJobName, signal);
  await history.refresh(session.connectionId, trainingJobName);
}

try {
  const datasetPath = join(folder, basename(table));
  await copyFile(table, datasetPath);
  const local = await sessions.open(signal);
  const here = await train(local, datasetPath);
  await evaluate(local, here.trainingJobName);
  const moto = await sessions.of(connectionId({ kind: 'custom', endpointUrl }))(signal);
  const there = await train(moto, datasetPath);
  const model = join(folder, 'model.tar.gz');
  await local.aws.downloadObject(parseS3Uri(here.modelS3Uri), model, { signal });
  await moto.aws.uploadFiles([{ path: model, ...parseS3Uri(there.modelS3Uri) }], { signal });
  await evaluate(moto, there.trainingJobName);

  const { rows, unreadable } = await history.rows(signal);
  assert.deepEqual(unreadable, []);
  assert.deepEqual(
    rows.map(({ connectionId, status }) => [connectionId, status]),
    [
      [moto.connectionId, 'Completed'],
      [local.connectionId, 'Completed'],
    ],
  );
  assert(rows[0]?.metrics?.r2 !== undefined);
  assert.deepEqual(rows[0].metrics, rows[1]?.metrics);

  const references = [here, there].map(({ trainingJobName }, index) => ({
    connectionId: (index === 0 ? local : moto).connectionId,
    trainingJobName,
  }));
  const { runs } = await compareRuns(services, references, signal);
  const difference = runs[1]?.against;
  assert.deepEqual(difference?.experiment, []);
  assert.deepEqual(difference.data, { kind: 'same' });
  assert.equal(difference.verdict.kind, 'same-model');
} finally {
  history.dispose();
  sessions.dispose();
  await engine.dispose();
  await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
