import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sm from '@aws-sdk/client-sagemaker';
import { afterEach, beforeAll, afterAll, beforeEach, expect, test } from 'vitest';
import { connectToLocalServer, openLocalPort, stopLocalServer } from '../../src/local/launch/launch.ts';
import type { LocalServer } from '../../src/local/launch/launch.ts';
import { clientsOf } from './embeddedServer.ts';
import { buildServer } from './serverBundle.ts';
import { describe, endOf, endless, eventually, modelOf, trainingJob, uploadSalary } from './training.ts';

let folder = '';
let serverModulePath = '';
let stateFolder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-take-over-'));
  serverModulePath = await buildServer(folder);
});
beforeEach(async () => {
  stateFolder = await mkdtemp(join(folder, 'state-'));
});
afterEach(() => stopLocalServer(stateFolder));
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const launch = (build: string) => connectToLocalServer({ stateFolder, serverModulePath, build });
const clients = ({ socketPath, accessKeyId, secretAccessKey }: LocalServer) =>
  clientsOf(socketPath, { accessKeyId, secretAccessKey });
/** Resolves with a server of another process than `old`, as a window of `build` gets it. */
const successorOf = (old: LocalServer, build: string) =>
  eventually(async () => {
    const server = await launch(build);
    return server.pid === old.pid ? undefined : server;
  });

test('newer version waits for the running jobs of the older one, which accepts no new ones', async () => {
  const old = await launch('1.9.0');
  const port = await openLocalPort(stateFolder, old);
  const before = clients(old);
  await uploadSalary(before);
  await before.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob('long', endless)));
  await eventually(async () =>
    (await describe(before, 'long')).SecondaryStatus === 'Training' ? true : undefined,
  );

  const [first, second] = await Promise.all([launch('1.10.0'), launch('1.10.0')]);
  expect([first.pid, second.pid]).toEqual([old.pid, old.pid]);
  expect((await launch('1.9.0')).pid).toBe(old.pid);
  expect((await describe(before, 'long')).TrainingJobStatus).toBe('InProgress');
  await expect(
    before.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob('refused'))),
  ).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    message: expect.stringContaining('accepts no new jobs'),
  });

  await before.sagemaker.send(new sm.StopTrainingJobCommand({ TrainingJobName: 'long' }));
  const server = await successorOf(old, '1.10.0');
  const after = clients(server);
  const job = await describe(after, 'long');
  expect(job.TrainingJobStatus).toBe('Stopped');
  expect((await modelOf(after, job)).weights[0]).toBeGreaterThan(0);
  await after.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob('next', { epochs: '2' })));
  expect((await endOf(after, 'next')).TrainingJobStatus).toBe('Completed');
  // The older window shares it, and other tools find it where they found the one before.
  expect((await launch('1.9.0')).pid).toBe(server.pid);
  expect((await fetch(port)).status).toBe(403);
  before.destroy();
  after.destroy();
});

test('closing the window while a newer server waits changes nothing', async () => {
  const old = await launch('1');
  const before = clients(old);
  await uploadSalary(before);
  await before.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob('long', endless)));
  expect((await launch('2')).pid).toBe(old.pid);
  await before.sagemaker.send(new sm.StopTrainingJobCommand({ TrainingJobName: 'long' }));
  const server = await successorOf(old, '3');
  const after = clients(server);
  expect((await describe(after, 'long')).TrainingJobStatus).toBe('Stopped');
  before.destroy();
  after.destroy();
});

test('older version shares a newer server, and an older server without jobs is replaced at once', async () => {
  const newer = await launch('2.0.0');
  expect((await launch('1.0.0')).pid).toBe(newer.pid);
  expect((await launch('2.0.0')).pid).toBe(newer.pid);
  expect((await launch('2.0.1')).pid).not.toBe(newer.pid);
});
