import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { diskFullAt } from './diskFullAt.testing.ts';
import { readJsonFile, writeJsonFile } from './jsonFiles.ts';

test('failed write on a full disk keeps the previous record and leaves no partial file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-json-'));
  const path = join(folder, 'run.json');
  await writeJsonFile(path, { run: 1 });
  await expect(writeJsonFile(path, { run: 2 }, diskFullAt(1))).rejects.toMatchObject({
    code: 'disk-full',
    facts: { file: path },
  });
  expect(await readJsonFile(path, z.object({ run: z.number() }))).toEqual({ run: 1 });
  expect(await readdir(folder)).toEqual(['run.json']);
  await rm(folder, { recursive: true });
});
