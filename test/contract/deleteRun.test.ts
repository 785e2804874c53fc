import { copyFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseS3Uri } from '../../src/aws/s3/s3Uri.ts';
import { deleteRun } from '../../src/commands/deleteRun.ts';
import type { Services } from '../../src/commands/services.ts';
import { openCalls } from '../../src/data/engine/calls.ts';
import type { Engine } from '../../src/data/engine/calls.ts';
import { openTables } from '../../src/data/engine/tables.ts';
import { explain } from '../../src/platform/messages.ts';
import { evaluateRun } from '../../src/runs/evaluate.ts';
import { openRunHistory } from '../../src/runs/history/openHistory.ts';
import type { RunRecord } from '../../src/runs/runRecords.ts';
import { checkExperiment, startTraining } from '../../src/runs/train.ts';
import { forgetShown, shown } from '../fakeVscode.ts';
import { openProduct } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

const engine: Engine = { ...openCalls(openTables()), dispose: async () => undefined };
const { signal } = new AbortController();
const bucket = 'linear-learner-us-east-1-111122223333';
let product: Awaited<ReturnType<typeof openProduct>>;
let services: Services;
let history: ReturnType<typeof openRunHistory>;

beforeEach(async () => {
  forgetShown();
  product = await openProduct();
  history = openRunHistory(product.storage, product.services);
  services = { ...product.services, engine, history, sessionOf: () => product.services.openSession };
  await copyFile('examples/salary.csv', join(product.storage, '..', 'salary.csv'));
});
afterEach(async () => {
  history.dispose();
  await product.stop();
});

/** Trains and evaluates the tutorial's table. */
async function trained(epochs = 3, isFollowed = true): Promise<RunRecord> {
  const { session } = product;
  const datasetPath = join(product.storage, '..', 'salary.csv');
  const { experiment: suggested } = await engine.suggestExperiment({ path: datasetPath });
  const experiment = {
    ...suggested,
    hyperparameters: { epochs },
    split: { ...suggested.split, validation: 0.2 },
  };
  const named = {
    experiment,
    datasetPath,
    experimentPath: join(product.storage, '..', 'salary.linear.json'),
  };
  const checked = await checkExperiment(session, engine, named);
  const record = await startTraining(session, engine, services, checked, {
    signal,
    onStep: () => undefined,
    onUploaded: () => undefined,
  });
  if (!isFollowed) return record;
  const { trainingJobName } = record;
  for await (const _ of session.aws.followTrainingJob(trainingJobName, { pollIntervalMs: 20 }));
  await evaluateRun(session, engine, services.records, trainingJobName, signal);
  return record;
}

async function keys(): Promise<readonly string[]> {
  const { Contents = [] } = await product.server.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key = '' }) => Key);
}

const jobNames = async () =>
  (await product.session.aws.listTrainingJobs({})).jobs.map(({ trainingJobName }) => trainingJobName);

const isRunFile = (record: RunRecord) => (key: string) => key.includes(record.trainingJobName);

test('deleting everything of a run deletes its files, its objects and its job, and nothing of another run', async () => {
  const [kept, gone] = [await trained(), await trained()];
  const before = await keys();
  // The training data is that of the run that trained last.
  const isOwn = (key: string) => isRunFile(gone)(key) || key.endsWith('/linear-train-data');
  const own = before.filter(isOwn);
  expect(own.map((key) => basename(key)).toSorted()).toEqual([
    'evaluation.json',
    'experiment.json',
    'fingerprint.json',
    'heldOutRows.bin',
    'linear-test-data',
    'linear-train-data',
    'linear-validation-data',
    'model.tar.gz',
    'preparation.json',
  ]);
  const folder = services.records.folderOf('local', gone.trainingJobName);
  const files = await readdir(folder);
  const { trainingJobName } = gone;
  const all = { trainingJobName, connectionId: 'local', alsoArtifacts: true, confirmed: true };
  expect(await deleteRun(services, all)).toEqual({ deletedFiles: files.length, deletedObjects: own.length });
  expect(await keys()).toEqual(before.filter((key) => !own.includes(key)));
  await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await jobNames()).toEqual([kept.trainingJobName]);
  expect((await history.rows()).rows.map((run) => run.trainingJobName)).toEqual([kept.trainingJobName]);

  // As another window would that still shows it.
  const error = await deleteRun(services, all).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'run-gone' });
  expect(explain(error).message).toContain(`${trainingJobName} is no longer among the runs`);
});

