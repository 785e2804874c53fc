import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as s3 from '@aws-sdk/client-s3';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { CreateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeArtifact } from '../../src/learner/artifact/artifact.ts';
import { factsFor } from '../../src/learner/artifact/artifact.testing.ts';
import { openInferencePool } from '../../src/local/inference/pool.ts';
import { bytesOfRequest, signed } from '../fuzz/wire.ts';
import { startEmbeddedServer } from './embeddedServer.ts';
import { buildJob } from './serverBundle.ts';
import { createConfig, deploy, settled } from './serving.ts';

const featureCount = 10_000;
const weights = Float32Array.from({ length: featureCount }, (_, index) => index);

type Server = Awaited<ReturnType<typeof startEmbeddedServer>>;
let server: Server;
beforeAll(async () => {
  server = await openServer({ timeoutMs: 60_000, unreadMs: 60_000, maxWaiting: 20 });
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

/** A server that answers one invocation at a time, with an endpoint of many features and one of one. */
async function openServer(limits: {
  readonly timeoutMs: number;
  readonly unreadMs: number;
  readonly maxWaiting: number;
}): Promise<Server> {
  const opened = await startEmbeddedServer({ inferenceLimits: { ...limits, processCount: 1, heapMb: 128 } });
  await opened.s3.send(new s3.CreateBucketCommand({ Bucket: 'models' }));
  const models = { wide: { weights, bias: 0.5 }, narrow: { weights: Float32Array.of(2), bias: 0 } };
  for (const [Key, model] of Object.entries(models)) {
    const regressor = { predictorType: 'regressor', ...model } as const;
    const Body = await writeArtifact(regressor, factsFor(regressor));
    await opened.s3.send(new s3.PutObjectCommand({ Bucket: 'models', Key, Body }));
    await deploy(opened, Key, `s3://models/${Key}`);
  }
  return opened;
}

async function ask(
  EndpointName: string,
  ContentType: string,
  Body: string | Uint8Array,
  { runtime } = server,
): Promise<number[]> {
  const answer = await runtime.send(new InvokeEndpointCommand({ EndpointName, ContentType, Body }));
  const { predictions }: { predictions: { score: number }[] } = JSON.parse(answer.Body.transformToString());
  return predictions.map(({ score }) => score);
}

const sparse = (key: number) =>
  `{"data":{"features":{"keys":[${key}],"shape":[${featureCount}],"values":[2]}}}\n`;

test('sparse rows of many features are scored without expanding all of them at once', async () => {
  const keys = Array.from({ length: 10_000 }, (_, row) => (row * 37) % featureCount);
  expect(await ask('wide', 'application/jsonlines', keys.map(sparse).join(''))).toEqual(
    keys.map((key) => 2 * key + 0.5),
  );
});

test('out-of-memory request fails with ModelError while others succeed', async () => {
  const nested = `{"instances":${'['.repeat(3_000_000)}`;
  const [failed, answered] = await Promise.allSettled([
    ask('narrow', 'application/json', nested),
    ask('narrow', 'text/csv', '21'),
  ]);
  expect(failed).toMatchObject({ reason: { name: 'ModelError', OriginalStatusCode: expect.any(Number) } });
  expect(answered).toMatchObject({ value: [42] });
  expect(await ask('narrow', 'text/csv', '4')).toEqual([8]);
});

/** A request whose answer is far longer than a connection holds, and a client that does not read it. */
async function openUnreadAnswer(opened: Server) {
  const request = {
    method: 'POST',
    path: '/endpoints/narrow/invocations',
    query: [],
    headers: { 'content-type': 'text/csv' },
    body: Buffer.from('1\n'.repeat(3_000_000)),
  };
  const socket = connect(opened.socketPath);
  socket.on('error', () => undefined);
  socket.write(bytesOfRequest(signed(request, opened.client.credentials, 'sagemaker')));
  await new Promise((resolve) => socket.once('readable', resolve));
  return socket;
}

test('invocations beyond the queue limit get 503, queued ones are answered once a process is free', async () => {
  const unread = await openUnreadAnswer(server);
  const refusals: unknown[] = [];
  const all = Array.from({ length: 40 }, (_, row) =>
    ask('narrow', 'text/csv', String(row)).catch((error: unknown) => void refusals.push(error)),
  );
  await expect.poll(() => refusals.length, { timeout: 15_000 }).toBe(20);
  for (const refusal of refusals)
    expect(refusal).toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
  await server.s3.send(new s3.ListBucketsCommand({}));
  unread.destroy();
  const answers = await Promise.all(all);
  expect(answers.flatMap((scores) => scores ?? [])).toHaveLength(20);
});

test.each([
  ['the timeout', { timeoutMs: 5000, unreadMs: 60_000 }],
  ['another request has waited for a while', { timeoutMs: 60_000, unreadMs: 100 }],
])('client that does not read its response blocks a process only until %s', async (_, limits) => {
  const impatient = await openServer({ ...limits, maxWaiting: 20 });
  try {
    const unread = await openUnreadAnswer(impatient);
    expect(await ask('narrow', 'text/csv', '3', impatient)).toEqual([6]);
    unread.destroy();
  } finally {
    await impatient.stop();
  }
});

test('concurrent large invocations are all answered without blocking other requests', async () => {
  const body = Buffer.from('1\n'.repeat(1_000_000));
  const all = Array.from({ length: 6 }, () => ask('narrow', 'text/csv', body));
  await server.s3.send(new s3.ListBucketsCommand({}));
  for (const scores of await Promise.all(all)) expect(scores).toHaveLength(1_000_000);
});

test('small invocation waits for one of the large ones before it at most', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-pool-'));
  const pool = openInferencePool(await buildJob(folder), { processCount: 1 });
  try {
    const path = join(folder, 'model.tar.gz');
    const model = { predictorType: 'regressor', weights: Float32Array.of(2), bias: 0 } as const;
    await writeFile(path, await writeArtifact(model, factsFor(model)));
    const order: string[] = [];
    const invoke = async (name: string, body: Buffer) => {
      const answer = await pool.invoke({ path, body, contentType: 'text/csv', accept: '' });
      expect(answer.kind).toBe('answered');
      order.push(name);
    };
    const large = Buffer.from('1\n'.repeat(50_000));
    const all = Array.from({ length: 4 }, () => invoke('large', large));
    await Promise.all([...all, invoke('small', Buffer.from('1'))]);
    expect(order).toEqual(['large', 'small', 'large', 'large', 'large']);
  } finally {
    pool.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
});

test('process that cannot be started fails its request at once', async () => {
  const { execPath } = process;
  const pool = openInferencePool('job.mjs', { processCount: 1 });
  try {
    process.execPath = join(tmpdir(), 'there is no node here');
    await expect(pool.ping('model.tar.gz')).rejects.toThrow('its process ended');
    await expect(pool.ping('model.tar.gz')).rejects.toThrow('its process ended');
  } finally {
    process.execPath = execPath;
    pool.dispose();
  }
});

test('gzip bomb as an artifact fails only its own endpoint', async () => {
  const Body = gzipSync(new Uint8Array(600 * 1024 * 1024), { level: 1 });
  await server.s3.send(new s3.PutObjectCommand({ Bucket: 'models', Key: 'bomb', Body }));
  await createConfig(server, 'bomb', 's3://models/bomb');
  await server.sagemaker.send(
    new CreateEndpointCommand({ EndpointName: 'bomb', EndpointConfigName: 'bomb' }),
  );
  expect(await settled(server, 'bomb')).toMatchObject({
    EndpointStatus: 'Failed',
    FailureReason: expect.stringMatching(/unpacks to more than \d+ bytes/),
  });
  expect(await ask('narrow', 'text/csv', '1')).toEqual([2]);
});
