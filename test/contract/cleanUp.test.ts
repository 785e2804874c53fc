import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { shippedRates } from '../../src/aws/costs.ts';
import { newRole } from '../../src/aws/policies/rolePolicy.ts';
import { cleanUp, findLeftovers, goesUnseen } from '../../src/runs/cleanUp.ts';
import type { Leftover } from '../../src/runs/leftovers.ts';
import { cleanUp as cleanUpCommand } from '../../src/commands/cleanUp.ts';
import { deleteAllEndpoints, deleteEndpoint } from '../../src/commands/deleteEndpoints.ts';
import type { Services } from '../../src/commands/services.ts';
import { forgetShown, shown } from '../fakeVscode.ts';
import { openFakeAws } from '../fakeAws/fakeAws.ts';
import type { FakeAws } from '../fakeAws/fakeAws.ts';
import { bucket, modelKey, openWindow } from '../fakeAws/window.ts';
import type { FakeWindow } from '../fakeAws/window.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

const accountId = '111122223333';
const signal = new AbortController().signal;
const imageUri = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';
const compute = { instanceType: 'ml.m5.large', instanceCount: 1 };
const run = {
  trainingJobName: 'job-1',
  modelS3Uri: `s3://${bucket}/linear-learner/output/job-1/output/model.tar.gz`,
};
let storage = '';
let fake: FakeAws;
let window: FakeWindow;

beforeAll(async () => {
  storage = await mkdtemp(join(tmpdir(), 'll-clean-'));
  fake = await openFakeAws({ accounts: [accountId] });
  window = openWindow(fake, { storage, accountId, now: () => 0 });
  const { aws } = window.session;
  await aws.ensureBucket(bucket, { accountId });
  const path = join(storage, 'model');
  await writeFile(path, 'no artifact');
  await aws.uploadFiles([
    { path, bucket, key: modelKey },
    { path, bucket, key: 'linear-learner/output/job-1/output/model.tar.gz' },
  ]);
  const { s3 } = window.clients;
  for (const Key of ['linear-learner/output/job-0/model', 'others/large']) {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    const Body = Buffer.alloc(1000);
    await s3.send(new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber: 1, Body }));
  }
  await window.deploy('salary-1', signal);
  // A colleague's, with our tags and neither an owner nor a record here.
  const { roleArn } = await window.session.destination();
  const colleagues = { imageUri, modelS3Uri: `s3://${bucket}/${modelKey}`, roleArn, ...compute };
  await aws.deploy({ ...colleagues, endpointName: 'theirs-1', origin: { trainingJobName: 'job-9' } });
  await aws.createExecutionRole(
    newRole({ region: 'us-east-1', accountId, bucket, prefix: 'linear-learner' }),
  );
});
afterAll(async () => {
  window.close();
  await fake.stop();
  await rm(storage, { recursive: true, force: true });
});

const find = () =>
  findLeftovers(
    window.session,
    { ledger: window.ledger, jobs: window.jobs, runs: [run] },
    { signal, onFound: () => undefined },
  );
const namesOf = (found: readonly Leftover[]) => found.map(({ kind, name }) => `${kind} ${name}`);

test('clean-up finds our endpoints, configs, models, roles, objects and incomplete uploads, and no others', async () => {
  const { found, unsearched } = await find();
  expect(unsearched).toEqual([]);
  expect(namesOf(found).toSorted()).toEqual([
    'artifacts job-1',
    'config salary-1',
    'config theirs-1',
    'endpoint salary-1',
    'endpoint theirs-1',
    'model salary-1',
    'model theirs-1',
    'role LinearLearner-linear-learner-us-east-1-111122223333',
    `upload s3://${bucket}/linear-learner/output/job-0/model`,
  ]);
  expect(found.find(({ kind }) => kind === 'upload')).toMatchObject({ bytes: 1000 });
  // Nobody needs to look at what this user left running; what may be a colleague's is looked at.
  expect(namesOf(found.filter(goesUnseen))).toEqual(['endpoint salary-1']);
});

test('where the endpoints cannot be looked at, what they may use does not count as unused', async () => {
  fake.setFaults({ name: 'denied', action: 'sagemaker:DescribeEndpoint' });
  const { found } = await find();
  fake.setFaults();
  expect(found.filter(({ kind }) => kind === 'config' || kind === 'model')).toEqual([
    { kind: 'config', name: 'theirs-1', isServing: undefined },
    { kind: 'config', name: 'salary-1', isServing: true },
    { kind: 'model', name: 'theirs-1', isServing: undefined },
    { kind: 'model', name: 'salary-1', isServing: true },
  ]);
});

test('where the training jobs cannot be listed, objects and uploads of none are leftovers', async () => {
  fake.setFaults({ name: 'denied', action: 'sagemaker:ListTrainingJobs' });
  const { found, unsearched } = await find();
  fake.setFaults();
  expect(found.filter(({ kind }) => kind === 'artifacts' || kind === 'upload')).toEqual([]);
  expect(unsearched.map(({ kind }) => kind)).toEqual(['trainingJob', 'artifacts', 'upload']);
});

