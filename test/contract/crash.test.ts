import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { connectToLocalServer, stopLocalServer } from '../../src/local/launch/launch.ts';
import type { LocalServer } from '../../src/local/launch/launch.ts';
import { seeded } from '../fuzz/random.ts';
import { bucket, etagOf, openLedger, reached, verify } from './crashLedger.ts';
import type { Ledger } from './crashLedger.ts';
import { buildServer } from './serverBundle.ts';

/** `npm run test:fuzz` kills more often, with a seed of its own. */
const killCount = Number(process.env['KILL_COUNT'] ?? 50);
/** A round ends a few milliseconds after this many acknowledged uploads. */
const mostUploads = 12;
const mostExtraMs = 10;
const seed = Number(process.env['PROPERTY_SEED'] ?? 20261124);

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

test(
  `${killCount} kills at random points lose nothing acknowledged and expose nothing half-written`,
  async () => {
    const random = seeded(seed);
    const ledger = openLedger();
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
      await Promise.race([reached(ledger, isReached), work]);
      await pause(random() * mostExtraMs);
      process.kill(server.pid, 'SIGKILL');
      killed.abort();
      await work;
      clients.destroy();
    }
    const clients = aws.createClients(aws.localConnection, await launch());
    await verify(clients, ledger, 'all');
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
  while (!signal.aborted)
    await act().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
}

function uploads(
  clients: aws.AwsClients,
  ledger: Ledger,
  random: () => number,
  round: number,
  abortSignal: AbortSignal,
): Promise<void> {
  const { objects, unread, unsureObjects } = ledger;
  let count = 0;
  return until(abortSignal, async () => {
    const Key = `objects/${round}-${(count += 1)}`;
    const Body = Buffer.alloc(1 + Math.floor(random() ** 3 * 400_000), `${Key} `);
    unsureObjects.set(Key, etagOf(Body));
    await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }), { abortSignal });
    unsureObjects.delete(Key);
    objects.set(Key, etagOf(Body));
    unread.add(Key);
    ledger.uploadCount += 1;
    ledger.events.emit('progress');
  });
}

/** Deletes an object after about every second upload. */
function deletes(
  clients: aws.AwsClients,
  ledger: Ledger,
  random: () => number,
  abortSignal: AbortSignal,
): Promise<void> {
  const { objects, unsureObjects } = ledger;
  return until(abortSignal, async () => {
    await once(ledger.events, 'progress', { signal: abortSignal });
    const keys = [...objects.keys()];
    const Key = keys[Math.floor(random() * keys.length * 2)];
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
  { events, jobs, unsureJobs, completed }: Ledger,
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
      unsureJobs.add(trainingJobName);
      await aws.createTrainingJob(clients, request, { signal });
      jobs.add(trainingJobName);
    }
    const { status } = await aws.describeTrainingJob(clients, trainingJobName, signal);
    if (status === 'Completed') {
      completed.add(trainingJobName);
      events.emit('progress');
      await aborted(signal);
    }
    await pause(10, undefined, { signal });
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
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
