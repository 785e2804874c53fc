import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { connectToLocalServer, stopLocalServer } from '../../src/local/launch/launch.ts';
import type { LocalServer } from '../../src/local/launch/launch.ts';
import { seeded } from '../fuzz/random.ts';
import { buildServer } from './serverBundle.ts';

/** `npm run test:fuzz` kills more often, with a seed of its own. */
const killCount = Number(process.env['KILL_COUNT'] ?? 50);
/** A round ends a few milliseconds after this many acknowledged uploads. */
const mostUploads = 12;
const mostExtraMs = 10;
const seed = Number(process.env['PROPERTY_SEED'] ?? 20261124);
const bucket = 'crash-bucket';

let folder = '';
let serverModulePath = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-crash-'));
  serverModulePath = await buildServer(folder);
});
afterAll(async () => {
  await stopLocalServer(join(folder, 'state'));
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** What the server has acknowledged, and requests without a response. */
interface Ledger {
  uploadCount: number;
  readonly objects: Map<string, string>;
  readonly unsureObjects: Map<string, string | undefined>;
  readonly jobs: Set<string>;
  readonly completed: Set<string>;
  readonly endpoints: Set<string>;
  readonly unsureEndpoints: Set<string>;
}

test(
  `${killCount} kills at random points lose nothing acknowledged and expose nothing half-written`,
  async () => {
    const random = seeded(seed);
    const ledger: Ledger = {
      uploadCount: 0,
      objects: new Map(),
      unsureObjects: new Map(),
      jobs: new Set(),
      completed: new Set(),
      endpoints: new Set(),
      unsureEndpoints: new Set(),
    };
    for (let round = 0; round < killCount; round += 1) {
      const server = await launch();
      const clients = aws.createClients(aws.localConnection, server);
      if (round === 0) await prepare(clients);
      else await verify(clients, ledger);
      const killed = new AbortController();
      const work = Promise.all([
        uploads(clients, ledger, random, round, killed.signal),
        deletes(clients, ledger, random, killed.signal),
        trains(clients, server, ledger, round, killed.signal),
        endpoints(clients, server, ledger, round, killed.signal),
      ]);
      const wanted = ledger.uploadCount + 1 + Math.floor(random() * mostUploads);
      const isReached = () =>
        ledger.uploadCount >= wanted && (round % 5 > 0 || ledger.completed.has(`job-${round}`));
      while (!isReached()) await pause(1);
      await pause(random() * mostExtraMs);
      process.kill(server.pid, 'SIGKILL');
      killed.abort();
      await work;
      clients.destroy();
    }
    const clients = aws.createClients(aws.localConnection, await launch());
    await verify(clients, ledger);
    clients.destroy();
    expect(ledger.uploadCount).toBeGreaterThanOrEqual(killCount);
    expect(ledger.completed.size).toBeGreaterThanOrEqual(killCount / 5);
  },
  killCount * 6000,
);

const launch = () =>
  connectToLocalServer({ stateFolder: join(folder, 'state'), serverModulePath, build: '1' });

async function prepare(clients: aws.AwsClients): Promise<void> {
  await aws.ensureBucket(clients, bucket, { accountId: '111122223333' });
  const table = await readFile(join(import.meta.dirname, '../../examples/salary.csv'), 'utf8');
  const rows = table.trim().split(/\r?\n/).slice(1);
  const Body = rows.map((row) => row.split(',').toReversed().join(',')).join('\n');
  await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'train/rows.csv', Body }));
}

/** Runs until the kill; a request that fails then was not acknowledged. */
async function until(signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await act();
    } catch (error) {
      if (!signal.aborted && !isConnectionLoss(error)) throw error;
      if (!signal.aborted) await pause(5);
    }
  }
}

const isConnectionLoss = (error: unknown) =>
  /ECONNRE|EPIPE|ENOENT|socket|gone|reset/i.test(
    error instanceof Error ? `${error.name} ${error.message}` : '',
  );

function uploads(
  clients: aws.AwsClients,
  ledger: Ledger,
  random: () => number,
  round: number,
  abortSignal: AbortSignal,
): Promise<void> {
  const { objects, unsureObjects } = ledger;
  let count = 0;
  return until(abortSignal, async () => {
    const Key = `objects/${round}-${(count += 1)}`;
    const Body = Buffer.alloc(1 + Math.floor(random() ** 3 * 400_000), `${Key} `);
    unsureObjects.set(Key, digest(Body));
    await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }), { abortSignal });
    unsureObjects.delete(Key);
    objects.set(Key, digest(Body));
    ledger.uploadCount += 1;
  });
}

