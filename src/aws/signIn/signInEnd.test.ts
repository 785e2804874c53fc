import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getSSOTokenFilepath } from '@smithy/shared-ini-file-loader';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as endpoints from '../connections/endpoints.ts';
import { signInEndReader } from './signIn.ts';

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
