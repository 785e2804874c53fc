import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makePrivate, releaseLock, takeLock } from './stateFolder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-state-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.runIf(process.platform === 'linux')(
  'lock whose pid now belongs to another process does not block the server',
  async () => {
    await writeFile(join(folder, 'server.lock'), `${process.ppid} 1`);
    expect(await takeLock(folder)).toBe(true);
    await releaseLock(folder);
  },
);

test('empty lock is taken over', async () => {
  await writeFile(join(folder, 'server.lock'), '');
  expect(await takeLock(folder)).toBe(true);
});

test("symbolic link in place of the socket's folder is rejected, and an own folder becomes private", async () => {
  const elsewhere = join(folder, 'elsewhere');
  await mkdir(elsewhere, { mode: 0o755 });
  await symlink(elsewhere, join(folder, 'link'));
  await expect(makePrivate(join(folder, 'link'))).rejects.toThrow('is not a folder');
  expect((await stat(elsewhere)).mode & 0o777).toBe(0o755);
  await makePrivate(elsewhere);
  expect((await stat(elsewhere)).mode & 0o777).toBe(0o700);
});
