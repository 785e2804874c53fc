import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getSSOTokenFilepath } from '@smithy/shared-ini-file-loader';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as endpoints from '../connections/endpoints.ts';
import { signInEndReader } from './signIn.ts';
import { keptSignInReader } from './tokenFile.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'll-home-'));
  vi.stubEnv('HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(home, { recursive: true });
});

test('the end of a sign-in is read from the token file, with one read of the shared config', async () => {
  const startUrl = 'https://example.awsapps.com/start';
  const section = { sso_start_url: startUrl, sso_region: 'eu-west-1', sso_account_id: '111122223333' };
  const config = { configFile: { science: section }, credentialsFile: {} };
  const read = vi.spyOn(endpoints, 'readSharedConfig').mockRejectedValueOnce(new Error('busy'));
  read.mockResolvedValue(config);
  const path = getSSOTokenFilepath(startUrl);
  expect(path.startsWith(home)).toBe(true);
  const endOf = signInEndReader('science');
  await expect(endOf(undefined)).rejects.toThrow('busy');
  expect(await endOf(undefined)).toBeUndefined();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify({ expiresAt: '2026-12-01T10:00:00Z' }));
  expect(await endOf(undefined)).toBe(Date.parse('2026-12-01T10:00:00Z'));
  await writeFile(path, JSON.stringify({ expiresAt: '2026-12-01T18:00:00Z' }));
  expect(await endOf(undefined)).toBe(Date.parse('2026-12-01T18:00:00Z'));
  expect(read).toHaveBeenCalledTimes(2);
});

test('the token file is read once until it changes', async () => {
  const startUrl = 'https://example.awsapps.com/start';
  const path = getSSOTokenFilepath(startUrl);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify({ expiresAt: '2026-12-01T10:00:00Z' }));
  const parse = vi.spyOn(JSON, 'parse');
  const settings = { startUrl, region: 'eu-west-1', scopes: [], sessionName: undefined };
  const readKept = keptSignInReader(settings);
  for (let time = 0; time < 3; time += 1)
    expect(await readKept()).toEqual({
      expiresAtMs: Date.parse('2026-12-01T10:00:00Z'),
      renewsItself: false,
    });
  expect(parse).toHaveBeenCalledTimes(1);
  await writeFile(path, JSON.stringify({ expiresAt: '2026-12-01T18:00:00Z', refreshToken: 'r' }));
  expect(await readKept()).toMatchObject({ renewsItself: true });
  await rm(path);
  expect(await readKept()).toBeUndefined();
});
