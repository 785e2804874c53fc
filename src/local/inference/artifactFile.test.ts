import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeArtifact } from '../../learner/artifact/artifact.ts';
import { readArtifactFile } from './artifactFile.ts';

const maxBytes = 1024 * 1024;
const zeros = new Uint8Array(2 * maxBytes);
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-artifact-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(bytes: Uint8Array) {
  const path = join(folder, 'model.tar.gz');
  await writeFile(path, bytes);
  return readArtifactFile(path, maxBytes);
}

async function packed(body: Uint8Array): Promise<Uint8Array> {
  const header = { name: 'model_algo-1', size: body.length, mode: 0o644, mtime: new Date(0) };
  return gzipSync(await packTar([{ header, body }]));
}

test('artifact within the limit is read', async () => {
  const model = { predictorType: 'regressor', weights: Float32Array.of(1, 2), bias: 3 } as const;
  expect(await read(await writeArtifact(model))).toEqual(model);
});

test.each([
  ['gzip that unpacks to too much', async () => gzipSync(zeros)],
  ['ZIP that unpacks to too much', async () => packed(zipSync({ 'mx-mod-0000.params': zeros }))],
  [
    'ZIP of many entries that together unpack to too much',
    async () => {
      const entries = Array.from({ length: 20 }, (_, index) => [
        `${index}.params`,
        zeros.subarray(0, maxBytes / 10),
      ]);
      return packed(zipSync(Object.fromEntries(entries)));
    },
  ],
  ['file that is too large as it is', async () => new Uint8Array(maxBytes + 1)],
])('%s is rejected', async (_, pack) => {
  await expect(read(await pack())).rejects.toMatchObject({
    code: 'artifact-corrupt',
    message: expect.stringContaining('unpacks to more than 1 MiB'),
  });
});

test.each([
  ['no gzip', async () => Buffer.from('none')],
  ['no tar', async () => gzipSync(Buffer.from('none'))],
  ['no model in the tar', async () => packed(Buffer.from('none'))],
])('file with %s is rejected', async (_, pack) => {
  await expect(read(await pack())).rejects.toMatchObject({ code: 'artifact-corrupt' });
});
