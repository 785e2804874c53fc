import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as s3 from '@aws-sdk/client-s3';
import * as sm from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectToLocalServer, stopLocalServer } from '../../src/local/launch/launch.ts';
import { seeded } from '../fuzz/random.ts';
import { clientsOf } from './embeddedServer.ts';
import type { Clients } from './embeddedServer.ts';
import { canMount, makeImage, mount, unmount } from './mountedDisk.ts';
import { buildServer } from './serverBundle.ts';
import { bucket, imageUri, roleArn } from './training.ts';

/** `npm run test:fuzz` cuts the power more often, with a seed of its own. */
const cutCount = Number(process.env['POWER_CUT_COUNT'] ?? 5);
const seed = Number(process.env['PROPERTY_SEED'] ?? 20261130);
const diskBytes = 48 * 1024 * 1024;

let folder = '';
let serverModulePath = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-power-cut-'));
  serverModulePath = await buildServer(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

/** What was acknowledged. */
interface Ledger {
  readonly objects: Map<string, string>;
  readonly models: Set<string>;
  readonly parts: Map<number, string>;
}

test.runIf(canMount)(
  `${cutCount} power cuts right after an acknowledgement lose nothing acknowledged`,
  async () => {
    const image = join(folder, 'image');
    await makeImage(image, diskBytes);
    const disk = join(folder, 'disk');
    await mkdir(disk);
    mount(image, disk);
    try {
      const server = await launch(disk);
      const clients = clientsOf(server.socketPath, server);
      const random = seeded(seed);
      const ledger: Ledger = { objects: new Map(), models: new Set(), parts: new Map() };
      await clients.s3.send(new s3.CreateBucketCommand({ Bucket: bucket }));
      const { UploadId = '' } = await clients.s3.send(
        new s3.CreateMultipartUploadCommand({ Bucket: bucket, Key: 'large' }),
      );
      for (let cut = 0; cut < cutCount; cut += 1) {
        for (let act = 0; act <= random() * 4; act += 1) await change(clients, ledger, { random, UploadId });
        // The server is held for the time of the copy, which a real cut does not take.
        process.kill(server.pid, 'SIGSTOP');
        const copy = join(folder, `cut-${cut}`);
        await copyFile(image, copy);
        process.kill(server.pid, 'SIGCONT');
        await expectKept(copy, ledger, UploadId);
        await rm(copy);
      }
      clients.destroy();
    } finally {
      await stopLocalServer(join(disk, 'state'));
      unmount(disk);
    }
  },
  cutCount * 10_000 + 60_000,
);

const launch = (disk: string) =>
  connectToLocalServer({ stateFolder: join(disk, 'state'), serverModulePath, build: '1' });

/** Makes one change and notes it once it is acknowledged. */
async function change(
  { s3: objects, sagemaker }: Clients,
  ledger: Ledger,
  { random, UploadId }: { readonly random: () => number; readonly UploadId: string },
): Promise<void> {
  const Key = `key-${Math.floor(random() * 20)}`;
  const Body = `${Key} ${random()}`.repeat(1 + Math.floor(random() * 2000));
  const kind = Math.floor(random() * 5);
  if (kind < 2 || ledger.objects.size === 0) {
    await objects.send(new s3.PutObjectCommand({ Bucket: bucket, Key, Body }));
    ledger.objects.set(Key, Body);
  } else if (kind === 2) {
    await objects.send(new s3.DeleteObjectCommand({ Bucket: bucket, Key }));
    ledger.objects.delete(Key);
  } else if (kind === 3) {
    const PartNumber = 1 + Math.floor(random() * 10);
    const part = new s3.UploadPartCommand({ Bucket: bucket, Key: 'large', UploadId, PartNumber, Body });
    ledger.parts.set(PartNumber, (await objects.send(part)).ETag ?? '');
  } else {
    const ModelName = `model-${ledger.models.size}`;
    const [key = ''] = ledger.objects.keys();
    await sagemaker.send(
      new sm.CreateModelCommand({
        ModelName,
        ExecutionRoleArn: roleArn,
        PrimaryContainer: { Image: imageUri, ModelDataUrl: `s3://${bucket}/${key}` },
      }),
    );
    ledger.models.add(ModelName);
  }
}

/** Starts a server on what the cut left of the disk, and compares. */
async function expectKept(image: string, ledger: Ledger, UploadId: string): Promise<void> {
  const disk = `${image}-disk`;
  await mkdir(disk);
  mount(image, disk);
  try {
    const server = await launch(disk);
    const clients = clientsOf(server.socketPath, server);
    const { Contents = [] } = await clients.s3.send(new s3.ListObjectsV2Command({ Bucket: bucket }));
    expect(new Set(Contents.map(({ Key }) => Key))).toEqual(new Set(ledger.objects.keys()));
    for (const [Key, body] of ledger.objects) {
      const { Body } = await clients.s3.send(new s3.GetObjectCommand({ Bucket: bucket, Key }));
      expect(await Body?.transformToString()).toBe(body);
    }
    const { Models = [] } = await clients.sagemaker.send(new sm.ListModelsCommand({ MaxResults: 100 }));
    expect(new Set(Models.map(({ ModelName }) => ModelName))).toEqual(ledger.models);
    const { Parts = [] } = await clients.s3.send(
      new s3.ListPartsCommand({ Bucket: bucket, Key: 'large', UploadId }),
    );
    expect(new Map(Parts.map(({ PartNumber = 0, ETag = '' }) => [PartNumber, ETag]))).toEqual(ledger.parts);
    clients.destroy();
  } finally {
    await stopLocalServer(join(disk, 'state'));
    unmount(disk);
  }
}
