import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { hasCode } from '../../src/aws/failures/errors.ts';
import type { Ability } from '../../src/aws/permissions/abilities.ts';
import { deniedAbilities, operationList } from '../../src/aws/permissions/operations.ts';
import { newRole } from '../../src/aws/policies/rolePolicy.ts';
import { isFailure } from '../../src/learner/errors.ts';
import { explain } from '../../src/platform/messages.ts';
import { openFakeAws } from '../fakeAws/fakeAws.ts';
import type { FakeAws } from '../fakeAws/fakeAws.ts';
import type { Fault } from '../fakeAws/faults.ts';
import { retryAtOnce } from '../fakeAws/retries.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

const accountId = '111122223333';
const bucket = 'tables';
const roleArn = `arn:aws:iam::${accountId}:role/LinearLearnerLocalExecutionRole`;
const imageUri = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';
const compute = { instanceType: 'ml.m5.large', instanceCount: 1 };
const fast = { pollIntervalMs: 1 };
let fake: FakeAws;
let clients: aws.AwsClients;
let operations: aws.AwsOperations;
let folder = '';
let count = 0;
const fresh = (stem: string) => `${stem}-${(count += 1)}`;

beforeAll(async () => {
  fake = await openFakeAws({ accounts: [accountId] });
  clients = { ...aws.createClients(aws.localConnection, fake.access(accountId)), takesWholeFiles: false };
  retryAtOnce(clients);
  operations = aws.bindOperations(clients);
  folder = await mkdtemp(join(tmpdir(), 'll-rights-'));
  await writeFile(join(folder, 'data'), 'x');
  await writeFile(join(folder, 'large'), Buffer.alloc(9 * 2 ** 20));
  await operations.ensureBucket(bucket, { accountId });
  await operations.putJson({ bucket, key: 'a.json' }, {});
  await train('job-1');
  await deploy('endpoint-1');
});
afterAll(async () => {
  clients.destroy();
  await rm(folder, { recursive: true, force: true });
  await fake.stop();
});

async function train(trainingJobName: string, key = `${trainingJobName}/data`): Promise<void> {
  await operations.ensureBucket(bucket, { accountId });
  await operations.uploadTrainingData(
    { path: join(folder, 'data'), bucket, key },
    { trainingJobName, ...fast },
  );
  await createJob(trainingJobName, key);
}

const createJob = (trainingJobName: string, key: string) =>
  operations.createTrainingJob({
    trainingJobName,
    roleArn,
    imageUri,
    hyperparameters: {},
    channels: [{ name: 'train', s3Uri: `s3://${bucket}/${key}`, contentType: undefined }],
    outputS3Uri: `s3://${bucket}/output`,
    maxRuntimeSeconds: 60,
    experiment: 'a',
    ...compute,
  });

async function trainAndStop(trainingJobName: string): Promise<void> {
  await train(trainingJobName);
  await operations.stopTrainingJob(trainingJobName);
  for await (const _ of operations.followTrainingJob(trainingJobName, fast));
}

const deploy = (endpointName: string) =>
  operations.deploy({
    endpointName,
    imageUri,
    modelS3Uri: `s3://${bucket}/a.json`,
    roleArn,
    origin: {},
    ...compute,
  });

/** Whether everything is found whose answer was lost; a refused call has created nothing to find. */
async function findsCreated(create: Promise<unknown>): Promise<boolean> {
  try {
    await create;
    return true;
  } catch (error) {
    const isRefused = hasCode(error, 'access-denied') || hasCode(error, 'pass-role-denied');
    return isRefused && error.facts.operation.startsWith('Create');
  }
}

async function deployAndLook(endpointName: string): Promise<void> {
  await deploy(endpointName);
  await operations.endpointState(endpointName);
}

const arn = (name: string) => `arn:aws:sagemaker:us-east-1:${accountId}:endpoint/${name}`;
const given = () => undefined;

/** Endpoints deployed one after the other; the last ones, as too many are not searched. */
let neighbours: readonly string[] = [];

interface Probe {
  readonly ability: Ability;
  /** What the probe works on, made with all rights. */
  readonly given: () => unknown;
  /** What else the probe meets. */
  readonly faults?: readonly Fault[];
  /** Throws, or returns false, when the ability is lost. */
  readonly run: (name: string) => Promise<unknown>;
}

const made = (stem: string, make: (name: string) => Promise<unknown>) => async () => {
  const name = fresh(stem);
  await make(name);
  return name;
};
const object = (name: string) => operations.putJson({ bucket, key: `${name}/a.json` }, {});

