import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import * as sm from '@aws-sdk/client-sagemaker';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectToLocalServer, stopLocalServer } from '../../src/local/launch/launch.ts';
import { clientsOf } from './embeddedServer.ts';
import type { Clients } from './embeddedServer.ts';
import { canMount, makeImage, mount, unmount } from './mountedDisk.ts';
import { buildServer } from './serverBundle.ts';
import { bucket, describe, endOf, endless, eventually, trainingJob, uploadSalary } from './training.ts';

const diskBytes = 160 * 1024 * 1024;
let folder = '';
let serverModulePath = '';
let disk = '';
let clients: Clients | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-full-disk-'));
  serverModulePath = await buildServer(folder);
});
beforeEach(async () => {
  if (!canMount) return;
  disk = await mkdtemp(join(folder, 'disk-'));
  const image = `${disk}.image`;
  await makeImage(image, diskBytes);
  mount(image, disk);
});
afterEach(async () => {
  clients?.destroy();
  clients = undefined;
  if (!canMount) return;
  try {
    await stopLocalServer(state());
  } finally {
    unmount(disk);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const state = () => join(disk, 'state');
async function launch() {
  const server = await connectToLocalServer({ stateFolder: state(), serverModulePath, build: '1' });
  clients?.destroy();
  clients = clientsOf(server.socketPath, server);
  return { ...clients, pid: server.pid };
}

/** Leaves not a byte. */
async function fill(): Promise<void> {
  const file = await open(join(disk, 'filler'), 'a');
  for (const size of [1024 * 1024, 4096, 1]) {
    const bytes = Buffer.alloc(size, 1);
    await writeUntilFull(file, bytes);
  }
  await file.sync().catch(() => undefined);
  await file.close();
}
async function writeUntilFull(file: FileHandle, bytes: Buffer): Promise<void> {
  try {
    for (;;) await file.write(bytes);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }
}
const free = () => rm(join(disk, 'filler'));
const isGone = async (pid: number) => (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')) === '';

test.runIf(canMount)(
  'job that runs when the disk fills up fails, and an upload says why it cannot be stored',
  async () => {
    const server = await launch();
    await uploadSalary(server);
    await server.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob('long', endless)));
    await eventually(async () =>
      (await describe(server, 'long')).SecondaryStatus === 'Training' ? true : undefined,
    );
    await fill();
    await expect(
      server.s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: 'large', Body: Buffer.alloc(1024 * 1024, 'x') }),
      ),
    ).rejects.toThrow('No space left on the disk of the embedded server');
    const job = await endOf(server, 'long');
    expect(job.TrainingJobStatus).toBe('Failed');
    expect(job.FailureReason).toMatch(/[Nn]o space left/);
    await server.s3.send(new ListBucketsCommand({}));
    await free();
    await server.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob('after', { epochs: '2' })));
    expect((await endOf(server, 'after')).TrainingJobStatus).toBe('Completed');
  },
);

test.runIf(canMount)(
  'job that is stopped on a full disk ends, and the server starts with no space left',
  async () => {
    const server = await launch();
    await uploadSalary(server);
    for (const name of ['stopped', 'killed'])
      await server.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob(name, endless)));
    await fill();
    await server.sagemaker
      .send(new sm.StopTrainingJobCommand({ TrainingJobName: 'stopped' }))
      .catch(() => undefined);
    expect((await endOf(server, 'stopped')).TrainingJobStatus).toMatch(/Stopped|Failed/);
    process.kill(server.pid, 'SIGKILL');
    await expect.poll(() => isGone(server.pid)).toBe(true);
    await fill();
    const again = await launch();
    expect((await describe(again, 'killed')).TrainingJobStatus).toBe('Failed');
    await again.s3.send(new ListBucketsCommand({}));
  },
);

test.runIf(canMount)(
  'first start on a full disk fails with a sentence, and succeeds once there is space',
  async () => {
    await fill();
    await expect(launch()).rejects.toThrow(/No space left on the disk/);
    await free();
    const server = await launch();
    await server.s3.send(new ListBucketsCommand({}));
  },
);
