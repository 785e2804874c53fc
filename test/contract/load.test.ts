import { connect } from 'node:net';
import * as s3 from '@aws-sdk/client-s3';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeArtifact } from '../../src/learner/artifact/artifact.ts';
import { factsFor } from '../../src/learner/artifact/artifact.testing.ts';
import { openPermits } from '../../src/local/permits/permits.ts';
import { below, seeded } from '../fuzz/random.ts';
import { bytesOfRequest, exchange, hangUp, signed } from '../fuzz/wire.ts';
import { startEmbeddedServer } from './embeddedServer.ts';
import { deploy } from './serving.ts';
import { bucket, describe, putObject, train, trainingJob, uploadSalary } from './training.ts';

const megabyte = 1024 * 1024;

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  const inferenceLimits = { processCount: 1, timeoutMs: 120_000, unreadMs: 120_000 };
  server = await startEmbeddedServer({ inferenceLimits, bodyLimits: { large: openPermits(megabyte) } });
  await uploadSalary(server);
  await train(server, trainingJob('done'));
  const model = { predictorType: 'regressor', weights: Float32Array.of(2), bias: 0 } as const;
  await putObject(server, 'model.tar.gz', await writeArtifact(model, factsFor(model)));
  await deploy(server, 'endpoint', `s3://${bucket}/model.tar.gz`);
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const invocation = (body: string) =>
  bytesOfRequest(
    signed(
      {
        method: 'POST',
        path: '/endpoints/endpoint/invocations',
        query: [],
        headers: { 'content-type': 'text/csv' },
        body: Buffer.from(body),
      },
      server.client.credentials,
      'sagemaker',
    ),
  );
const rows = (count: number) => '21\n'.repeat(count);
const invoke = async (count: number) => {
  const Body = rows(count);
  const command = new InvokeEndpointCommand({ EndpointName: 'endpoint', ContentType: 'text/csv', Body });
  const answer = await server.runtime.send(command);
  return answer.Body.transformToString();
};

/** Keeps the only inference process busy with an unread response until the returned function is called. */
async function holdInference(): Promise<() => void> {
  const socket = connect(server.socketPath);
  socket.on('error', () => undefined);
  // The response is far larger than the socket buffers.
  socket.write(invocation(rows(300_000)));
  await new Promise((resolve) => socket.once('readable', resolve));
  return () => socket.destroy();
}

test('other clients are served during many large invocations, and all invocations succeed', async () => {
  const letGo = await holdInference();
  let answered = 0;
  const large = Array.from({ length: 12 }, async () => {
    const answer = await invoke(70_000);
    answered += 1;
    return answer.length;
  });
  // More bytes in total than the memory for bodies, so that some requests wait unread.
  for (let round = 0; round < 20; round += 1) {
    expect((await describe(server, 'done')).TrainingJobStatus).toBe('Completed');
    const list = new s3.ListObjectsV2Command({ Bucket: bucket });
    expect((await server.s3.send(list)).KeyCount).toBeGreaterThan(0);
  }
  expect(answered).toBe(0);
  letGo();
  const lengths = await Promise.all(large);
  expect(new Set(lengths).size).toBe(1);
});

test('client that disconnects while sending a large body, or waiting to, releases its memory permits', async () => {
  const random = seeded(20_261_130);
  const whole = invocation(rows(150_000));
  const address = server.socketPath;
  for (let round = 0; round < 10; round += 1) {
    const cuts = Array.from({ length: 8 }, () => below(random, whole.length));
    await Promise.all(cuts.map((cut) => hangUp(address, whole.subarray(0, cut), false)));
  }
  const port = Number(new URL(await server.openPort()).port);
  for (let round = 0; round < 10; round += 1) {
    const cuts = Array.from({ length: 8 }, () => below(random, whole.length));
    await Promise.all(cuts.map((cut) => hangUp(port, whole.subarray(0, cut), true)));
  }
  // Takes all the room there is.
  const all = invocation(rows(Math.floor(megabyte / 3)));
  expect(await exchange(address, all, { isCut: false, timeoutMs: 60_000 })).toMatchObject({ status: 200 });
});

test('queued invocation whose client disconnects leaves the queue and releases its memory permits', async () => {
  const letGo = await holdInference();
  // The room that is left is for one at a time.
  const whole = invocation(rows(30_000));
  for (let round = 0; round < 10; round += 1) await hangUp(server.socketPath, whole, false);
  const elsewhere = bytesOfRequest(
    signed(
      {
        method: 'POST',
        path: '/endpoints/missing/invocations',
        query: [],
        headers: { 'content-type': 'text/csv' },
        body: Buffer.from(rows(30_000)),
      },
      server.client.credentials,
      'sagemaker',
    ),
  );
  expect(await exchange(server.socketPath, elsewhere, { isCut: false, timeoutMs: 50_000 })).toMatchObject({
    head: expect.stringContaining('Endpoint missing of account'),
  });
  letGo();
});

test('client that stops sending times out and releases its memory permits', async () => {
  const impatient = await startEmbeddedServer({
    bodyLimits: { large: openPermits(megabyte), idleMs: 200 },
  });
  try {
    const send = (bytes: Buffer) =>
      exchange(impatient.socketPath, bytes, { isCut: false, timeoutMs: 60_000 });
    const body = Buffer.alloc(900_000);
    const put = signed(
      { method: 'PUT', path: '/tables/a', query: [], headers: {}, body },
      impatient.client.credentials,
      's3',
    );
    await impatient.s3.send(new s3.CreateBucketCommand({ Bucket: 'tables' }));
    const whole = invocation(rows(300_000));
    const [upload, first, ...others] = await Promise.all([
      send(bytesOfRequest(put).subarray(0, 500_000)),
      send(whole.subarray(0, 500_000)),
      send(whole),
      send(whole),
    ]);
    for (const stopped of [upload, first]) {
      expect(stopped).toMatchObject({ status: 400, head: expect.stringContaining('RequestTimeout') });
      expect(stopped).toMatchObject({ head: expect.stringMatching(/connection: close/i) });
    }
    // There is no endpoint here, as the server finds out once it has read the body.
    for (const other of others)
      expect(other).toMatchObject({ head: expect.stringContaining('Endpoint endpoint of account') });
    expect(impatient.errors).toEqual([]);
  } finally {
    await impatient.stop();
  }
});
