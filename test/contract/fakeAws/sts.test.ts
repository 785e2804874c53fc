import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListModelsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { trustOf } from '../../fakeAws/identity/policies.ts';
import { clientsOfFake, first, hour, keysOf, other } from './fakeClients.ts';

let fake: FakeAws;
beforeAll(async () => {
  fake = await openFakeAws({ accounts: [first, other] });
  fake.account(first).addRole('Science', {
    trust: trustOf({ AWS: [`arn:aws:iam::${first}:root`, `arn:aws:iam::${other}:root`] }),
  });
});
afterAll(() => fake.stop());

const role = `arn:aws:iam::${first}:role/Science`;
const identity = new GetCallerIdentityCommand({});

test('caller is the user of the access key', async () => {
  expect(await clientsOfFake(fake).sts.send(identity)).toMatchObject({
    Account: first,
    Arn: `arn:aws:iam::${first}:user/admin`,
  });
  expect(await clientsOfFake(fake, { accountId: other }).sts.send(identity)).toMatchObject({
    Account: other,
  });
});

test('assumed role calls with its session until that expires', async () => {
  const assumed = await clientsOfFake(fake, { accountId: other }).sts.send(
    new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'ada', DurationSeconds: 900 }),
  );
  const keys = keysOf(assumed);
  const { sts, s3, sagemaker } = clientsOfFake(fake, { keys });
  expect(await sts.send(identity)).toMatchObject({ Arn: `arn:aws:sts::${first}:assumed-role/Science/ada` });
  expect(keys.expiresAtMs).toBeLessThanOrEqual(fake.cloud.now().getTime() + 900_000);
  await sagemaker.send(new ListModelsCommand({}));
  fake.pass(900_001);
  await expect(sts.send(identity)).rejects.toMatchObject({ name: 'ExpiredToken' });
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
  await expect(sagemaker.send(new ListModelsCommand({}))).rejects.toMatchObject({
    name: 'ExpiredTokenException',
  });
});

test('session of a role that was revoked is refused', async () => {
  const RoleArn = fake.account(first).addRole('Revoked', { trust: trustOf({ AWS: first }) }).arn;
  const assumed = await clientsOfFake(fake).sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ada' }),
  );
  const { sts } = clientsOfFake(fake, { keys: keysOf(assumed) });
  await sts.send(identity);
  fake.cloud.keys.revoke(RoleArn);
  await expect(sts.send(identity)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test('role that trusts only callers with MFA needs the code of the device', async () => {
  const serial = `arn:aws:iam::${first}:mfa/ada`;
  fake.account(first).mfaDevices.set(serial, '123456');
  const [statement] = [trustOf({ AWS: first }).Statement].flat();
  fake.account(first).addRole('Guarded', {
    trust: {
      Statement: [
        { Effect: 'Allow', ...statement, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
      ],
    },
  });
  const { sts } = clientsOfFake(fake);
  const request = { RoleArn: `arn:aws:iam::${first}:role/Guarded`, RoleSessionName: 'ada' };
  const withCode = (TokenCode: string) =>
    new AssumeRoleCommand({ ...request, SerialNumber: serial, TokenCode });
  await expect(sts.send(new AssumeRoleCommand(request))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: arn:aws:iam::${first}:user/admin is not authorized to perform: sts:AssumeRole on resource: ${request.RoleArn}`,
  });
  await expect(sts.send(withCode('000000'))).rejects.toMatchObject({
    message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
  });
  expect((await sts.send(withCode('123456'))).AssumedRoleUser?.Arn).toContain('assumed-role/Guarded/ada');
  const session = await sts.send(new GetSessionTokenCommand({ SerialNumber: serial, TokenCode: '123456' }));
  await clientsOfFake(fake, { keys: keysOf(session) }).sts.send(new AssumeRoleCommand(request));
});

const tokenOf = (claims: object) =>
  ['{}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');

test('web identity of a trusted issuer assumes a role without a signature', async () => {
  const provider = `arn:aws:iam::${first}:oidc-provider/ci.example.com`;
  fake.account(first).addRole('Ci', {
    trust: {
      Statement: {
        Effect: 'Allow',
        Principal: { Federated: provider },
        Action: 'sts:AssumeRoleWithWebIdentity',
      },
    },
  });
  const { sts } = clientsOfFake(fake);
  const exp = Math.floor((fake.cloud.now().getTime() + hour) / 1000);
  const claims = { iss: 'https://ci.example.com', sub: 'job', aud: 'aws', exp };
  const send = (token: string) =>
    sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: `arn:aws:iam::${first}:role/Ci`,
        RoleSessionName: 'ci',
        WebIdentityToken: token,
      }),
    );
  const answer = await send(tokenOf(claims));
  expect(answer).toMatchObject({ SubjectFromWebIdentityToken: 'job', Provider: provider });
  await clientsOfFake(fake, { keys: keysOf(answer) }).sts.send(identity);
  await expect(send(tokenOf({ ...claims, exp: 1 }))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  await expect(send(tokenOf({ ...claims, iss: 'https://other' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(send('no token')).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' });
});

test('wrong secret, unknown key and a session without its token are refused', async () => {
  const admin = fake.access(first);
  const send = (keys: Parameters<typeof clientsOfFake>[1]) => clientsOfFake(fake, keys).sts.send(identity);
  await expect(send({ keys: { ...admin, secretAccessKey: 'guessed' } })).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  });
  await expect(send({ keys: { ...admin, accessKeyId: 'AKIANOBODY' } })).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
  });
  const { accessKeyId, secretAccessKey } = keysOf(
    await clientsOfFake(fake).sts.send(new GetSessionTokenCommand({})),
  );
  await expect(send({ keys: { accessKeyId, secretAccessKey } })).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
  });
});
