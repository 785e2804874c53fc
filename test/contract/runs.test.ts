import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join, sep } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { newJobName } from '../../src/aws/names.ts';
import { parseS3Uri, s3Uri } from '../../src/aws/s3/s3Uri.ts';
import { evaluateRun } from '../../src/runs/evaluate.ts';
import { openJobLedger } from '../../src/guard/journal/jobLedger.ts';
import { openRunRecords } from '../../src/runs/openRunRecords.ts';
import type { RunRecords } from '../../src/runs/runRecords.ts';
import type { Session } from '../../src/runs/session.ts';
import { findRun, requireRun } from '../../src/runs/sharedRuns.ts';
import { checkExperiment, startTraining } from '../../src/runs/train.ts';
import {
  bucket,
  engine,
  named,
  openRunsOnLocal,
  pollIntervalMs,
  roleArn,
  signal,
  silent,
} from './runsOnLocal.ts';

vi.mock('../../src/aws/names.ts', { spy: true });

const trainKey = 'linear-learner/train/linear-train-data';

let local: Awaited<ReturnType<typeof openRunsOnLocal>>;
let clients: aws.AwsClients;
let session: Session;
let folder = '';
beforeAll(async () => {
  local = await openRunsOnLocal();
  ({ clients, session, folder } = local);
});
afterAll(() => local.close());
const experimentOf = (name: string, slope: number) => local.experimentOf(name, slope);
const start = (experimentPath: string, records: RunRecords, on = session) =>
  local.start(experimentPath, records, on);
const ended = (trainingJobName: string) => local.ended(trainingJobName);

test('concurrent runs with one prefix each train on their own table', async () => {
  const slopes = [3, -70, 2000];
  const paths = await Promise.all(slopes.map((slope, index) => experimentOf(`at-once-${index}`, slope)));
  const records = openRunRecords(join(folder, 'here'));
  const runs = await Promise.all(paths.map((path) => start(path, records)));
  const newest = await Promise.all(paths.map((path) => records.newestOf(session.connectionId, path)));
  expect(newest).toEqual(runs.map(({ trainingJobName }) => trainingJobName));
  const shares = await Promise.all(
    runs.map(async ({ trainingJobName }, index) => {
      expect(await ended(trainingJobName)).toMatchObject({ status: 'Completed', failureReason: undefined });
      const evaluation = await evaluateRun(session, engine, records, trainingJobName, signal);
      if (evaluation.predictorType !== 'regressor') throw new Error('another evaluation');
      return (evaluation.coefficients.weights[0] ?? 0) / (slopes[index] ?? 1);
    }),
  );
  // A few epochs come near the slope of their own table, and of no other.
  for (const share of shares) expect(share).toBeCloseTo(1, 0);
  const described = await session.aws.describeTrainingJob(runs[0]?.trainingJobName ?? '');
  expect(described.channels[0]?.s3Uri).toBe(`s3://${bucket}/${trainKey}`);
});

test('uploaded training data is overwritten only after its job has read it', async () => {
  const path = join(folder, 'rows.csv');
  await writeFile(path, '1,2\n');
  const place = { bucket, key: 'apart/train/linear-train-data' };
  const upload = (trainingJobName: string, onWaiting: (other: string) => void, until?: AbortSignal) =>
    aws.uploadTrainingData(
      clients,
      { ...place, path },
      { trainingJobName, pollIntervalMs, onWaiting, ...(until === undefined ? {} : { signal: until }) },
    );
  const neverWaits = () => expect.unreachable();
  await upload('first', neverWaits);
  const patience = new AbortController();
  const stopsWaiting = (other: string) => {
    expect(other).toBe('first');
    patience.abort(new Error('enough'));
  };
  await expect(upload('second', stopsWaiting, patience.signal)).rejects.toThrow('enough');
  expect(await aws.holdsDataOf(clients, place, 'first')).toBe(true);
  // A job that has ended no longer reads its data.
  const [done] = (await aws.listTrainingJobs(clients)).jobs;
  await clients.s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: place.key,
      Body: '1,2\n',
      Metadata: { 'training-job': done?.trainingJobName ?? '' },
    }),
  );
  await upload('second', neverWaits);
  expect(await aws.holdsDataOf(clients, place, 'second')).toBe(true);
});

