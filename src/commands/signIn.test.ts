import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as fakeVscode from '../../test/fakeVscode.ts';
import { terminals } from '../../test/fakeTerminals.ts';
import { executed, forgetShown, shown } from '../../test/fakeVscode.ts';
import { connectionId } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { recognise } from '../aws/failures/errors.ts';
import * as aws from '../aws/index.ts';
import { showFailure } from '../platform/background.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { registerCommand } from '../platform/commands.ts';
import { openConnectionStates } from '../runs/connectionStates.ts';
import { openOneAtATime } from '../runs/oneAtATime.ts';
import type { Session } from '../runs/session.ts';
import { signIn } from './signIn.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-sign-in-'));
  vi.stubEnv('PATH', folder);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  terminals.length = 0;
  forgetShown();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const terminal of terminals) terminal.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** An `aws` of this version that records its arguments, each ended by a zero byte, and then does `act`. */
async function installCli(version: string, act = 'exit 0') {
  const path = join(folder, 'aws');
  const script = [
    '#!/bin/sh',
    `if [ "$1" = --version ]; then echo "aws-cli/${version} Python/3.13 Linux"; exit 0; fi`,
    `for one in "$@"; do printf '%s\\0' "$one" >> '${folder}/called'; done`,
    act,
  ];
  await writeFile(path, script.join('\n'));
  await chmod(path, 0o755);
}

const called = async () => (await readFile(join(folder, 'called'), 'utf8')).split('\0').slice(0, -1);

