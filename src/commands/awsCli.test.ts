import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cliArguments, findAwsCli } from './awsCli.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const sso = { kind: 'sso', profile: 'science', isRemote: false } as const;
const cli = (major: number, minor: number) => ({ path: '/usr/bin/aws', version: [major, minor] }) as const;

test('profile name is one argument, whatever is in it', () => {
  const profile = '--version; rm -rf ~';
  expect(cliArguments(cli(2, 30), { ...sso, profile })).toEqual(['sso', 'login', `--profile=${profile}`]);
});

test('CLI signs in as far as its version can', () => {
  const login = { ...sso, kind: 'login' } as const;
  expect(cliArguments(cli(1, 40), sso)).toBeUndefined();
  expect(cliArguments(cli(2, 21), { ...sso, isRemote: true })).toEqual(['sso', 'login', '--profile=science']);
  expect(cliArguments(cli(2, 22), { ...sso, isRemote: true })).toContain('--use-device-code');
  expect(cliArguments(cli(2, 31), login)).toBeUndefined();
  expect(cliArguments(cli(2, 32), login)).toEqual(['login', '--profile=science']);
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-cli-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test.skipIf(process.platform === 'win32')(
  'CLI is found by its answer, and only on absolute paths',
  async () => {
    const path = join(folder, 'aws');
    vi.stubEnv('PATH', folder);
    expect(await findAwsCli()).toBeUndefined();
    await writeFile(path, '#!/bin/sh\necho "aws-cli/2.33.1 Python/3.13 Linux"\n');
    await chmod(path, 0o755);
    expect(await findAwsCli()).toEqual({ path, version: [2, 33] });
    vi.stubEnv('PATH', '.');
    expect(await findAwsCli()).toBeUndefined();
    vi.stubEnv('PATH', folder);
    await writeFile(path, '#!/bin/sh\nexit 1\n');
    expect(await findAwsCli()).toBeUndefined();
  },
);