test('concurrent runs of identical data wait for each other too', async () => {
  const records = openRunRecords(join(folder, 'here'));
  const paths = await Promise.all(['equal-1', 'equal-2', 'equal-3'].map((name) => experimentOf(name, 6)));
  const runs = await Promise.all(paths.map((path) => start(path, records)));
  for (const { trainingJobName } of runs)
    expect(await ended(trainingJobName)).toMatchObject({ status: 'Completed' });
});

test('job whose training data was replaced is stopped with that reason', async () => {
  const path = join(folder, 'rows.csv');
  await writeFile(path, '1,2\n3,4\n');
  const place = { bucket, key: 'foreign/train/linear-train-data' };
  const trainingJobName = 'replaced-1';
  const uploadedAt = await aws.uploadTrainingData(
    clients,
    { ...place, path },
    { trainingJobName, pollIntervalMs },
  );
  await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: place.key, Body: '5,6\n' }));
  await aws.createTrainingJob(clients, {
    trainingJobName,
    roleArn,
    imageUri: '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1',
    hyperparameters: {
      feature_dim: '1',
      predictor_type: 'regressor',
      mini_batch_size: '1',
      epochs: '100000',
    },
    channels: [{ name: 'train', s3Uri: s3Uri(place), contentType: 'text/csv' }],
    outputS3Uri: `s3://${bucket}/foreign/output`,
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    maxRuntimeSeconds: 3600,
    experiment: 'x.linear.json',
  });
  await expect(
    aws.stopUnlessDataIsOwn(clients, place, { trainingJobName, uploadedAt }),
  ).rejects.toMatchObject({
    code: 'training-data-replaced',
    facts: { s3Uri: s3Uri(place), trainingJobName, otherJobName: '' },
  });
  expect(await ended(trainingJobName)).toMatchObject({ status: 'Stopped' });
});

test('two windows that start jobs in the same millisecond make two runs', async () => {
  const names = ['in-one-millisecond', 'in-one-millisecond', 'a-millisecond-later'];
  for (const name of names) vi.mocked(newJobName).mockReturnValueOnce(name);
  const records = openRunRecords(join(folder, 'here'));
  const paths = [await experimentOf('window-1', 2), await experimentOf('window-2', 3)];
  const runs = await Promise.all(paths.map((path) => start(path, records)));
  const made = runs.map(({ trainingJobName }) => trainingJobName);
  expect(made.toSorted()).toEqual(['a-millisecond-later', 'in-one-millisecond']);
  for (const { trainingJobName, title } of runs) {
    expect(await ended(trainingJobName)).toMatchObject({ status: 'Completed' });
    expect(await records.find('local', trainingJobName)).toMatchObject({ title });
  }
});

test('failed preparation leaves no run folder', async () => {
  const path = await experimentOf('unprepared', 2);
  const experiment = await engine.readExperiment({ path });
  const checked = await checkExperiment(session, engine, named(experiment, path));
  await appendFile(join(folder, 'unprepared.csv'), '1,2\n');
  const records = openRunRecords(join(folder, 'unprepared'));
  await expect(
    startTraining(session, engine, { records, jobs: openJobLedger(folder) }, checked, silent),
  ).rejects.toMatchObject({
    code: 'file-changed',
  });
  const left = await readdir(join(folder, 'unprepared'), { recursive: true });
  expect(left.filter((name) => name.split(sep).length > 2)).toEqual([]);
});

test('rejected job leaves no training data for which others would wait', async () => {
  const refused: Session = { ...session, destination: async () => ({ bucket, roleArn: 'no role' }) };
  const path = await experimentOf('refused', 2);
  await expect(start(path, openRunRecords(join(folder, 'here')), refused)).rejects.toThrow();
  expect(await aws.objectExists(clients, { bucket, key: trainKey })).toBe(false);
});

