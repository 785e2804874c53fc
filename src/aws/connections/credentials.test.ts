import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { recognise } from '../failures/errors.ts';
import { whoAmI } from '../identity.ts';
import { openClients } from './clients.ts';
import { credentialsOfProfile } from './credentials.ts';
import { readSharedConfig } from './endpoints.ts';
import { openTransport } from './transport.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-credentials-'));
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test('a credential process that does not respond times out', async () => {
  const waiting = `"${process.execPath}" -e "setTimeout(() => {}, 3000)"`;
  await writeFile(join(folder, 'config'), `[profile vault]\ncredential_process = ${waiting}\n`);
  const transport = openTransport({});
  const credentials = credentialsOfProfile(await readSharedConfig(), 'vault', {
    region: 'us-east-1',
    transport,
    processLimitMs: 1,
  });
  const error: unknown = await credentials().catch((failure: unknown) => failure);
  expect(error).toMatchObject({
    message: 'The credential_process of profile vault has not answered for 0 seconds.',
  });
  expect(recognise(error, 'GetCallerIdentity')).toMatchObject({ code: 'credentials-missing' });
  transport.release();
});

/** A profile whose process waits, in a child of its own, until the file `go` is there. */
async function openHanging() {
  const script = join(folder, 'vault');
  const keys = '{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s"}';
  const child = `while [ ! -e '${folder}/go' ]; do sleep 0.02; done`;
  await writeFile(script, `(${child}) &\necho $! >> '${folder}/pids'\nwait\necho '${keys}'\n`);
  await writeFile(join(folder, 'config'), `[profile vault]\ncredential_process = /bin/sh ${script}\n`);
  const clients = await openClients({ kind: 'aws', profile: 'vault', region: 'us-east-1' });
  const pids = async () =>
    (await readFile(join(folder, 'pids'), 'utf8').catch(() => '')).split('\n').filter(Boolean).map(Number);
  return {
    clients,
    started: (count: number) => vi.waitFor(async () => expect(await pids()).toHaveLength(count)),
    running: async () => (await pids()).filter(isRunning).length,
    answer: () => writeFile(join(folder, 'go'), ''),
  };
}

/** Nobody may collect what has ended. */
const isRunning = (pid: number) => /\) [^ZX] /.test(readIfThere(`/proc/${pid}/stat`));

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const onLinux = test.runIf(process.platform === 'linux');

onLinux(
  'a cancelled call ends at once, and with the last one its credential process and its children',
  async () => {
    const { clients, started, running } = await openHanging();
    const [one, other] = [new AbortController(), new AbortController()];
    const calls = [
      whoAmI(clients, one.signal).catch((error: unknown) => error),
      clients.accessKeyId(other.signal).catch((error: unknown) => error),
      // A list that refreshes by itself.
      clients.accessKeyId().catch((error: unknown) => error),
    ];
    await started(1);
    one.abort(new Error('Cancel of one'));
    expect(await calls[0]).toMatchObject({ message: 'Cancel of one' });
    expect(await running()).toBe(1);
    other.abort(new Error('Cancel of the other'));
    expect(await calls[1]).toMatchObject({ message: 'Cancel of the other' });
    expect(await calls[2]).toMatchObject({
      message: 'The credential_process of profile vault was cancelled.',
    });
    await vi.waitFor(async () => expect(await running()).toBe(0));
    clients.destroy();
  },
);

onLinux('after a cancelled call the credential process runs anew, and serves the next one', async () => {
  const { clients, started, running, answer } = await openHanging();
  const cancelling = new AbortController();
  const cancelled = clients.accessKeyId(cancelling.signal).catch((error: unknown) => error);
  await started(1);
  cancelling.abort();
  await cancelled;
  const next = clients.accessKeyId(new AbortController().signal);
  await started(2);
  await answer();
  expect(await next).toBe('AKIA');
  await vi.waitFor(async () => expect(await running()).toBe(0));
  clients.destroy();
});
