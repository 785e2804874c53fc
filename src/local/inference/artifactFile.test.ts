import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeArtifact } from '../../learner/artifact/artifact.ts';
import { factsFor } from '../../learner/artifact/artifact.testing.ts';
import { readArtifactFile } from './artifactFile.ts';

const maxBytes = 2 ** 20;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-artifact-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(bytes: Uint8Array) {
  const path = join(folder, 'model.tar.gz');
  await writeFile(path, bytes);
  return readArtifactFile(path, maxBytes);
}

test('readArtifactFile reads a model', async () => {
  const model = { predictorType: 'regressor', weights: Float32Array.of(1, 2), bias: 3 } as const;
  expect(await read(await writeArtifact(model, factsFor(model)))).toEqual(model);
});

test('readArtifactFile rejects a file above the limit before reading it', async () => {
  await expect(read(new Uint8Array(maxBytes + 1))).rejects.toMatchObject({
    code: 'artifact-corrupt',
    message: expect.stringContaining('larger than 1 MiB'),
  });
});

test('readArtifactFile rejects a gzip that unpacks to too much', async () => {
  await expect(read(gzipSync(new Uint8Array(2 ** 29 + 2 ** 22)))).rejects.toMatchObject({
    code: 'artifact-corrupt',
  });
});
