import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Connection } from '../../../src/aws/connections/types.ts';
import { canSignIn } from '../../../src/aws/connections/state.ts';
import { explain } from '../../../src/platform/messages.ts';
import { checkText } from '../../../src/platform/explanations/checkWords.ts';
import { checkCredentials } from '../../../src/runs/preflight/accountChecks.ts';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { trustOf } from '../../fakeAws/identity/policies.ts';
import { first, hour } from './fakeClients.ts';
import { openOnly } from './onlyConnection.ts';
import { openSharedConfig } from './sharedConfig.ts';
import type { SharedConfigFolder } from './sharedConfig.ts';

vi.mock('vscode', () => import('../../fakeVscode.ts'));

let fake: FakeAws;
let shared: SharedConfigFolder;
let folder = '';
const issuer = 'https://ci.example.com';
const serial = `arn:aws:iam::${first}:mfa/admin`;
const loginSession = `arn:aws:iam::${first}:user/admin`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-sources-'));
  fake = await openFakeAws({ accounts: [first] });
  const account = fake.account(first);
  account.addRole('Machine');
  account.addRole('Guest', { trust: trustOf({ AWS: first }) });
  account.mfaDevices.set(serial, '123456');
  account.addRole('Ci', {
    trust: {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${first}:oidc-provider/ci.example.com` },
        Action: 'sts:AssumeRoleWithWebIdentity',
      },
    },
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  fake.cloud.metadata.roleName = undefined;
  await shared.remove();
});
afterAll(async () => {
  await fake.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A window whose connection is a profile with these settings, beside others. */
async function openProfile(settings: readonly string[], others = '') {
  shared = await openSharedConfig();
  const place = [`region = us-east-1`, `endpoint_url = ${fake.url}`];
  await shared.write(`[profile p]\n${[...settings, ...place].join('\n')}\n${others}`);
  return opened({ kind: 'aws', profile: 'p', region: 'us-east-1' });
}

/** A window whose connection finds its credentials where the SDK looks by itself. */
async function openChain(variables: Readonly<Record<string, string>>) {
  shared = await openSharedConfig();
  await shared.write('');
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return opened({ kind: 'custom', endpointUrl: fake.url, region: 'us-east-1' });
}

async function opened(connection: Connection) {
  const only = openOnly(connection, folder);
  const session = await only.sessions.open();
  return { ...only, identify: () => session.identity() };
}

async function processThatPrints(text: string, act = 'exit 0'): Promise<string> {
  const path = join(folder, 'process');
  await writeFile(path, `#!/bin/sh\ncat <<'END'\n${text}\nEND\n${act}\n`);
  await chmod(path, 0o755);
  return `credential_process = ${path}`;
}

const keysPrinted = (more: object = {}) => {
  const { accessKeyId, secretAccessKey } = fake.access(first);
  return JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    ...more,
  });
};

async function webIdentity(claims: object, role = 'Ci'): Promise<readonly string[]> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor((fake.cloud.now().getTime() + hour) / 1000);
  const path = join(folder, 'token');
  const all = { iss: issuer, sub: 'job', aud: 'aws', exp, ...claims };
  await writeFile(path, `${part({ alg: 'RS256' })}.${part(all)}.signature`);
  return [`role_arn = arn:aws:iam::${first}:role/${role}`, `web_identity_token_file = ${path}`];
}