test('the objects and uploads of a job that runs are no leftovers', async () => {
  const { aws } = window.session;
  const session = {
    ...window.session,
    aws: {
      ...aws,
      listTrainingJobs: async (...given: Parameters<typeof aws.listTrainingJobs>) => {
        const jobs = ['job-0', 'job-1'].map((trainingJobName) => ({
          trainingJobName,
          status: 'InProgress' as const,
          secondaryStatus: '',
          createdAt: 0,
          endedAt: undefined,
        }));
        return { ...(await aws.listTrainingJobs(...given)), jobs };
      },
    },
  };
  const runs = [
    run,
    { ...run, trainingJobName: 'job-0', modelS3Uri: run.modelS3Uri.replace('job-1', 'job-0') },
  ];
  const needs = { ledger: window.ledger, jobs: window.jobs, runs };
  const { found } = await findLeftovers(session, needs, { signal, onFound: () => undefined });
  expect(found.filter(({ kind }) => kind === 'artifacts' || kind === 'upload')).toEqual([]);
});

test('a denied list hides nothing else', async () => {
  fake.setFaults({ name: 'denied', action: 'iam:ListRoles' });
  const { found, unsearched } = await find();
  fake.setFaults();
  expect(unsearched).toContainEqual({
    kind: 'role',
    error: expect.objectContaining({ code: 'access-denied' }),
  });
  expect(namesOf(found)).toContain('endpoint salary-1');
});

test('clean-up deletes what was chosen and nothing else', async () => {
  const { found } = await find();
  const objects = found.find(({ kind }) => kind === 'artifacts') ?? expect.fail('no artifacts');
  await expect(cleanUp(window.session, window.ledger, objects, signal)).rejects.toMatchObject({
    code: 'run-deployed',
  });
  const ticked = found.filter(({ name }) => !name.startsWith('theirs'));
  for (const one of ticked) await cleanUp(window.session, window.ledger, one, signal);
  expect(namesOf((await find()).found).toSorted()).toEqual([
    'config theirs-1',
    'endpoint theirs-1',
    'model theirs-1',
  ]);
  expect(await window.session.aws.pendingUploads({ bucket, key: 'others' })).toHaveLength(1);
});

/** The services of the command. */
function services(): Services {
  const { session, ledger, jobs } = window;
  const given = {
    openSession: async () => session,
    prices: { rates: async () => shippedRates },
    ledger,
    jobs,
    records: { find: async () => run },
    history: {
      rows: async () => ({ rows: [{ connectionId: session.connectionId, ...run }], unreadable: [] }),
    },
    changed: () => undefined,
    log: { error: () => undefined },
  };
  // SAFETY: the command uses no other service.
  return given as unknown as Services;
}

test('Delete All takes only what is this user’s, and deleting another’s shows its owner and cost', async () => {
  await window.deploy('salary-4', signal);
  const { aws } = window.session;
  const names = async () => (await aws.listEndpoints()).map(({ endpointName }) => endpointName);
  const all = { ...services(), deletionFailed: () => undefined };
  forgetShown('Delete Endpoint');
  await deleteAllEndpoints(all, undefined);
  expect(await names()).toEqual(['theirs-1']);
  expect(shown[0]?.detail).toContain('somebody else’s: theirs-1 (owner: unknown)');
  forgetShown();
  await deleteAllEndpoints(all, { confirmed: true });
  expect(await names()).toEqual(['theirs-1']);
  forgetShown(undefined);
  await expect(deleteEndpoint(all, { endpointName: 'theirs-1' })).rejects.toThrow('Cancelled');
  expect(shown[0]?.detail).toMatch(/It may be somebody else’s \(owner: unknown\)\.\n.*\$/);
});

test('clean-up finds runs and uploads that no record here names, by the layout of the bucket, and no others', async () => {
  const { aws } = window.session;
  const path = join(storage, 'model');
  const job = 'linear-learner-2026-01-01-00-00-00-000';
  const sdk = 'linear-learner-2026-01-02-00-00-00-000';
  const upload = (...keys: string[]) => aws.uploadFiles(keys.map((key) => ({ path, bucket, key })));
  await upload(
    `elsewhere/output/${job}/output/model.tar.gz`,
    `elsewhere/output/${job}/output/preparation.json`,
    // Of the Python SDK, which writes no record.
    `python/output/${sdk}/output/model.tar.gz`,
    'elsewhere/output/other-job/output/preparation.json',
  );
  const { s3 } = window.clients;
  const stranded = [`fresh/validation/${job}/linear-validation-data`, 'fresh/other/large'];
  for (const Key of stranded) await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
  const { found, unsearched } = await find();
  const stored = found.filter(({ kind }) => kind === 'artifacts' || kind === 'upload');
  expect(namesOf(stored)).toEqual([
    `upload s3://${bucket}/fresh/validation/${job}/linear-validation-data`,
    `artifacts ${job}`,
  ]);
  expect(stored[1]).toMatchObject({ isKnown: false, artifacts: { bucket, bytes: 2 * 11 } });
  expect(unsearched).toEqual([]);
  for (const one of stored) await cleanUp(window.session, window.ledger, one, signal);
  expect((await find()).found.filter(({ kind }) => kind === 'artifacts' || kind === 'upload')).toEqual([]);
  expect(await aws.objectsBelow({ bucket, key: 'python/' })).toHaveLength(1);
});