test('another machine evaluates and queries a model using the files beside its artifact', async () => {
  const here = openRunRecords(join(folder, 'here'));
  const { trainingJobName, preparation, experiment } = await start(await experimentOf('shared', 4), here);
  await ended(trainingJobName);
  const unjudged = openRunRecords(join(folder, 'elsewhere-first'));
  const judgedThere = await evaluateRun(session, engine, unjudged, trainingJobName, signal);
  expect(await evaluateRun(session, engine, here, trainingJobName, signal)).toEqual(judgedThere);
  // The next run takes the place of the training data; the evaluation beside the artifact stays.
  const next = await start(await experimentOf('next', 5), here);
  await ended(next.trainingJobName);
  const there = openRunRecords(join(folder, 'elsewhere'));
  const record = await requireRun(session, there, trainingJobName, signal);
  expect(record).toMatchObject({ preparation, experiment, title: 'shared' });
  expect(await evaluateRun(session, engine, there, trainingJobName, signal)).toEqual(judgedThere);
  expect(await engine.readExperiment({ path: record.experimentPath })).toEqual(experiment);
});

test('foreign or missing job has no run record', async () => {
  const records = openRunRecords(join(folder, 'here'));
  expect(await findRun(session, records, 'replaced-1', signal)).toBeUndefined();
  expect(await findRun(session, records, 'never-there', signal)).toBeUndefined();
});

test('a run whose files beside the artifact lead to other data is not adopted', async () => {
  const here = openRunRecords(join(folder, 'here'));
  const { trainingJobName, modelS3Uri } = await start(await experimentOf('misled', 4), here);
  await ended(trainingJobName);
  const beside = parseS3Uri(modelS3Uri.replace(/[^/]*$/, 'experiment.json'));
  const made = Object(await session.aws.getJson(beside, signal));
  const adopt = async (change: object) => {
    await session.aws.putJson(beside, { ...made, ...change }, signal);
    return findRun(session, openRunRecords(join(folder, randomUUID())), trainingJobName, signal);
  };
  for (const elsewhere of ['s3://private/train', `s3://${bucket}/private/train`]) {
    expect(await adopt({ trainS3Uri: elsewhere })).toBeUndefined();
    expect(await adopt({ testS3Uri: elsewhere })).toBeUndefined();
  }
  const adopted = await adopt({ title: '../../../misled' });
  expect(adopted?.experimentPath).toMatch(/[\\/]_\.\._\.\._misled\.linear\.json$/);
});

test('a run whose artifacts are at the top of its bucket adopts no data of another bucket', async () => {
  const [trainingJobName, other] = ['at-the-top', 'another-bucket-of-this-user'];
  await session.aws.ensureBucket(other, { accountId: (await session.identity()).accountId });
  const put = (in_: string, key: string, value: unknown) =>
    session.aws.putJson({ bucket: in_, key }, value, signal);
  await put(other, 'secret', 'secret');
  const here = openRunRecords(join(folder, 'here'));
  const first = await start(await experimentOf('top', 6), here);
  await ended(first.trainingJobName);
  const beside = (name: string) => parseS3Uri(first.modelS3Uri.replace(/[^/]*$/, name));
  const made = Object(await session.aws.getJson(beside('experiment.json'), signal));
  const prepared = await session.aws.getJson(beside('preparation.json'), signal);
  const described = await session.aws.describeTrainingJob(first.trainingJobName, signal);
  const describeTrainingJob = async () => ({ ...described, outputS3Uri: `s3://${bucket}` });
  const atTheTop = { ...session, aws: { ...session.aws, describeTrainingJob } };
  const adopt = async (testS3Uri: string) => {
    await put(bucket, `${trainingJobName}/output/experiment.json`, { ...made, trainingJobName, testS3Uri });
    await put(bucket, `${trainingJobName}/output/preparation.json`, prepared);
    return findRun(atTheTop, openRunRecords(join(folder, randomUUID())), trainingJobName, signal);
  };
  expect(await adopt(`s3://${other}/secret`)).toBeUndefined();
  expect(await adopt(made.testS3Uri)).toMatchObject({ trainingJobName });
});
