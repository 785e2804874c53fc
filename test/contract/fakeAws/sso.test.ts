import { createHash, randomBytes } from 'node:crypto';
import { fromIni } from '@aws-sdk/credential-providers';
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { clientsOfFake, first, hour, other } from './fakeClients.ts';
import { openSharedConfig } from './sharedConfig.ts';
import type { SharedConfigFolder } from './sharedConfig.ts';

let fake: FakeAws;
let shared: SharedConfigFolder;
let oidc: SSOOIDCClient;
beforeAll(async () => {
  shared = await openSharedConfig();
  fake = await openFakeAws({ accounts: [first, other] });
  const { sso } = fake.cloud;
  sso.assign(fake.account(first), 'Science');
  sso.assign(fake.account(first), 'Billing');
  sso.assign(fake.account(other), 'Science', { accountName: 'sandbox' });
  oidc = new SSOOIDCClient({ region: 'us-east-1', endpoint: fake.url, maxAttempts: 1 });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await fake.stop();
  await shared.remove();
});

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const register = (redirectUris: readonly string[] = []) =>
  oidc.send(
    new RegisterClientCommand({
      clientName: 'a test',
      clientType: 'public',
      scopes: ['sso:account:access'],
      redirectUris: [...redirectUris],
      issuerUrl: fake.cloud.sso.startUrl,
    }),
  );

test('device is signed in once its code is approved, and not polled too often', async () => {
  const { sso } = fake.cloud;
  const { clientId, clientSecret } = await register();
  const client = { clientId, clientSecret };
  const {
    deviceCode,
    userCode = '',
    interval = 0,
  } = await oidc.send(new StartDeviceAuthorizationCommand({ ...client, startUrl: sso.startUrl }));
  const poll = () => oidc.send(new CreateTokenCommand({ ...client, deviceCode, grantType: deviceGrant }));
  await expect(poll()).rejects.toMatchObject({
    name: 'AuthorizationPendingException',
    error: 'authorization_pending',
  });
  await expect(poll()).rejects.toMatchObject({ name: 'SlowDownException', error: 'slow_down' });
  sso.decide(userCode, 'approved');
  fake.pass((interval + 5) * 1000);
  const { accessToken = '', expiresIn } = await poll();
  expect([sso.isSignedIn(accessToken), expiresIn]).toEqual([true, 8 * 3600]);
  fake.pass(hour);
  await expect(poll()).rejects.toMatchObject({ name: 'InvalidGrantException' });
});