test('deleting asks what goes with it, with what is in S3 counted, and keeps what is not chosen', async () => {
  const record = await trained();
  const { trainingJobName } = record;
  const before = await keys();
  const row = { trainingJobName, confirmed: false };
  await expect(deleteRun(services, row)).rejects.toThrow('Cancelled');
  expect(shown[0]).toMatchObject({
    kind: 'warning',
    message: 'Delete the run salary?',
    choices: ['Delete Local Files', 'Delete Everything'],
  });
  expect(shown[0]?.detail).toMatch(
    new RegExp(`It has 9 objects in S3 \\([\\d.]+ KiB, in ${bucket}\\): .*training, validation`),
  );
  expect(await history.find('local', trainingJobName)).toBeDefined();

  forgetShown('Delete Local Files');
  expect(await deleteRun(services, row)).toMatchObject({ deletedObjects: 0 });
  expect(await keys()).toEqual(before);
  expect(await jobNames()).toEqual([trainingJobName]);
  expect(await history.find('local', trainingJobName)).toBeUndefined();
});

test('training data of another run stays, and uploads of the run that were never completed go', async () => {
  const [gone, kept] = [await trained(), await trained()];
  const { trainingJobName } = gone;
  const startUpload = async (Key: string) => {
    await product.server.s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
  };
  const { key } = parseS3Uri(gone.modelS3Uri);
  await startUpload(key);
  await startUpload(key.replace(trainingJobName, kept.trainingJobName));
  await expect(deleteRun(services, { trainingJobName, confirmed: false })).rejects.toThrow('Cancelled');
  expect(shown[0]?.detail).toContain('An upload that was never completed is removed too.');
  const all = { trainingJobName, alsoArtifacts: true, confirmed: true };
  expect(await deleteRun(services, all)).toMatchObject({ deletedObjects: 8 });
  expect((await keys()).filter((one) => one.endsWith('/linear-train-data'))).toHaveLength(1);
  const { Uploads = [] } = await product.server.s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  expect(Uploads.map((upload) => upload.Key)).toEqual([expect.stringContaining(kept.trainingJobName)]);
});

test('two windows that delete the same run at once delete it once', async () => {
  const { trainingJobName } = await trained();
  const all = { trainingJobName, alsoArtifacts: true, confirmed: true };
  const outcomes = await Promise.allSettled([deleteRun(services, all), deleteRun(services, all)]);
  const [failed, ...others] = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(others).toEqual([]);
  expect(failed?.reason).toMatchObject({ code: 'run-gone' });
  expect((await keys()).filter((key) => key.includes(trainingJobName))).toEqual([]);
});

test('a running run and the artifact of an endpoint are not deleted', async () => {
  const running = await trained(100_000, false);
  const { trainingJobName } = running;
  const named = { trainingJobName, alsoArtifacts: true, confirmed: true };
  await expect(deleteRun(services, named)).rejects.toMatchObject({ code: 'run-running' });
  await product.session.aws.stopTrainingJob(trainingJobName);
  for await (const _ of product.session.aws.followTrainingJob(trainingJobName, { pollIntervalMs: 20 }));
  const recordedAt = new Date().toISOString();
  await services.ledger.record({
    connectionId: 'local',
    trainingJobName,
    endpointName: 'salary',
    recordedAt,
    state: 'seen',
  });
  await expect(deleteRun(services, named)).rejects.toMatchObject({
    code: 'run-deployed',
    facts: { endpointName: 'salary' },
  });
  expect(await history.find('local', trainingJobName)).toBeDefined();
});
