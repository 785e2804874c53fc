import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { connectToLocalServer, stopLocalServer } from '../../src/local/launch/launch.ts';
import type { LocalServer } from '../../src/local/launch/launch.ts';
import { clientsOf } from './embeddedServer.ts';
import { buildServer } from './serverBundle.ts';

let folder = '';
let serverModulePath = '';
let stateFolder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-presence-'));
  await chmod(folder, 0o755);
  // A socket folder of its own: tests remove it.
  vi.stubEnv('XDG_RUNTIME_DIR', join(folder, 'run'));
  await mkdir(join(folder, 'run'));
  serverModulePath = await buildServer(folder);
});
beforeEach(async () => {
  stateFolder = await mkdtemp(join(folder, 'state-'));
});
afterEach(() => stopLocalServer(stateFolder));
afterAll(() => vi.unstubAllEnvs());
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const launch = (build = '1') => connectToLocalServer({ stateFolder, serverModulePath, build });
async function expectToServe({ socketPath, ...credentials }: LocalServer): Promise<void> {
  const clients = clientsOf(socketPath, credentials);
  await clients.s3.send(new ListBucketsCommand({}));
  clients.destroy();
}

test.each([
  ['its socket', (server: LocalServer) => rm(server.socketPath)],
  ['the folder of its socket', (server: LocalServer) => rm(dirname(server.socketPath), { recursive: true })],
  ['its address', () => rm(join(stateFolder, 'server.json'))],
  ['its lock', () => rm(join(stateFolder, 'server.lock'))],
  [
    'its address and its lock',
    async () => {
      await writeFile(join(stateFolder, 'server.json'), '');
      await rm(join(stateFolder, 'server.lock'));
    },
  ],
])('window finds the running server after %s was removed', async (_, remove) => {
  const server = await launch();
  await remove(server);
  const again = await launch();
  expect(again.pid).toBe(server.pid);
  await expectToServe(again);
});

test('server whose state folder was removed ends, and the next window gets another', async () => {
  const server = await launch();
  await rm(stateFolder, { recursive: true, maxRetries: 5 });
  await expect.poll(() => isRunning(server.pid)).toBe(false);
  expect((await launch()).pid).not.toBe(server.pid);
});

test('150 windows share one server at an upgrade, and it is started once', async () => {
  const older = await launch('1');
  const all = await Promise.all(Array.from({ length: 150 }, () => launch('2')));
  expect(new Set(all.map(({ pid }) => pid)).size).toBe(1);
  expect(all[0]?.pid).not.toBe(older.pid);
  expect(await readFile(join(stateFolder, 'server.log'), 'utf8')).not.toContain('Another server');
});

test('copy of a state folder gets a server of its own', async () => {
  const original = await launch();
  const copy = `${stateFolder}-copy`;
  await cp(stateFolder, copy, { recursive: true });
  const server = await connectToLocalServer({ stateFolder: copy, serverModulePath, build: '1' });
  expect(server.pid).not.toBe(original.pid);
  expect(server.socketPath).not.toBe(original.socketPath);
  expect((await launch()).pid).toBe(original.pid);
  await stopLocalServer(copy);
});

test('damaged files of the state folder do not keep the server from starting', async () => {
  const server = await launch();
  process.kill(server.pid, 'SIGKILL');
  for (const name of ['credentials.json', 'server.json', 'server.lock', 'state.db'])
    await writeFile(join(stateFolder, name), '');
  const again = await launch();
  expect(again.pid).not.toBe(server.pid);
  await expectToServe(again);
});

/** Root alone can start a process as another user. */
const isRoot = process.getuid?.() === 0;

test.runIf(isRoot)(
  'server runs as a user without an entry in passwd, and closes a wide folder to others',
  async () => {
    const uid = 54_321;
    await chmod(stateFolder, 0o755);
    await chown(stateFolder, uid, uid);
    const child = spawn(process.execPath, [serverModulePath, '--state', stateFolder], {
      uid,
      gid: uid,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, XDG_RUNTIME_DIR: '/run/user/no-such-folder', HOME: '/' },
    });
    const exited = once(child, 'exit');
    const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited]);
    expect(String(line)).toContain('"endpoint"');
    expect((await stat(stateFolder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(stateFolder, { recursive: true }))
      expect((await stat(join(stateFolder, name))).mode & 0o077, name).toBe(0);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  },
);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