test('device code that is declined, or not approved in time, is good for nothing', async () => {
  const { sso } = fake.cloud;
  const { clientId, clientSecret } = await register();
  const client = { clientId, clientSecret };
  const start = () => oidc.send(new StartDeviceAuthorizationCommand({ ...client, startUrl: sso.startUrl }));
  const poll = (deviceCode: string | undefined) =>
    oidc.send(new CreateTokenCommand({ ...client, deviceCode, grantType: deviceGrant }));
  const declined = await start();
  sso.decide(declined.userCode ?? '', 'denied');
  await expect(poll(declined.deviceCode)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const late = await start();
  fake.pass((late.expiresIn ?? 0) * 1000);
  await expect(poll(late.deviceCode)).rejects.toMatchObject({
    name: 'ExpiredTokenException',
    error: 'expired_token',
  });
});

/** What the authorization page answers a browser with. */
async function authorize(client: string | undefined, redirectUri: string, verifier: string): Promise<URL> {
  const page = new URL('/authorize', fake.url);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  page.search = new URLSearchParams({
    response_type: 'code',
    client_id: client ?? '',
    redirect_uri: redirectUri,
    state: 'a state',
    code_challenge_method: 'S256',
    code_challenge: challenge,
    scopes: 'sso:account:access',
  }).toString();
  const answer = await fetch(page, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? 'http://refused');
}

test('authorization code with PKCE is good once, at the address that it was made for', async () => {
  const { clientId, clientSecret } = await register(['http://127.0.0.1/oauth/callback']);
  const redirectUri = 'http://127.0.0.1:12345/oauth/callback';
  const verifier = randomBytes(32).toString('base64url');
  const location = await authorize(clientId, redirectUri, verifier);
  expect(location.href).toContain(`${redirectUri}?`);
  expect(location.searchParams.get('state')).toBe('a state');
  const redeem = (code: string, codeVerifier: string) =>
    oidc.send(
      new CreateTokenCommand({
        clientId,
        clientSecret,
        grantType: 'authorization_code',
        redirectUri,
        code,
        codeVerifier,
      }),
    );
  const code = location.searchParams.get('code') ?? '';
  const { accessToken = '', refreshToken } = await redeem(code, verifier);
  expect(fake.cloud.sso.isSignedIn(accessToken)).toBe(true);
  await expect(redeem(code, verifier)).rejects.toMatchObject({ name: 'InvalidGrantException' });
  const again = await authorize(clientId, redirectUri, verifier);
  await expect(redeem(again.searchParams.get('code') ?? '', 'guessed')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  expect((await authorize(clientId, 'http://127.0.0.1:1/elsewhere', verifier)).host).toBe('refused');
  const renew = () =>
    oidc.send(new CreateTokenCommand({ clientId, clientSecret, grantType: 'refresh_token', refreshToken }));
  expect((await renew()).accessToken).not.toBe(accessToken);
  await expect(renew()).rejects.toMatchObject({ name: 'InvalidGrantException' });
  fake.cloud.sso.allows = false;
  expect((await authorize(clientId, redirectUri, verifier)).searchParams.get('error')).toBe('access_denied');
  fake.cloud.sso.allows = true;
});

test('client is refused with a wrong secret, and after its registration has expired', async () => {
  const { clientId, clientSecret } = await register();
  const start = (secret: string | undefined) =>
    oidc.send(
      new StartDeviceAuthorizationCommand({
        clientId,
        clientSecret: secret,
        startUrl: fake.cloud.sso.startUrl,
      }),
    );
  await expect(start('guessed')).rejects.toMatchObject({ name: 'InvalidClientException' });
  fake.pass(91 * 24 * hour);
  await expect(start(clientSecret)).rejects.toMatchObject({ name: 'InvalidClientException' });
});

const profile = (name: string, account: string, role: string) =>
  `[profile ${name}]\nsso_session = acme\nsso_account_id = ${account}\nsso_role_name = ${role}\nregion = us-east-1\n`;

test('profile of an SSO session calls as its role, until the session ends', async () => {
  const { sso } = fake.cloud;
  await shared.write(
    `[sso-session acme]\nsso_start_url = ${sso.startUrl}\nsso_region = ${sso.region}\n${profile('science', other, 'Science')}${profile('none', other, 'Billing')}`,
  );
  // The client knows nothing of the time that passed here.
  const token = { ...sso.signIn(), expiresAt: new Date(Date.now() + hour).toISOString() };
  await shared.writeSsoToken('acme', token);
  const clientConfig = { endpoint: fake.url, maxAttempts: 1 };
  const keys = await fromIni({ profile: 'science', ignoreCache: true, clientConfig })();
  expect(await clientsOfFake(fake, { keys }).sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: other,
    Arn: expect.stringMatching(/assumed-role\/AWSReservedSSO_Science_[0-9a-f]{16}\/ada@example\.com$/),
  });
  await expect(fromIni({ profile: 'none', ignoreCache: true, clientConfig })()).rejects.toThrow(/No access/);
  sso.signOut();
  await expect(fromIni({ profile: 'science', ignoreCache: true, clientConfig })()).rejects.toThrow(
    /Session token not found or invalid/,
  );
});

test('portal lists accounts and their roles in pages, and ends a session', async () => {
  const { accessToken } = fake.cloud.sso.signIn();
  const call = async (path: string, method = 'GET') => {
    const answer = await fetch(new URL(path, fake.url), {
      method,
      headers: { 'x-amz-sso_bearer_token': accessToken },
    });
    return answer.json();
  };
  expect(await call('/assignment/accounts?max_result=1')).toEqual({
    accountList: [{ accountId: first, accountName: first, emailAddress: `${first}@example.com` }],
    nextToken: '1',
  });
  expect(await call('/assignment/accounts?max_result=1&next_token=1')).toMatchObject({
    accountList: [{ accountName: 'sandbox' }],
  });
  expect(await call(`/assignment/roles?account_id=${first}`)).toEqual({
    roleList: ['Science', 'Billing'].map((roleName) => ({ roleName, accountId: first })),
  });
  await call('/logout', 'POST');
  expect(await call(`/federation/credentials?account_id=${first}&role_name=Science`)).toMatchObject({
    message: 'Session token not found or invalid',
  });
});
