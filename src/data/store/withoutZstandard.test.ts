import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as zlib from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSources } from './sources.ts';

// As in Node.js before 22.15.
vi.mock('node:zlib', async (original) => ({
  ...(await original<typeof zlib>()),
  createZstdDecompress: undefined,
}));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-zstandard-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a Zstandard file where Node.js cannot unpack it names the version that can, and leaves nothing', async () => {
  const path = join(folder, 't.csv.zst');
  await writeFile(path, 'x');
  await expect(openSources(path, { folder, limitBytes: 1e6 })).rejects.toMatchObject({
    code: 'zstandard-unavailable',
    facts: { file: path, nodeVersion: process.versions.node },
  });
  expect(await readdir(folder)).toEqual(['t.csv.zst']);
});
