import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { drawnEvaluation, drawnRecord } from '../runs/history/drawnRuns.testing.ts';
import { openRunRecords } from '../runs/openRunRecords.ts';
import { runFailure } from '../runs/errors.ts';
import { exportReport } from './exportReport.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-report-'));
  return () => rm(folder, { recursive: true, force: true });
});

const details = {
  createdAt: Date.UTC(2026, 0, 1),
  imageUri: 'linear-learner:1',
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  hyperparameters: {},
};

/** Services with one run on the connection `local`, whose artifact cannot be downloaded. */
async function servicesWith(evaluation?: ReturnType<typeof drawnEvaluation>) {
  const records = openRunRecords(folder);
  const record = drawnRecord(1, {
    experimentPath: join(folder, 'houses.linear.json'),
    testPath: join(folder, 'test'),
  });
  await records.save('local', record);
  if (evaluation !== undefined) await records.saveEvaluation('local', record.trainingJobName, evaluation);
  const aws = {
    describeTrainingJob: async () => details,
    downloadObject: () => Promise.reject(new Error('the artifact is gone')),
  };
  const services = {
    records,
    engine: {},
    history: { find: async () => undefined },
    openSession: () => Promise.reject(new Error('the current connection')),
    sessionOf: (connectionId: string) => async () => ({ connectionId, aws }),
    pictureRequests: { request: async () => [] },
    panels: async () => ({ openRunPanel: () => undefined }),
    trust: () => Promise.reject(runFailure('run-gone', { trainingJobName: 'job' }, 'no table')),
  };
  const given = { trainingJobName: record.trainingJobName, connectionId: 'local', to: 'html' } as const;
  // SAFETY: all that is used of the services.
  return exportReport(services as never, given);
}

test('a report is written from the evaluation that is kept, without the artifact', async () => {
  const { files } = await servicesWith(drawnEvaluation(1));
  const [file] = files;
  expect(await readFile(file?.fsPath ?? '', 'utf8')).toContain('<html');
});

test('a run without an evaluation is evaluated for its report', async () => {
  await expect(servicesWith()).rejects.toThrow('the artifact is gone');
});
