// versitygw, an S3 server of another make, where Go is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './toolchain.mjs';

export const versitygwVersion = 'v1.8.0';

/** The gateway's executable, installed once; undefined without Go. */
export function ensureVersitygw() {
  const folder = join(root, '.cache', 'tools', `versitygw-${versitygwVersion}`);
  const program = join(folder, 'versitygw');
  if (existsSync(program)) return program;
  const args = ['install', `github.com/versity/versitygw/cmd/versitygw@${versitygwVersion}`];
  const { status } = spawnSync('go', args, { env: { ...process.env, GOBIN: folder }, stdio: 'inherit' });
  return status === 0 ? program : undefined;
}

const credentials = { AWS_ACCESS_KEY_ID: 'AKIDGATEWAY', AWS_SECRET_ACCESS_KEY: 'a secret of the gateway' };

/** Runs a script against a gateway with versions, on folders of its own. The script gets its URL and a folder. */
export async function runVersitygw(script) {
  const folder = mkdtempSync(join(tmpdir(), 'versitygw-'));
  const folders = Object.fromEntries(
    ['objects', 'versions', 'sidecar', 'work'].map((name) => [name, join(folder, name)]),
  );
  for (const path of Object.values(folders)) mkdirSync(path);
  const port = await freePort();
  const { AWS_ACCESS_KEY_ID: access, AWS_SECRET_ACCESS_KEY: secret } = credentials;
  const posix = ['posix', '--versioning-dir', folders.versions, '--sidecar', folders.sidecar];
  const options = ['--access', access, '--secret', secret, '--quiet', '--port', `127.0.0.1:${port}`];
  const gateway = spawn(ensureVersitygw(), [...options, ...posix, folders.objects], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    await answering(url);
    const env = { ...process.env, ...credentials, AWS_EC2_METADATA_DISABLED: 'true' };
    const child = spawn(process.execPath, [script, url, folders.work], { env, stdio: 'inherit' });
    return (await new Promise((resolve) => child.once('exit', resolve))) === 0;
  } finally {
    const exited = new Promise((resolve) => gateway.once('exit', resolve));
    gateway.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function answering(url) {
  for (let attempt = 1; ; attempt += 1) {
    // Any answer, a refusal too.
    if (await fetch(url).catch(() => undefined)) return;
    if (attempt === 100) throw new Error('the gateway does not answer');
    await pause(100);
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  server.close();
  return port;
}