/** A profile of IAM Identity Center whose name is written as the AWS CLI writes it. */
async function openProfile(profile: string, change: Partial<typeof aws> = {}) {
  await writeFile(
    join(folder, 'config'),
    `[profile "${profile}"]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\nregion = eu-west-1\n`,
  );
  const connection: Connection = { kind: 'aws', profile, region: 'eu-west-1' };
  const states = openConnectionStates();
  const identity = { accountId: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/Science/ada' };
  const identify = vi.fn(async () => identity);
  // SAFETY: signing in uses no other part of a session.
  const session = { identity: identify } as unknown as Session;
  const services = {
    aws: async () => ({ ...aws, signInSource: async () => source(profile), ...change }),
    connection: () => connection,
    sessionOf: () => async () => session,
    signIns: openOneAtATime(),
    states,
  };
  return { services, identify, id: connectionId(connection) };
}

const source = (profile: string) =>
  ({
    kind: 'sso',
    profile,
    sso: {
      startUrl: 'https://acme.awsapps.com/start',
      region: 'eu-west-1',
      scopes: ['sso:account:access'],
      sessionName: undefined,
    },
  }) as const;

/** Resolves when the CLI runs in its terminal and has been called. */
const running = () => vi.waitFor(async () => expect(await called()).not.toEqual([]));

const onPosix = test.skipIf(process.platform === 'win32');

onPosix.each([
  'science',
  'my profile',
  `it's "quoted"`,
  `; rm -rf "$HOME" #`,
  '$(touch pwned)',
  '--version',
  '-x',
  'ä 表\\',
])('CLI gets profile %j as one argument, in a terminal without a shell', async (profile) => {
  await installCli('2.33.1');
  const { services, identify, id } = await openProfile(profile);
  expect(await signIn(services)).toEqual({ connectionId: id });
  expect(await called()).toEqual(['sso', 'login', `--profile=${profile}`]);
  expect(terminals.map(({ options }) => options.shellPath)).toEqual([join(folder, 'aws')]);
  expect(identify).toHaveBeenCalledOnce();
});

onPosix('CLI shows a code where this runs remotely', async () => {
  await installCli('2.33.1');
  const { services } = await openProfile('science');
  vi.spyOn(fakeVscode.env, 'remoteName', 'get').mockReturnValue('ssh-remote');
  await signIn(services);
  expect(await called()).toContain('--use-device-code');
});

onPosix.each([
  ['without a CLI', undefined, undefined, 'browser'],
  ['with version 1 of the CLI', '1.44.0', undefined, 'browser'],
  ['remotely without a CLI', undefined, 'ssh-remote', 'device'],
] as const)('sign-in %s does not open a terminal', async (_, version, remoteName, way) => {
  if (version !== undefined) await installCli(version);
  const signInToSso = vi.fn(async () => undefined);
  const { services } = await openProfile('science', { signInToSso });
  vi.spyOn(fakeVscode.env, 'remoteName', 'get').mockReturnValue(remoteName);
  await signIn(services);
  expect(terminals).toEqual([]);
  expect(signInToSso).toHaveBeenCalledWith(
    expect.objectContaining({ way: expect.objectContaining({ kind: way }) }),
  );
});

onPosix('CLI that fails is named with its exit code, and nothing is called after it', async () => {
  await installCli('2.33.1', 'exit 255');
  const { services, identify, id } = await openProfile('science');
  await expect(signIn(services)).rejects.toMatchObject({
    code: 'sign-in-failed',
    facts: { label: 'science@eu-west-1', reason: 'cli', detail: 'it ended with code 255' },
  });
  expect(identify).not.toHaveBeenCalled();
  expect(services.signIns.isRunning(id)).toBe(false);
});

onPosix('CLI that nobody answers is ended after the time that the user has', async () => {
  await installCli('2.33.1', 'exec /bin/sleep 600');
  const { services } = await openProfile('science', { signInLimitMs: 50 });
  await expect(signIn(services)).rejects.toMatchObject({ facts: { reason: 'late' } });
  await vi.waitFor(() => expect(terminals[0]?.exitStatus).toBeDefined());
});

onPosix.each([
  ['its terminal is closed', () => terminals[0]?.dispose()],
  ['Cancel is pressed', () => fakeVscode.cancelProgress()],
])('sign-in is cancelled when %s, and the CLI ends', async (_, cancel) => {
  await installCli('2.33.1', 'exec /bin/sleep 600');
  const { services, identify } = await openProfile('science');
  const signingIn = signIn(services).catch((error: unknown) => error);
  await running();
  cancel();
  expect(isCancelled(await signingIn)).toBe(true);
  await vi.waitFor(() => expect(terminals[0]?.exitStatus).toBeDefined());
  expect(identify).not.toHaveBeenCalled();
});

onPosix('second request joins the sign-in that is running', async () => {
  await installCli('2.33.1');
  const { services } = await openProfile('science');
  const [one, other] = await Promise.all([signIn(services), signIn(services)]);
  expect(one).toEqual(other);
  expect(terminals).toHaveLength(1);
});

/** A command that lists only after `isSignedIn`, and the command that signs in, as extension.ts registers them. */
async function openWindow(cli: string) {
  await installCli('2.33.1', cli);
  const { services, identify } = await openProfile('science');
  const log = { error: () => undefined };
  // SAFETY: registering a command uses no other part of the log.
  const commandLog = log as unknown as Parameters<typeof registerCommand>[1];
  const results: string[] = [];
  const expired = Object.assign(new Error('expired'), { name: 'ExpiredToken' });
  const registered = [
    registerCommand('signIn', commandLog, () => signIn(services)),
    registerCommand('showRuns', commandLog, async () => {
      if (identify.mock.calls.length === 0) throw recognise(expired, 'ListTrainingJobs');
      results.push('listed');
    }),
  ];
  return {
    results,
    run: () => fakeVscode.commands.executeCommand('linearLearner.showRuns'),
    close: () => registered.forEach((one) => one.dispose()),
  };
}

onPosix('what failed for want of a sign-in goes on by itself after it', async () => {
  const opened = await openWindow('exit 0');
  forgetShown('Sign In');
  await opened.run();
  await vi.waitFor(() => expect(opened.results).toEqual(['listed']));
  expect(shown.map(({ kind }) => kind)).toEqual(['error', 'information']);
  expect(executed.map(({ command }) => command)).toContain('linearLearner.refresh');
  opened.close();
});

test('Sign In of a failure signs in to the connection that failed, not to the current one', async () => {
  const log = { error: () => undefined };
  const failure = aws.withHelp(recognise(Object.assign(new Error('x'), { name: 'ExpiredToken' }), 'List'), {
    connectionId: 'aws:other@us-east-1',
    signsIn: true,
  });
  forgetShown('Sign In');
  showFailure(log, failure);
  await vi.waitFor(() =>
    expect(executed).toEqual([
      { command: 'linearLearner.signIn', given: [{ connectionId: 'aws:other@us-east-1' }] },
    ]),
  );
});

onPosix('what failed does not go on after a sign-in that failed, which is shown once', async () => {
  const opened = await openWindow('exit 1');
  forgetShown('Sign In');
  await opened.run();
  await vi.waitFor(() => expect(shown.map(({ kind }) => kind)).toEqual(['error', 'error']));
  expect(shown[1]?.message).toContain('it ended with code 1');
  expect(opened.results).toEqual([]);
  opened.close();
});
