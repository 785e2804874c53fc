import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectToLocalServer, openLocalPort, stopLocalServer } from '../../src/local/launch/launch.ts';
import { buildServer } from './serverBundle.ts';

let folder = '';
let serverModulePath = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-launch-'));
  serverModulePath = await buildServer(folder);
});
afterAll(async () => {
  await stopLocalServer(join(folder, 'state'));
  await rm(folder, { recursive: true, force: true });
});
const launch = (buildName: string) =>
  connectToLocalServer({ stateFolder: join(folder, 'state'), serverModulePath, build: buildName });

test('two windows share one server, a killed server is replaced, and a newer build takes over', async () => {
  const [first, second] = await Promise.all([launch('1'), launch('1')]);
  expect(first.pid).toBe(second.pid);
  process.kill(first.pid, 'SIGKILL');
  const third = await launch('1');
  expect(third.pid).not.toBe(first.pid);
  expect(third.accessKeyId).toBe(first.accessKeyId);
  const fourth = await launch('2');
  expect(fourth.pid).not.toBe(third.pid);
});

test('socket and credentials are readable by their user only', async () => {
  const { socketPath } = await launch('2');
  expect(Buffer.byteLength(socketPath)).toBeLessThanOrEqual(90);
  expect((await stat(join(socketPath, '..'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'state', 'credentials.json'))).mode & 0o777).toBe(0o600);
});

test('requested port opens on 127.0.0.1 and rejects unsigned requests', async () => {
  const server = await launch('2');
  const endpoint = await openLocalPort(join(folder, 'state'), server);
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(endpoint)).status).toBe(403);
  expect((await fetch(`${endpoint}/-/stop`, { method: 'POST' })).status).toBe(403);
});

test('stand-alone server prints its address as one JSON line and exits cleanly on SIGTERM', async () => {
  const keys = ['--access-key', 'AKIAGIVEN', '--secret-key', 'given'];
  const child = spawn(
    process.execPath,
    [serverModulePath, '--state', join(folder, 'alone'), '--port', '0', ...keys],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await once(output, 'line');
  const printed: unknown = JSON.parse(lines[0] ?? '');
  expect(printed).toEqual({
    endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    region: 'us-east-1',
    accessKeyId: 'AKIAGIVEN',
    secretAccessKey: 'given',
    roleArn: 'arn:aws:iam::111122223333:role/LinearLearnerLocalExecutionRole',
  });
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(lines).toHaveLength(1);
});
