// Runs the product's AWS flow against moto: upload, train, list, deploy, delete. moto fakes training and inference.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as aws from '../../../src/aws/index.ts';
import { deleterRole } from '../../../src/aws/policies/deleterRole.ts';
import { newEndpointName, newJobName } from '../../../src/aws/names.ts';

const [endpointUrl] = process.argv.slice(2);
assert(endpointUrl !== undefined, 'usage: flow.mjs ENDPOINT_URL');
const clients = aws.createClients({ kind: 'custom', endpointUrl });
const folder = await mkdtemp(join(tmpdir(), 'moto-flow-'));
const pollIntervalMs = 50;
try {
  const { accountId } = await aws.whoAmI(clients);
  const roleArn = `arn:aws:iam::${accountId}:role/linear-learner`;
  const imageUri = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';
  const bucket = aws.defaultBucketName(clients.region, accountId);
  await upload(bucket);
  const job = await train(bucket, roleArn, imageUri);
  await deployAndDelete(job, roleArn);
  await schedules(accountId);
} finally {
  clients.destroy();
  await rm(folder, { recursive: true, force: true });
}

/** moto keeps schedules, and runs none. */
async function schedules(accountId: string): Promise<void> {
  const operations = aws.bindOperations(clients);
  const role = deleterRole({ region: clients.region, accountId });
  const { arn: roleArn } = await operations.ensureDeleterRole(role);
  assert.deepEqual(await operations.ensureDeleterRole(role), { arn: roleArn, isNew: false });
  await operations.ensureScheduleGroup();
  await operations.ensureScheduleGroup();
  const endpointName = newEndpointName('leased');
  const dueAtMs = (Math.floor(Date.now() / 1000) + 3600) * 1000;
  const armed = { endpointName, dueAtMs, roleArn, attempt: 'first' };
  const schedule = { name: endpointName, group: 'linear-learner', dueAtMs };
  assert.deepEqual(await operations.armSchedule(armed), schedule);
  const found = { ...schedule, roleName: role.roleName };
  assert.deepEqual(await operations.findSchedule(endpointName), found);
  const later = dueAtMs + 3_600_000;
  await operations.moveSchedule(endpointName, later);
  assert.deepEqual(await operations.findSchedule(endpointName), { ...found, dueAtMs: later });
  assert.deepEqual(await operations.listSchedules(), [endpointName]);
  await operations.removeSchedule(endpointName);
  await operations.removeSchedule(endpointName);
  assert.equal(await operations.findSchedule(endpointName), undefined);
  const counted = await operations.invocationsSince([{ endpointName, variantNames: ['AllTraffic'] }], {
    sinceMs: Date.now() - 3_600_000,
  });
  assert.deepEqual(counted.get(endpointName), { kind: 'no-data' });
}

async function upload(bucket: string): Promise<void> {
  const { accountId } = await aws.whoAmI(clients);
  assert.equal((await aws.ensureBucket(clients, bucket, { accountId })).created?.isPublicAccessBlocked, true);
  assert.equal((await aws.ensureBucket(clients, bucket, { accountId })).created, undefined);
  assert((await aws.listBuckets(clients)).some(({ name }) => name === bucket));
  const path = join(folder, 'linear-train-data');
  const bytes = Buffer.alloc(11 * 2 ** 20, 'salary'); // large enough for a multipart upload
  await writeFile(path, bytes);
  const key = 'linear-learner/train/linear-train-data';
  const seen: number[] = [];
  await aws.uploadFiles(clients, [{ path, bucket, key }], {
    onProgress: ({ sentBytes }) => seen.push(sentBytes),
  });
  assert.equal(seen.at(-1), bytes.length);
  const page = await aws.listObjects(clients, { bucket, prefix: 'linear-learner/' });
  assert.deepEqual(page.prefixes, ['linear-learner/train/']);
  await aws.downloadObject(clients, { bucket, key }, join(folder, 'back'));
  assert(bytes.equals(await readFile(join(folder, 'back'))));
}

async function train(bucket: string, roleArn: string, imageUri: string): Promise<aws.TrainingJobDetails> {
  const trainingJobName = newJobName(new Date());
  await aws.createTrainingJob(clients, {
    trainingJobName,
    roleArn,
    imageUri,
    hyperparameters: { feature_dim: '1', predictor_type: 'regressor', mini_batch_size: '5' },
    channels: [{ name: 'train', s3Uri: `s3://${bucket}/linear-learner/train`, contentType: undefined }],
    outputS3Uri: `s3://${bucket}/linear-learner/output`,
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    maxRuntimeSeconds: 3600,
    experiment: 'salary.linear.json',
  });
  for await (const { details } of aws.followTrainingJob(clients, trainingJobName, { pollIntervalMs })) {
    assert.equal(details.trainingJobName, trainingJobName);
  }
  const { jobs } = await aws.listTrainingJobs(clients);
  assert(jobs.some((job) => job.trainingJobName === trainingJobName));
  const details = await aws.describeTrainingJob(clients, trainingJobName);
  assert.equal(details.status, 'Completed');
  return details;
}

async function deployAndDelete(job: aws.TrainingJobDetails, roleArn: string): Promise<void> {
  const endpointName = newEndpointName('salary');
  let announced = 0;
  await aws.deploy(
    clients,
    {
      endpointName,
      imageUri: job.imageUri,
      modelS3Uri: job.modelS3Uri ?? `${job.outputS3Uri}/${job.trainingJobName}/output/model.tar.gz`,
      roleArn,
      instanceType: 'ml.m4.xlarge',
      instanceCount: 1,
      origin: { trainingJobName: job.trainingJobName },
    },
    { onWillCreate: async () => void (announced += 1) },
  );
  assert.equal(announced, 1);
  await aws.waitInService(clients, endpointName, { pollIntervalMs });
  const endpoint = await aws.describeEndpoint(clients, endpointName);
  assert.equal(endpoint?.origin.trainingJobName, job.trainingJobName);
  assert.equal(endpoint.instanceType, 'ml.m4.xlarge');
  for (const attempt of ['first', 'again']) {
    await aws.deleteEndpoint(clients, { endpointName, alsoModel: true }, { pollIntervalMs });
    assert.equal(await aws.describeEndpoint(clients, endpointName), undefined, attempt);
  }
  assert.deepEqual(await aws.listEndpoints(clients), []);
}
