// Puts the embedded server under load, and measures beside it how long another client waits and how much memory is held; prints the
// figures of each load. Arguments: the server's module and a scratch folder. Reads memory from /proc: Linux only.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import * as sm from '@aws-sdk/client-sagemaker';
import { writeArtifact } from '../src/learner/artifact/artifact.ts';
import { factsFor } from '../src/learner/artifact/artifact.testing.ts';
import { clientsOf } from '../test/contract/embeddedServer.ts';
import type { Clients } from '../test/contract/embeddedServer.ts';
import { deploy } from '../test/contract/serving.ts';
import { bucket, endOf, putObject, train, trainingJob, uploadSalary } from '../test/contract/training.ts';
import { signed } from '../test/fuzz/wire.ts';
import type { RawRequest } from '../test/fuzz/wire.ts';
import { credentials, s3Request, send, startServer, stopServer } from './serverProcess.ts';
import { watch } from './watch.ts';
import type { Started } from './serverProcess.ts';
import type { Watched, WatchOptions } from './watch.ts';

const featureCount = 10;
const watchedJob = 'watched';

/** Number of responses by status; 0 counts broken connections. */
type Statuses = Record<number, number>;

async function main(): Promise<void> {
  const [serverModule = '', scratch = ''] = process.argv.slice(2);
  const folder = join(scratch, 'load-state');
  const server = await startServer(serverModule, folder);
  try {
    const results = await measure(server);
    writeFileSync(1, `${JSON.stringify({ results })}\n`);
  } finally {
    await stopServer(server);
    rmSync(folder, { recursive: true });
  }
}

type Result = Watched & { readonly seconds: number; readonly statuses: Statuses };

async function measure({ port, child }: Started): Promise<Record<string, Result>> {
  const clients = clientsOf(`http://127.0.0.1:${port}`, credentials);
  await prepare(clients);
  const options = { port, pid: child.pid ?? 0, trainingJobName: watchedJob, bucket };
  const thread = new Worker(new URL(import.meta.url), { workerData: options satisfies WatchOptions });
  const seen = async (): Promise<Watched> => {
    thread.postMessage('');
    const [found] = await once(thread, 'message');
    return found;
  };
  const results: Record<string, Result> = {};
  for (const [name, load] of Object.entries(loads)) {
    await new Promise((resolve) => setTimeout(resolve, 500)); // Let the work of the previous load finish.
    await seen();
    const began = performance.now();
    const statuses = await load(port, clients);
    const seconds = (performance.now() - began) / 1000;
    results[name] = { ...(await seen()), seconds, statuses };
  }
  await thread.terminate();
  clients.destroy();
  return results;
}

async function prepare(clients: Clients): Promise<void> {
  await uploadSalary(clients);
  await train(clients, trainingJob(watchedJob));
  const weights = Float32Array.from({ length: featureCount }, (_, index) => index);
  const model = { predictorType: 'regressor', weights, bias: 1 } as const;
  await putObject(clients, 'model.tar.gz', await writeArtifact(model, factsFor(model)));
  await deploy(clients, 'endpoint', `s3://${bucket}/model.tar.gz`);
}

const row = Array.from({ length: featureCount }, (_, index) => `0.12${index}`).join(',');

let large: Buffer | undefined;
const largeBody = () => (large ??= Buffer.from(`${row}\n`.repeat(4_800_000 / (row.length + 1))));

const loads: Readonly<Record<string, (port: number, clients: Clients) => Promise<Statuses>>> = {
  'idle, for a second': async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return {};
  },
  '20 invocations of 4.8 MB at once': (port) => atOnce(port, 20, 20, () => invocation(largeBody())),
  '100 invocations of 4.8 MB at once': (port) => atOnce(port, 100, 100, () => invocation(largeBody())),
  '2000 invocations by 100 clients': (port) => atOnce(port, 100, 2000, () => invocation(Buffer.from(row))),
  '50 training jobs at once': async (_, clients) => {
    const statuses: Statuses = {};
    const ends = Array.from({ length: 50 }, async (_job, index) => {
      const name = `job-${index}`;
      const made = await clients.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob(name)));
      count(statuses, made.$metadata.httpStatusCode ?? 0);
      const { TrainingJobStatus } = await endOf(clients, name);
      if (TrainingJobStatus !== 'Completed') throw new Error(`${name} is ${TrainingJobStatus}`);
    });
    await Promise.all(ends);
    return statuses;
  },
  '10 Puts of 64 MB at once': (port) => {
    const body = Buffer.alloc(64 * 1024 * 1024, 'x');
    const hash = createHash('sha256').update(body).digest('hex');
    return atOnce(port, 10, 10, (index) => s3Request(`/${bucket}/large-${index}`, [], body, hash));
  },
};

const invocation = (body: Buffer): RawRequest =>
  signed(
    {
      method: 'POST',
      path: '/endpoints/endpoint/invocations',
      query: [],
      headers: { 'content-type': 'text/csv' },
      body,
    },
    credentials,
    'sagemaker',
  );

/** Sends requests from as many clients, each with one request in flight. */
async function atOnce(
  port: number,
  clientCount: number,
  requestCount: number,
  make: (index: number) => RawRequest,
): Promise<Statuses> {
  const statuses: Statuses = {};
  const agent = new Agent({ keepAlive: true });
  let next = 0;
  const client = async () => {
    for (let index = next; index < requestCount; index = next) {
      next += 1;
      const sent = await send({ port, agent }, make(index)).catch(() => undefined);
      count(statuses, sent?.status ?? 0);
    }
  };
  await Promise.all(Array.from({ length: clientCount }, client));
  agent.destroy();
  return statuses;
}

function count(statuses: Statuses, status: number): void {
  statuses[status] = (statuses[status] ?? 0) + 1;
}

if (isMainThread) await main();
// SAFETY: this very module starts the thread, with WatchOptions.
else watch(workerData as WatchOptions);