function deletes(
  clients: aws.AwsClients,
  { objects, unsureObjects }: Ledger,
  random: () => number,
  abortSignal: AbortSignal,
): Promise<void> {
  return until(abortSignal, async () => {
    await pause(20, undefined, { signal: abortSignal });
    const keys = [...objects.keys()];
    const Key = keys[Math.floor(random() * keys.length)];
    if (Key === undefined) return;
    const before = objects.get(Key);
    objects.delete(Key);
    unsureObjects.set(Key, before);
    await clients.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }), { abortSignal });
    unsureObjects.delete(Key);
  });
}

const imageUri = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';

async function trains(
  clients: aws.AwsClients,
  { roleArn }: LocalServer,
  { jobs, completed }: Ledger,
  round: number,
  signal: AbortSignal,
): Promise<void> {
  const trainingJobName = `job-${round}`;
  await until(signal, async () => {
    if (!jobs.has(trainingJobName)) {
      const request = {
        trainingJobName,
        roleArn,
        imageUri,
        hyperparameters: { predictor_type: 'regressor', mini_batch_size: '5', epochs: '2' },
        channels: [{ name: 'train', s3Uri: `s3://${bucket}/train`, contentType: 'text/csv' }],
        outputS3Uri: `s3://${bucket}/output`,
        instanceType: 'ml.m5.large',
        instanceCount: 1,
        maxRuntimeSeconds: 3600,
        experiment: 'crash.linear.json',
      };
      await aws.createTrainingJob(clients, request, { signal });
      jobs.add(trainingJobName);
    }
    const { status } = await aws.describeTrainingJob(clients, trainingJobName, signal);
    if (status === 'Completed') completed.add(trainingJobName);
    await pause(10, undefined, { signal });
  });
}

async function endpoints(
  clients: aws.AwsClients,
  { roleArn }: LocalServer,
  ledger: Ledger,
  round: number,
  signal: AbortSignal,
): Promise<void> {
  const [model] = ledger.completed;
  if (model === undefined) return;
  let count = 0;
  await until(signal, async () => {
    const endpointName = `endpoint-${round}-${(count += 1)}`;
    const modelS3Uri = `s3://${bucket}/output/${model}/output/model.tar.gz`;
    ledger.unsureEndpoints.add(endpointName);
    const request = {
      endpointName,
      imageUri,
      modelS3Uri,
      roleArn,
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      origin: {},
    };
    await aws.deploy(clients, request, { signal });
    ledger.unsureEndpoints.delete(endpointName);
    ledger.endpoints.add(endpointName);
    if (count % 2 === 0) return;
    ledger.endpoints.delete(endpointName);
    ledger.unsureEndpoints.add(endpointName);
    await aws.deleteEndpoint(clients, { endpointName, alsoModel: true }, { signal, pollIntervalMs: 5 });
    ledger.unsureEndpoints.delete(endpointName);
  });
}

async function verify(clients: aws.AwsClients, ledger: Ledger): Promise<void> {
  await verifyObjects(clients, ledger);
  for (const name of ledger.completed) {
    expect((await aws.describeTrainingJob(clients, name)).status).toBe('Completed');
    const key = `output/${name}/output/model.tar.gz`;
    expect(await aws.objectExists(clients, { bucket, key })).toBe(true);
  }
  for (const name of ledger.jobs) {
    const { status, failureReason } = await aws.describeTrainingJob(clients, name);
    expect(['Completed', 'Failed']).toContain(status);
    if (status === 'Failed') expect(failureReason).toMatch(/server ended/);
    else ledger.completed.add(name);
  }
  const live = new Set((await aws.listEndpoints(clients)).map(({ endpointName }) => endpointName));
  for (const name of ledger.endpoints) expect(live).toContain(name);
  for (const name of live) expect(ledger.endpoints.has(name) || ledger.unsureEndpoints.has(name)).toBe(true);
}

/** Acknowledged objects are complete; unacknowledged ones are complete or absent; there are no other keys. */
async function verifyObjects(clients: aws.AwsClients, { objects, unsureObjects }: Ledger): Promise<void> {
  const keys = new Set<string>();
  let nextToken: string | undefined;
  do {
    const page = await aws.listObjects(clients, {
      bucket,
      prefix: 'objects/',
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    for (const { key } of page.objects) keys.add(key);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  for (const key of objects.keys()) expect(keys).toContain(key);
  for (const key of keys) {
    const expected = objects.get(key) ?? unsureObjects.get(key);
    expect(expected, `${key} was never requested`).toBeDefined();
    if (unsureObjects.has(key) || Math.abs(hashOf(key)) % 10 === 0)
      expect(await digestOf(clients, key), key).toBe(expected);
  }
  for (const [key, expected] of unsureObjects)
    if (keys.has(key) && expected !== undefined) objects.set(key, expected);
  unsureObjects.clear();
}

async function digestOf(clients: aws.AwsClients, Key: string): Promise<string> {
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
  return digest(Buffer.from((await Body?.transformToByteArray()) ?? []));
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const hashOf = (text: string) => createHash('sha256').update(text).digest().readInt32BE();
