import {
  fromContainerMetadata,
  fromHttp,
  fromIni,
  fromInstanceMetadata,
} from '@aws-sdk/credential-providers';
import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { S3Client, ListBucketsCommand } from '@aws-sdk/client-s3';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { trustOf } from '../../fakeAws/identity/policies.ts';
import { clientsOfFake, first, other } from './fakeClients.ts';
import type { GivenKeys } from './fakeClients.ts';
import { openSharedConfig } from './sharedConfig.ts';
import type { SharedConfigFolder } from './sharedConfig.ts';

let fake: FakeAws;
let shared: SharedConfigFolder;
beforeAll(async () => {
  shared = await openSharedConfig();
  fake = await openFakeAws({ accounts: [first, other] });
  fake.account(other).addRole('Guest', { trust: trustOf({ AWS: first }) });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await fake.stop();
  await shared.remove();
});

const arnOf = async (keys: GivenKeys) =>
  (await clientsOfFake(fake, { keys }).sts.send(new GetCallerIdentityCommand({}))).Arn;

test('profile leads every service to the fake by its services section or endpoint URL', async () => {
  const { accessKeyId, secretAccessKey } = fake.access(first);
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\nregion = us-east-1\n`;
  const sections = ['sts', 's3', 'iam'].map((name) => `${name} =\n  endpoint_url = ${fake.url}\n`).join('');
  await shared.write(
    `[profile url]\n${keys}endpoint_url = ${fake.url}\n[profile parts]\n${keys}services = mine\n[services mine]\n${sections}`,
  );
  for (const profile of ['url', 'parts']) {
    vi.stubEnv('AWS_PROFILE', profile);
    fake.setFaults();
    const client = { profile, maxAttempts: 1, credentials: fromIni({ profile, ignoreCache: true }) };
    await new STSClient(client).send(new GetCallerIdentityCommand({}));
    await new S3Client({ ...client, forcePathStyle: true }).send(new ListBucketsCommand({}));
    await new IAMClient(client).send(new ListRolesCommand({}));
    expect(fake.operations).toEqual(['GetCallerIdentity', 'ListBuckets', 'ListRoles']);
  }
  vi.stubEnv('AWS_PROFILE', undefined);
});

test('profile assumes a role of another account, with a code where the role wants one', async () => {
  const serial = `arn:aws:iam::${first}:mfa/admin`;
  fake.account(first).mfaDevices.set(serial, '123456');
  const { accessKeyId, secretAccessKey } = fake.access(first);
  await shared.write(
    `[profile guest]\nrole_arn = arn:aws:iam::${other}:role/Guest\nsource_profile = base\nmfa_serial = ${serial}\nrole_session_name = ada\nregion = us-east-1\n[profile base]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const keys = await fromIni({
    profile: 'guest',
    ignoreCache: true,
    mfaCodeProvider: async () => '123456',
    clientConfig: { endpoint: fake.url, region: 'us-east-1' },
  })();
  expect(await arnOf(keys)).toBe(`arn:aws:sts::${other}:assumed-role/Guest/ada`);
});

test('session of aws login is used, and renewed with its key until it has ended', async () => {
  const { signin } = fake.cloud;
  const session = `arn:aws:iam::${first}:user/admin`;
  await shared.write(`[profile login]\nlogin_session = ${session}\nregion = us-east-1\n`);
  const resolve = fromIni({
    profile: 'login',
    ignoreCache: true,
    clientConfig: { endpoint: fake.url, region: 'us-east-1' },
  });
  await shared.writeLogin(session, signin.signIn());
  fake.setFaults();
  expect(await arnOf(await resolve())).toBe(session);
  expect(fake.operations).not.toContain('CreateOAuth2Token');
  await shared.writeLogin(session, signin.signIn({ seconds: 60 }));
  expect(await arnOf(await resolve())).toBe(session);
  expect(fake.operations).toContain('CreateOAuth2Token');
  await shared.writeLogin(session, signin.signIn({ seconds: 60 }));
  signin.signOut();
  await expect(resolve()).rejects.toThrow('Your session has expired. Please reauthenticate.');
});

test('container and instance hand out the keys of their role, to who has their token', async () => {
  const { metadata } = fake.cloud;
  fake.account(first).addRole('Machine');
  metadata.roleName = 'Machine';
  const container = (awsContainerAuthorizationToken: string) =>
    fromHttp({
      awsContainerCredentialsFullUri: `${fake.url}${metadata.containerPath}`,
      awsContainerAuthorizationToken,
      maxRetries: 0,
    })();
  expect(await arnOf(await container(metadata.containerToken))).toContain('assumed-role/Machine/');
  await expect(container('guessed')).rejects.toThrow('403');
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${fake.url}${metadata.containerPath}`);
  vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN', metadata.containerToken);
  expect(await arnOf(await fromContainerMetadata()())).toContain('assumed-role/Machine/');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', fake.url);
  expect(await arnOf(await fromInstanceMetadata({ maxRetries: 0 })())).toContain('assumed-role/Machine/');
  metadata.roleName = undefined;
  await expect(fromInstanceMetadata({ maxRetries: 0 })()).rejects.toThrow();
});