const container = () => ({
  AWS_CONTAINER_CREDENTIALS_FULL_URI: `${fake.url}${fake.cloud.metadata.containerPath}`,
  AWS_CONTAINER_AUTHORIZATION_TOKEN: fake.cloud.metadata.containerToken,
});
const instance = () => ({
  AWS_EC2_METADATA_DISABLED: 'false',
  AWS_EC2_METADATA_SERVICE_ENDPOINT: fake.url,
});
const environment = () => {
  const { accessKeyId, secretAccessKey } = fake.access(first);
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
};
const legacySso = () => [
  `sso_start_url = ${fake.cloud.sso.startUrl}`,
  `sso_region = ${fake.cloud.sso.region}`,
  `sso_account_id = ${first}`,
  'sso_role_name = Science',
];
const careful = [
  `role_arn = arn:aws:iam::${first}:role/Guest`,
  'source_profile = keys',
  `mfa_serial = ${serial}`,
];
const keysProfile = () => {
  const { accessKeyId, secretAccessKey } = fake.access(first);
  return `[profile keys]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
};

const inProcess = test.skipIf(process.platform === 'win32');

type Window = Awaited<ReturnType<typeof opened>>;
const arn = (pattern: RegExp) => expect.stringMatching(pattern);
const inAnHour = () => new Date(Date.now() + hour).toISOString();
const anHourAgo = () => new Date(Date.now() - hour).toISOString();

async function openLegacySso(): Promise<Window> {
  const { sso } = fake.cloud;
  sso.assign(fake.account(first), 'Science');
  const only = await openProfile(legacySso());
  await shared.writeSsoToken(sso.startUrl, {
    ...sso.signIn(),
    refreshToken: undefined,
    expiresAt: inAnHour(),
  });
  return only;
}

async function openLogin(seconds?: number): Promise<Window> {
  const only = await openProfile([`login_session = ${loginSession}`]);
  await shared.writeLogin(
    loginSession,
    fake.cloud.signin.signIn(seconds === undefined ? undefined : { seconds }),
  );
  return only;
}

async function openCareful(code: string): Promise<Window> {
  const only = await openProfile(careful, keysProfile());
  only.enter(code);
  return only;
}

const onMachine = (open: () => Promise<Window>) => async () => {
  fake.cloud.metadata.roleName = 'Machine';
  return open();
};

const atEnd = { expiresAtMs: expect.any(Number) };

/** How it is opened, as whom it signs in, and what else is known then. */
const good: Readonly<Record<string, readonly [() => Promise<Window>, RegExp, object?]>> = {
  'credential process': [
    async () => openProfile([await processThatPrints(keysPrinted({ Expiration: inAnHour() }))]),
    /:user\/admin$/,
  ],
  'role of a credential process': [
    async () =>
      openProfile(
        [`role_arn = arn:aws:iam::${first}:role/Guest`, 'source_profile = vault'],
        `[profile vault]\n${await processThatPrints(keysPrinted())}\n`,
      ),
    /assumed-role\/Guest\//,
  ],
  'role with a code, of a credential process': [
    async () => {
      const vault = `[profile keys]\n${await processThatPrints(keysPrinted())}\n`;
      const only = await openProfile(careful, vault);
      only.enter('123456');
      return only;
    },
    /assumed-role\/Guest\//,
    atEnd,
  ],
  'web identity': [async () => openProfile(await webIdentity({})), /assumed-role\/Ci\//],
  container: [onMachine(() => openChain(container())), /assumed-role\/Machine\//],
  instance: [onMachine(() => openChain(instance())), /assumed-role\/Machine\//],
  'keys of the environment': [() => openChain(environment()), /:user\/admin$/],
  'keys of the environment that end': [
    () => openChain({ ...environment(), AWS_CREDENTIAL_EXPIRATION: inAnHour() }),
    /:user\/admin$/,
    atEnd,
  ],
  'SSO without a session section': [openLegacySso, /assumed-role\/AWSReservedSSO_Science_/, atEnd],
  'aws login': [() => openLogin(), /:user\/admin$/],
  'role with a code': [() => openCareful('123456'), /assumed-role\/Guest\//, atEnd],
  'role assumed from the environment': [
    async () => {
      const only = await openProfile([
        `role_arn = arn:aws:iam::${first}:role/Guest`,
        'credential_source = Environment',
      ]);
      for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
      return only;
    },
    /assumed-role\/Guest\//,
  ],
};

inProcess.each(Object.keys(good))('%s is signed in, with its end where nothing renews it', async (name) => {
  const [open, whom, more] = good[name] ?? expect.fail(name);
  const only = await open();
  await only.identify();
  const state = only.state();
  expect(state).toMatchObject({ kind: 'signed-in', accountId: first, arn: arn(whom), ...more });
  if (more === undefined) expect(state).not.toHaveProperty('expiresAtMs', expect.any(Number));
});

const ending = Object.keys(good).filter((name) => good[name]?.[2] !== undefined);

inProcess.each(ending)(
  'checks before a training count down the sign-in of %s, and see its end',
  async (name) => {
    const [open] = good[name] ?? expect.fail(name);
    const only = await open();
    const session = await only.sessions.open();
    const endsAtMs = (await session.signInEndsAtMs()) ?? expect.fail('it ends');
    const { signal } = new AbortController();
    const lineAt = async (nowMs: number) => {
      const { check } = await checkCredentials(session, { signal, now: () => new Date(nowMs) });
      const offered = check.state === 'passed' ? [] : check.fixes.map(({ kind }) => kind);
      return [check.state, checkText(check, (error) => explain(error).message, nowMs), offered];
    };
    expect(await lineAt(endsAtMs - 60 * 60_000)).toEqual(['passed', arn(/ until /), []]);
    const inMinutes = (text: string) => ['passed', `Signed in to account ${first} for ${text}`, []];
    expect(await lineAt(endsAtMs - 12.5 * 60_000)).toEqual(inMinutes('12 more min'));
    expect(await lineAt(endsAtMs - 1)).toEqual(inMinutes('less than a minute'));
    // Keys of the environment have nothing to sign in to.
    const fix = name.startsWith('keys') ? 'switchConnection' : 'signIn';
    expect(await lineAt(endsAtMs)).toEqual(['failed', arn(/expired/), [fix]]);
  },
);

inProcess('checks before a training name no end where credentials renew themselves', async () => {
  const only = await openProfile([await processThatPrints(keysPrinted({ Expiration: inAnHour() }))]);
  const session = await only.sessions.open();
  const { signal } = new AbortController();
  const { check } = await checkCredentials(session, { signal, now: () => new Date() });
  expect(check).toMatchObject({ state: 'passed', facts: { accountId: first } });
  expect(check).not.toHaveProperty('facts.expiresAtMs');
});

/** How it is opened, the failure of its first call, and the state after it. */
const bad: Readonly<Record<string, readonly [() => Promise<Window>, code: string, kind: string]>> = {
  'credential process that fails': [
    async () => openProfile([await processThatPrints('', 'exit 1')]),
    'credentials-missing',
    'signed-out',
  ],
  'credential process that prints a page': [
    async () => openProfile([await processThatPrints('<html>')]),
    'credentials-missing',
    'signed-out',
  ],
  'credential process with keys of yesterday': [
    async () => openProfile([await processThatPrints(keysPrinted({ Expiration: anHourAgo() }))]),
    'credentials-expired',
    'expired',
  ],
  'credential process that is not installed': [
    () => openProfile(['credential_process = /nowhere/vault get']),
    'credentials-missing',
    'signed-out',
  ],
  'web identity whose token has expired': [
    async () => openProfile(await webIdentity({ exp: 1 })),
    'credentials-expired',
    'expired',
  ],
  'web identity that the role does not trust': [
    async () => openProfile(await webIdentity({ iss: 'https://other' })),
    'access-denied',
    'denied',
  ],
  'web identity without its token': [
    () =>
      openProfile([`role_arn = arn:aws:iam::${first}:role/Ci`, 'web_identity_token_file = /nowhere/token']),
    'credentials-missing',
    'signed-out',
  ],
  'container with the token of another': [
    onMachine(() => openChain({ ...container(), AWS_CONTAINER_AUTHORIZATION_TOKEN: 'guessed' })),
    'credentials-missing',
    'signed-out',
  ],
  'environment with a wrong secret': [
    () => openChain({ ...environment(), AWS_SECRET_ACCESS_KEY: 'guessed' }),
    'credentials-rejected',
    'denied',
  ],
  'environment without keys': [() => openChain({}), 'credentials-missing', 'signed-out'],
  'SSO that nobody signed in to': [() => openProfile(legacySso()), 'not-signed-in', 'signed-out'],
  'aws login that nobody signed in to': [
    () => openProfile([`login_session = ${loginSession}`]),
    'not-signed-in',
    'signed-out',
  ],
  'aws login that has ended': [
    async () => {
      const only = await openLogin(60);
      fake.cloud.signin.signOut();
      return only;
    },
    'credentials-expired',
    'expired',
  ],
  'role with a wrong code': [() => openCareful('000000'), 'mfa-code-rejected', 'signed-out'],
  'profile that was removed': [
    async () => {
      await openProfile([]);
      return opened({ kind: 'aws', profile: 'gone', region: 'us-east-1' });
    },
    'credentials-missing',
    'signed-out',
  ],
};

inProcess.each(Object.keys(bad))('%s leaves one state with one reason', async (name) => {
  const [open, code, kind] = bad[name] ?? expect.fail(name);
  const only = await open();
  await expect(only.identify()).rejects.toMatchObject({ code });
  expect(only.state().kind).toBe(kind);
});

/** What is offered first, of each kind of connection. */
const wayOut: Readonly<Record<string, 'signIn' | 'editProfile' | 'refresh'>> = {
  'credential process that fails': 'editProfile',
  'credential process with keys of yesterday': 'editProfile',
  'web identity whose token has expired': 'editProfile',
  'container with the token of another': 'refresh',
  'environment with a wrong secret': 'refresh',
  'environment without keys': 'refresh',
  'SSO that nobody signed in to': 'signIn',
  'aws login that nobody signed in to': 'signIn',
  'aws login that has ended': 'signIn',
  'role with a wrong code': 'signIn',
  'profile that was removed': 'refresh',
};

inProcess.each(Object.entries(wayOut))(
  '%s: %s is offered, for the connection that failed',
  async (name, offered) => {
    const [open] = bad[name] ?? expect.fail(name);
    const only = await open();
    const [first, second] = explain(await only.identify().catch((error: unknown) => error)).remedies;
    const config = { file: join(shared.home, '.aws', 'config'), line: 1 };
    const ways = {
      signIn: { kind: 'signIn', connectionId: 'aws:p@us-east-1' },
      editProfile: { kind: 'editProfile', ...config },
      refresh: { kind: 'refresh' },
    };
    expect([first, second]).toEqual([ways[offered], { kind: 'switchConnection' }]);
    const state = only.state();
    expect('failure' in state && canSignIn(state)).toBe(offered === 'signIn');
  },
);

inProcess('profile that was removed is named', async () => {
  await openProfile([]);
  const only = opened({ kind: 'aws', profile: 'gone', region: 'us-east-1' });
  const error: unknown = await (await only).identify().catch((failure: unknown) => failure);
  expect(explain(error).message).toBe('Profile gone is not in your AWS config or credentials file.');
});

test('a call that a service refuses as expired offers the sign-in of its own connection', async () => {
  const only = await openLegacySso();
  const { aws } = await only.sessions.open();
  fake.setFaults({ name: 'expired', operation: 'ListTrainingJobs' });
  const error: unknown = await aws.listTrainingJobs({ pageSize: 1 }).catch((failure: unknown) => failure);
  fake.setFaults();
  expect(explain(error).remedies[0]).toEqual({ kind: 'signIn', connectionId: 'aws:p@us-east-1' });
});

test('no MFA code is requested while the source profile has no credentials', async () => {
  const only = await openProfile(careful, `[profile keys]\n${legacySso().join('\n')}\n`);
  await expect(only.identify()).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(only.asked).toEqual([]);
  const lost = await openProfile(careful);
  await expect(lost.identify()).rejects.toMatchObject({ code: 'credentials-missing' });
  expect(lost.asked).toEqual([]);
});
