import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { recognise } from '../failures/errors.ts';
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
