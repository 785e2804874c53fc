import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { trustOf } from '../../fakeAws/identity/policies.ts';
import { first, hour, other } from './fakeClients.ts';
import { openOnly } from './onlyConnection.ts';
import { openSharedConfig } from './sharedConfig.ts';
import type { SharedConfigFolder } from './sharedConfig.ts';

let fake: FakeAws;
let shared: SharedConfigFolder;
let folder = '';
const serial = `arn:aws:iam::${first}:mfa/admin`;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-connections-'));
  shared = await openSharedConfig();
  fake = await openFakeAws({ accounts: [first, other] });
  fake.account(other).addRole('Guest', { trust: trustOf({ AWS: first }) });
  fake.account(first).mfaDevices.set(serial, '123456');
  const { sso } = fake.cloud;
  sso.assign(fake.account(first), 'Science');
  const { accessKeyId, secretAccessKey } = fake.access(first);
  const place = `region = us-east-1\nendpoint_url = ${fake.url}\n`;
  const guest = `role_arn = arn:aws:iam::${other}:role/Guest\nrole_session_name = ada\nsource_profile = keys\n${place}`;
  await shared.write(
    [
      `[profile keys]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n${place}`,
      `[profile wrong]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = wrong\n${place}`,
      `[profile guest]\n${guest}`,
      `[profile careful]\n${guest}mfa_serial = ${serial}\n`,
      `[sso-session acme]\nsso_start_url = ${sso.startUrl}\nsso_region = ${sso.region}\n`,
      `[profile science]\nsso_session = acme\nsso_account_id = ${first}\nsso_role_name = Science\n${place}`,
      `[profile barred]\nsso_session = acme\nsso_account_id = ${other}\nsso_role_name = Science\n${place}`,
      `[profile away]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\nregion = us-east-1\nendpoint_url = http://127.0.0.1:1\n`,
    ].join(''),
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await fake.stop();
  await shared.remove();
  await rm(folder, { recursive: true, force: true });
});

const openConnection = (profile: string) => openOnly({ kind: 'aws', profile, region: 'us-east-1' }, folder);

test.each([
  ['keys', first, /:user\/admin$/],
  ['guest', other, /assumed-role\/Guest\/ada$/],
])('profile %s is signed in once its identity is known', async (profile, accountId, arn) => {
  const opened = openConnection(profile);
  const session = await opened.sessions.open();
  expect(opened.state()).toEqual({ kind: 'unknown' });
  await session.identity();
  expect(opened.state()).toMatchObject({ kind: 'signed-in', accountId, arn: expect.stringMatching(arn) });
});

test('alias of the account is known once it was looked up, and an account without one has none', async () => {
  fake.account(first).alias = 'acme';
  const opened = openConnection('keys');
  const session = await opened.sessions.open();
  await session.lookUpAlias();
  expect(opened.state()).toMatchObject({ kind: 'signed-in', accountId: first, accountAlias: 'acme' });
  const guest = openConnection('guest');
  await (await guest.sessions.open()).lookUpAlias();
  expect(guest.state()).not.toHaveProperty('accountAlias', expect.any(String));
});

test('role with a code is signed out until the user enters it, and then ends with its credentials', async () => {
  const opened = openConnection('careful');
  const session = await opened.sessions.open();
  await expect(session.aws.listBuckets()).rejects.toMatchObject({
    code: 'mfa-code-needed',
    facts: { serialNumber: serial },
  });
  expect(opened.state().kind).toBe('signed-out');
  opened.enter('123456');
  await session.identity();
  expect(opened.state()).toMatchObject({ kind: 'signed-in', expiresAtMs: expect.any(Number) });
  expect(opened.asked).toEqual([serial, serial]);
});

test.each([
  ['science', 'signed-out'],
  ['wrong', 'denied'],
  ['away', 'offline'],
])('list of profile %s shows that the connection is %s', async (profile, kind) => {
  const opened = openConnection(profile);
  const session = await opened.sessions.open();
  await expect(session.aws.listEndpoints()).rejects.toThrow();
  expect(opened.state().kind).toBe(kind);
});

test('profile whose role is not assigned is denied, and the one beside it is signed in', async () => {
  const token = { ...fake.cloud.sso.signIn(), expiresAt: new Date(Date.now() + hour).toISOString() };
  await shared.writeSsoToken('acme', token);
  const barred = openConnection('barred');
  await expect((await barred.sessions.open()).aws.listEndpoints()).rejects.toThrow();
  expect(barred.state().kind).toBe('denied');
  const science = openConnection('science');
  await (await science.sessions.open()).identity();
  expect(science.state().kind).toBe('signed-in');
});