test('where uploads may not be listed, the search says so', async () => {
  fake.setFaults({ name: 'denied', action: 's3:ListBucketMultipartUploads' });
  const { unsearched } = await find();
  fake.setFaults();
  expect(unsearched).toContainEqual({
    kind: 'upload',
    error: expect.objectContaining({ code: 'access-denied' }),
  });
});

test('clean-up finds roles by tag, path and name, and no others', async () => {
  const account = fake.account(accountId);
  account.addRole('Tagged', { tags: { 'linear-learner:created-by': 'linear-learner' } });
  account.addRole('Placed', { path: '/linear-learner/' });
  account.addRole('LinearLearner-tables', {});
  account.addRole('Science', {});
  const roles = async () => (await find()).found.filter(({ kind }) => kind === 'role');
  expect((await roles()).toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
    { kind: 'role', name: 'LinearLearner-tables', evidence: 'name' },
    { kind: 'role', name: 'Placed', evidence: 'path' },
    { kind: 'role', name: 'Tagged', evidence: 'tag' },
  ]);
  fake.setFaults({ name: 'denied', action: 'iam:GetRole', resource: 'LinearLearner-tables' });
  expect(namesOf(await roles())).toContain('role LinearLearner-tables');
  fake.setFaults();
  for (const one of await roles()) await cleanUp(window.session, window.ledger, one, signal);
  expect(await roles()).toEqual([]);
});

test('a running training job is listed with its price, stopped, and keeps its record', async () => {
  const { trainingJobName } = await window.train(signal);
  const job = (await find()).found.find(({ kind }) => kind === 'trainingJob');
  expect(job).toMatchObject({ name: trainingJobName, isOwn: true, instances: { instanceCount: 1 } });
  forgetShown();
  expect(await cleanUpCommand(services(), { confirmed: true })).toMatchObject({
    deleted: [`running training job ${trainingJobName}`],
  });
  expect(shown.at(-1)?.message).toContain('SageMaker keeps their records');
  const { status } = await window.session.aws.describeTrainingJob(trainingJobName);
  expect(status).toMatch(/^Stopp(?:ing|ed)$/);
});

test('a confirmed clean-up shows no prompt and takes only what this user left running', async () => {
  await window.deploy('salary-2', signal);
  forgetShown();
  expect(await cleanUpCommand(services(), { confirmed: true })).toEqual({
    deleted: ['endpoint salary-2'],
    left: [],
  });
  expect(shown.map(({ kind }) => kind)).toEqual(['information']);
});

test('clean-up confirms and deletes what is selected, and names what could not be deleted', async () => {
  await window.deploy('salary-3', signal);
  forgetShown('$(package) salary-3', 'Delete');
  fake.setFaults({ name: 'denied', action: 'sagemaker:DeleteModel' });
  const { deleted, left } = await cleanUpCommand(services());
  fake.setFaults();
  expect({ deleted, left }).toEqual({ deleted: [], left: ['model salary-3'] });
  expect(shown.at(-1)).toMatchObject({ kind: 'warning', choices: ['Try Again'] });
  expect(shown.at(-1)?.message).toMatch(/^Cleaned up 0 items\. Not cleaned up: model salary-3: /);
});

test('what could not be cleaned up can be tried again', async () => {
  await window.deploy('salary-5', signal);
  const { aws } = window.session;
  forgetShown('$(package) salary-5', 'Delete', 'Try Again');
  fake.setFaults({ name: 'denied', action: 'sagemaker:DeleteModel', times: 1 });
  await cleanUpCommand(services());
  await vi.waitFor(() => expect(shown.at(-1)?.message).toBe('Cleaned up 1 item.'));
  fake.setFaults();
  expect(await aws.listOurModels()).toMatchObject({
    found: expect.not.arrayContaining([expect.objectContaining({ name: 'salary-5' })]),
  });
});

test('each item shows its size and cost', async () => {
  const path = join(storage, 'model');
  const folder = 'linear-learner/output/linear-learner-2026-01-03-00-00-00-000/output/';
  await window.session.aws.uploadFiles(
    ['model.tar.gz', 'preparation.json'].map((name) => ({ path, bucket, key: `${folder}${name}` })),
  );
  forgetShown(undefined);
  await expect(cleanUpCommand(services())).rejects.toThrow('Cancelled');
  const detail = shown[0]?.detail ?? '';
  expect(detail).toMatch(/\$\(server\) theirs-1: \w+ · \$0\.115 per hour · may belong to someone else/);
  expect(detail).toMatch(/\$\(package\) theirs-1: Costs nothing\. An endpoint uses it/);
  expect(detail).toMatch(
    /\$\(archive\) linear-\S+: 2 objects in \S+ · .*, less than \$0\.001 per month \(S3 Standard, \$0\.023 per GB and month, read on .*2025\) · not a run of this machine/,
  );
});