const taggedObject = (name: string) =>
  clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${name}/a`, Body: 'x', Tagging: 'team=a' }));

/** An upload in parts that was interrupted before the first; the path of its record. */
async function interruptedUpload(): Promise<string> {
  const recordsFolder = join(folder, fresh('records'));
  await mkdir(recordsFolder);
  const paths = [join(folder, 'large')];
  const plan = await operations.planUpload({ bucket, prefix: `${fresh('uploaded')}/`, paths });
  fake.setFaults({ name: 'held before', operation: 'UploadPart' });
  const window = new AbortController();
  const upload = operations.startUpload(plan, {
    conflicts: 'replace',
    recordsFolder,
    signal: window.signal,
    keepsWhenCancelled: true,
  });
  const ended = expect(upload).rejects.toThrow('closed');
  await fake.met();
  window.abort(new Error('closed'));
  await ended;
  fake.release();
  const [record = ''] = await readdir(recordsFolder);
  return join(recordsFolder, record);
}

const newOwnRole = (name: string) => newRole({ region: 'us-east-1', accountId, bucket, prefix: '' }, name);
const createRole = (name: string) => operations.createExecutionRole(newOwnRole(name));

const probes: readonly Probe[] = [
  { ability: 'list-buckets', given, run: () => operations.listRegionalBuckets() },
  {
    ability: 'create-buckets',
    given,
    run: async () => (await operations.ensureBucket(fresh('new'), { accountId })).created,
  },
  {
    ability: 'encrypt-buckets',
    given,
    // A bucket that is not created has nothing to encrypt.
    run: async () => {
      const ensured = await operations.ensureBucket(fresh('new'), { accountId }).catch(() => undefined);
      return ensured?.created?.isEncryptionSet !== false;
    },
  },
  { ability: 'list-objects', given, run: () => operations.listObjects({ bucket, prefix: '' }) },
  { ability: 'read-objects', given, run: () => operations.getJson({ bucket, key: 'a.json' }) },
  { ability: 'write-objects', given, run: () => operations.putJson({ bucket, key: 'b.json' }, {}) },
  {
    ability: 'delete-objects',
    given: made('deleted', object),
    run: (name) =>
      operations.deleteBelow({ target: { kind: 'prefix', bucket, key: `${name}/` }, versions: false }),
  },
  {
    ability: 'copy-objects',
    given: made('moved', taggedObject),
    // As an object that is too large for one copy, whose tags are read and written apart.
    run: (name) =>
      operations.moveObjects(
        { from: { kind: 'object', bucket, key: `${name}/a` }, to: { bucket, key: `${name}/b` } },
        { mostWholeBytes: 0 },
      ),
  },
  {
    ability: 'object-tags',
    given,
    run: async () => (await operations.objectProperties({ bucket, key: 'a.json' })).tags !== 'unknown',
  },
  {
    ability: 'resume-uploads',
    given: interruptedUpload,
    run: (record) => operations.resumeUpload(record, { waitsMs: [] }),
  },
  {
    ability: 'clean-up-uploads',
    given: interruptedUpload,
    async run(record) {
      await operations.pendingUploads({ bucket, key: '' });
      await operations.discardTransfer(record);
    },
  },
  {
    ability: 'versions',
    given,
    run: async () =>
      (await operations.countBelow({ kind: 'prefix', bucket, key: '' })).versions !== 'unknown',
  },
  {
    ability: 'bucket-properties',
    given,
    run: async () => !Object.values(await operations.bucketProperties(bucket)).includes('unknown'),
  },
  // After another run with the same prefix.
  {
    ability: 'train',
    given: made('ended', trainAndStop),
    run: (name) => train(fresh('job'), `${name}/data`),
  },
  {
    ability: 'follow-training',
    given,
    async run() {
      for await (const { details } of operations.followTrainingJob('job-1', fast))
        return details.status === 'InProgress';
      return false;
    },
  },
  {
    ability: 'training-log',
    given,
    run: () => aws.openTrainingLog(clients, 'job-1').newLines(undefined),
  },
  { ability: 'list-training', given, run: () => operations.listTrainingJobs() },
  {
    ability: 'stop-training',
    given: made('stopped', train),
    run: (name) => operations.stopTrainingJob(name),
  },
  { ability: 'delete-training', given, run: () => operations.deleteTrainingJob('job-1') },
  { ability: 'deploy', given, run: () => deployAndLook(fresh('endpoint')) },
  { ability: 'list-endpoints', given, run: () => operations.listEndpoints() },
  { ability: 'see-endpoints', given, run: () => operations.describeEndpoint('endpoint-1') },
  { ability: 'origins', given, run: () => operations.endpointOrigin(arn('endpoint-1')) },
  {
    ability: 'predict',
    given,
    run: () => operations.invokeEndpoint({ endpointName: 'endpoint-1', contentType: 'text/csv', body: '1' }),
  },
  {
    ability: 'delete-endpoints',
    given: made('deleted', deploy),
    run: (endpointName) => operations.deleteEndpoint({ endpointName, alsoModel: true }, fast),
  },
  {
    ability: 'part-use',
    given: async () => {
      for (const endpointName of neighbours)
        await operations.deleteEndpoint({ endpointName, alsoModel: true }, fast);
      neighbours = [fresh('used'), fresh('other')];
      for (const name of neighbours) await deploy(name);
      return neighbours[0];
    },
    run: async (name) => {
      const own = { endpointNames: [name], configs: [name] };
      const isUsed = (kind: 'config' | 'model') => operations.isPartUsed({ kind, name }, own);
      return !(await isUsed('model')) && !(await isUsed('config'));
    },
  },
  {
    ability: 'unclear-answers',
    given,
    faults: ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint', 'CreateTrainingJob'].map(
      (operation) => ({
        name: 'lost after',
        operation,
        times: 1,
      }),
    ),
    run: async () =>
      (await findsCreated(deploy(fresh('endpoint')))) &&
      (await findsCreated(createJob(fresh('job'), 'job-1/data'))),
  },
  {
    ability: 'find-leftovers',
    given,
    run: async () => {
      await operations.listOurModels();
      await operations.listOurConfigs();
    },
  },
  { ability: 'find-roles', given, run: () => operations.listOurRoles() },
  {
    ability: 'delete-role',
    given: made('LinearLearner', createRole),
    run: (name) => operations.deleteRole(name, { pollIntervalMs: 10 }),
  },
  { ability: 'account-alias', given, run: () => operations.accountAlias() },
  {
    ability: 'aws-bill',
    given,
    run: () => operations.sageMakerBill({ fromDay: '2026-12-01', untilDay: '2026-12-02' }),
  },
  { ability: 'list-roles', given, run: () => operations.listExecutionRoles() },
  {
    ability: 'create-role',
    given,
    run: () => createRole(fresh('LinearLearner')),
  },
  { ability: 'repeat-create-role', given: made('LinearLearner', createRole), run: createRole },
  {
    ability: 'check-rights',
    given,
    async run() {
      await operations.lookAtRole('LinearLearnerLocalExecutionRole');
      await operations.simulate(roleArn, { actions: ['s3:GetObject'], resource: `arn:aws:s3:::${bucket}/a` });
    },
  },
  { ability: 'check-quotas', given, run: () => operations.sweepQuotas([]) },
  { ability: 'check-rare-quotas', given, run: () => operations.listInstanceQuotas() },
  {
    ability: 'count-instances',
    given,
    async run() {
      await operations.instancesInUse('training');
      await operations.instancesInUse('hosting');
    },
  },
];

/** Whether an action is allowed on no resource in particular. */
const onAny = (action: string) =>
  operationList().every(({ rights }) => rights[action] === undefined || rights[action].on === 'any');

/** The failure of a probe whose ability is lost for want of a right; undefined when it is not. */
async function lossOf(
  { given: giving, run, faults = [] }: Probe,
  action: string | undefined,
): Promise<unknown> {
  fake.setFaults();
  const name = await giving();
  fake.setFaults(...(action === undefined ? [] : [{ name: 'denied' as const, action }]), ...faults);
  try {
    return (await run(String(name))) === false ? 'not available' : undefined;
  } catch (error) {
    // An endpoint of the fake AWS serves nothing, and its jobs do not end.
    return isFailure(error) && /denied|not-deleted/.test(error.code) ? error : undefined;
  }
}

test(
  'without one right, exactly what the table lists for it is lost, and the message names the right',
  {
    timeout: 120_000,
  },
  async () => {
    const lost: Record<string, Ability[]> = {};
    for (const probe of probes) {
      expect(await lossOf(probe, undefined), probe.ability).toBeUndefined();
      for (const action of new Set(fake.log.flatMap(({ actions }) => actions))) {
        lost[action] ??= [];
        const loss = await lossOf(probe, action);
        if (loss === undefined) continue;
        lost[action].push(probe.ability);
        // Denied deletions are counted, with the reason of the first.
        if (!isFailure(loss) || loss.code === 'objects-not-deleted') continue;
        const { message, remedies } = explain(loss);
        expect(message).toContain(action);
        expect(remedies, action).toContainEqual({
          kind: 'copyStatement',
          action,
          resource: onAny(action) ? '*' : expect.stringMatching(/^arn:aws:/),
        });
      }
    }
    const probed = new Set<Ability>(probes.map(({ ability }) => ability));
    const listed = Object.keys(lost).map((action) => [
      action,
      deniedAbilities(action)
        .filter((ability) => probed.has(ability))
        .toSorted(),
    ]);
    expect(Object.fromEntries(Object.entries(lost).map(([action, own]) => [action, own.toSorted()]))).toEqual(
      Object.fromEntries(listed),
    );
  },
);
