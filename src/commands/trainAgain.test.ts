import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetShown, shown } from '../../test/fakeVscode.ts';
import { connectionId, localConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { openCalls } from '../data/engine/calls.ts';
import { openTables } from '../data/engine/tables.ts';
import { runRow } from '../data/shapes/runRow.testing.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { openRunRecords } from '../runs/openRunRecords.ts';
import { openTrainingStarts } from '../runs/trainingStarts.ts';
import { openTrust } from '../runs/trust.ts';
import { openSpendFile } from '../guard/journal/spendFile.ts';
import { openPrices } from '../runs/prices/prices.ts';
import { openQuotaSweeps } from '../runs/preflight/quotaSweeps.ts';
import { openConnectionStates } from '../runs/connectionStates.ts';
import type { Services } from './services.ts';
import { trainAgain, trainAgainOnAws } from './trainAgain.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const calls = openCalls(openTables());
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-again-'));
  forgetShown();
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const aws: Connection = { kind: 'aws', profile: 'me', region: 'us-east-1' };
const enough = new Error('it would be prepared');

/** A run of an experiment whose file has gone, on this connection; what is prepared is kept. */
async function opened(connection: Connection) {
  await writeFile(at('t.csv'), 'x,y\n1,2\n2,4\n3,6\n4,8\n');
  const { experiment } = await calls.suggestExperiment({ path: at('t.csv'), target: 'y' });
  const recorded = { ...experiment, hyperparameters: { epochs: 3 } };
  const records = openRunRecords(at('storage'));
  await records.save(connectionId(connection), {
    version: 1,
    trainingJobName: 'job-1',
    title: 't',
    experimentPath: at('t.linear.json'),
    experiment: recorded,
    datasetSha256: '',
    rowCounts: { train: 2, validation: 0, test: 2 },
    prepareMs: 1,
    uploadMs: 1,
    uploadedBytes: 1,
    preparation: { version: 3, target: 'y', features: [], trainMean: 0, testRowNumbers: [] },
    trainPath: '/nowhere',
    modelS3Uri: 's3://b/linear-learner/output/job-1/output/model.tar.gz',
  });
  const prepared: Experiment[] = [];
  const prepare = async (request: { readonly experiment: Experiment }) => {
    prepared.push(request.experiment);
    throw enough;
  };
  const sessions: string[] = [];
  const starts = openTrainingStarts(at('storage'));
  const given = {
    engine: { ...calls, prepare },
    records,
    starts,
    history: { find: async () => runRow({ connectionId: connectionId(connection), title: 't' }) },
    changed: () => undefined,
    trust: async () => openTrust(at('storage'), () => []),
    quotas: async () => openQuotaSweeps(),
    prices: openPrices(at('storage')),
    spend: openSpendFile(at('storage')),
    log: { warn: () => undefined },
    openSession: () => Promise.reject(new Error('the connection in use is another')),
    sessionOf: (id: string) => async () => {
      sessions.push(id);
      const isAws = id !== 'local';
      return {
        identity: async () => ({ accountId: '111122223333', arn: '' }),
        bucketOwner: async () => '111122223333',
        connection: isAws ? aws : localConnection,
        connectionId: id,
        region: 'us-east-1',
        destination: async () => ({ bucket: 'own-bucket', roleArn: '' }),
      };
    },
    connection: () => localConnection,
    recentRegions: () => [],
    states: openConnectionStates(),
    listProfiles: async () => [
      { name: 'default', kind: 'machine', region: undefined, endpointUrl: undefined },
      { name: 'me', kind: 'keys', region: 'us-east-1', endpointUrl: undefined },
    ],
  };
  // SAFETY: what a training needs before its data is prepared.
  const services = given as unknown as Services;
  const named = { trainingJobName: 'job-1', connectionId: connectionId(connection) };
  return { services, named, recorded, prepared, sessions, starts };
}

test('Train again trains the experiment as it was recorded, on the connection of the run', async () => {
  const { services, named, recorded, prepared, sessions } = await opened(localConnection);
  await writeFile(at('t.linear.json'), 'something else by now');
  await expect(trainAgain(services, named)).rejects.toThrow(enough);
  expect(prepared).toEqual([recorded]);
  expect(new Set(sessions)).toEqual(new Set(['local']));
  expect(shown).toEqual([]);
});

test('Train again on AWS asks for the profile, and confirms destination and cost before anything is sent', async () => {
  const { services, named, prepared, sessions } = await opened(localConnection);
  forgetShown('$(cloud) me@us-east-1');
  await expect(trainAgainOnAws(services, named)).rejects.toThrow('Cancelled');
  expect(shown[0]?.choices).toEqual(['$(cloud) default', '$(cloud) me@us-east-1']);
  expect(shown[1]).toMatchObject({
    kind: 'warning',
    message: 'Train on me@us-east-1 and send the data to s3://own-bucket/linear-learner?',
    choices: ['Train', 'Refresh Prices', 'Set Rate…'],
  });
  expect(shown[1]?.detail).toContain('At most $0.115');
  expect(prepared).toEqual([]);
  forgetShown('$(cloud) me@us-east-1', 'Train');
  await expect(trainAgainOnAws(services, named)).rejects.toThrow(enough);
  expect(new Set(sessions)).toEqual(new Set(['aws:me@us-east-1']));
});

test('Train again does not join another start of the same experiment', async () => {
  const { services, named, starts } = await opened(localConnection);
  let fail: (error: Error) => void = () => undefined;
  const held = new Promise<never>((_, reject) => (fail = reject));
  // It may fail before the start gets to it.
  held.catch(() => undefined);
  const first = starts.once(at('t.linear.json'), { message: '' }, () => held);
  await expect(trainAgain(services, named)).rejects.toMatchObject({
    code: 'training-starts-already',
    facts: { file: at('t.linear.json') },
  });
  fail(enough);
  await expect(first).rejects.toThrow(enough);
});
