import { spawn } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from '../files/lock.ts';
import { systemProcesses } from '../files/systemProcesses.ts';
import { logPath, makePrivate, makeStateFolder, openCredentials, serverLock } from './stateFolder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-state-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const lock = () => takeLock(serverLock(folder));

test.runIf(process.platform === 'linux')(
  'lock whose pid now belongs to another process does not block the server',
  async () => {
    await writeFile(join(folder, 'server.lock'), `${process.ppid} 1`);
    await (await lock())?.release();
    expect(await readdir(folder)).toEqual([]);
  },
);

test('empty lock is taken over', async () => {
  await writeFile(join(folder, 'server.lock'), '');
  expect(await (await lock())?.isHeld()).toBe(true);
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

test.runIf(process.platform === 'linux')('a zombie does not hold the lock', async () => {
  // The shell does not wait for its child, which has ended when the shell reports it.
  const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pid = await new Promise<number>((resolve) => {
    shell.stdout.once('data', (text) => resolve(Number(text)));
  });
  const status = () => readFile(`/proc/${pid}/stat`, 'utf8');
  await expect.poll(status).toMatch(/\) Z /);
  const startedAt = (await status()).split(') ')[1]?.split(' ')[19] ?? '';
  await writeFile(serverLock(folder), `${pid} ${startedAt}`);
  expect(await lock()).toBeDefined();
  shell.kill();
});

test.each([
  ['darwin', 'S    Mon Nov 30 14:05:09 2026'],
  ['win32', '2026-11-30T14:05:09.1234567Z'],
] as const)(
  '%s: lock is held by the process that took it, not by one that got its pid since',
  async (platform, started) => {
    const path = serverLock(folder);
    const { dev, ino } = await stat(folder, { bigint: true });
    const processes = systemProcesses({
      platform,
      exists: () => true,
      read: () => expect.unreachable(),
      run: async () => started,
      now: Date.now,
    });
    await writeFile(path, `${process.ppid}  ${dev}:${ino}`);
    await utimes(path, new Date(), new Date('2026-11-30T14:05:10Z'));
    expect(await takeLock(path, { processes })).toBeUndefined();
    await utimes(path, new Date(), new Date('2026-11-30T13:00:00Z'));
    expect(await (await takeLock(path, { processes }))?.isHeld()).toBe(true);
  },
);

test('lock of a living process is kept, and one that was removed or replaced is not held', async () => {
  await writeFile(serverLock(folder), `${process.ppid} x`);
  const held = await lock();
  expect(await held?.isHeld()).toBe(true);
  await writeFile(serverLock(folder), 'another');
  expect(await held?.isHeld()).toBe(false);
  await held?.release();
  expect(await readFile(serverLock(folder), 'utf8')).toBe('another');
});

test('two holders of one process exclude each other', async () => {
  const path = join(folder, 'launch.lock');
  const first = await takeLock(path, { holder: 'first' });
  expect(await takeLock(path, { holder: 'second' })).toBeUndefined();
  await first?.release();
  expect(await takeLock(path, { holder: 'second' })).toBeDefined();
});

test.each([
  ['empty', ''],
  ['cut off', '{"accessKeyId":"A'],
  ['of another kind', '{}'],
])(
  'credentials that are %s are made anew, by all windows alike, and the log names them',
  async (_, content) => {
    await writeFile(join(folder, 'credentials.json'), content);
    const all = await Promise.all(Array.from({ length: 10 }, () => openCredentials(folder)));
    expect(new Set(all.map(({ secretAccessKey }) => secretAccessKey)).size).toBe(1);
    expect(await openCredentials(folder)).toEqual(all[0]);
    expect(await readFile(logPath(folder), 'utf8')).toContain(
      'credentials.json cannot be read and was moved',
    );
  },
);

test('an existing state folder is closed to other users', async () => {
  await chmod(folder, 0o755);
  await makeStateFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  await makeStateFolder(join(folder, 'a', 'b'));
  expect((await stat(join(folder, 'a', 'b'))).mode & 0o777).toBe(0o700);
});
