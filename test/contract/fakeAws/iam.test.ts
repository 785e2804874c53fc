import * as iam from '@aws-sdk/client-iam';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  CreateBucketCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { trustsSageMaker } from '../../fakeAws/identity/account.ts';
import type { PolicyDocument } from '../../fakeAws/identity/policies.ts';
import { clientsOfFake, first } from './fakeClients.ts';

let fake: FakeAws;
beforeAll(async () => {
  fake = await openFakeAws({ accounts: [first] });
});
afterAll(() => fake.stop());

const least: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::tables',
      Condition: { StringLike: { 's3:prefix': ['mine/*', 'mine'] } },
    },
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::tables/mine/*' },
    { Effect: 'Deny', Action: 's3:Put*', Resource: 'arn:aws:s3:::tables/mine/kept/*' },
  ],
};
const documentOf = (text: string | undefined): unknown => JSON.parse(decodeURIComponent(text ?? ''));

test('role is created with its policy and tags, described, and deleted again', async () => {
  const { iam: client } = clientsOfFake(fake);
  const RoleName = 'LinearLearner';
  const { Role } = await client.send(
    new iam.CreateRoleCommand({
      RoleName,
      Path: '/service-role/',
      AssumeRolePolicyDocument: JSON.stringify(trustsSageMaker),
      Description: 'of a test',
      Tags: [{ Key: 'a', Value: 'b' }],
    }),
  );
  expect(Role?.Arn).toBe(`arn:aws:iam::${first}:role/service-role/${RoleName}`);
  expect(documentOf(Role?.AssumeRolePolicyDocument)).toEqual(trustsSageMaker);
  await client.send(new iam.TagRoleCommand({ RoleName, Tags: [{ Key: 'c', Value: 'd' }] }));
  expect((await client.send(new iam.GetRoleCommand({ RoleName }))).Role).toMatchObject({
    Description: 'of a test',
    Tags: [{ Key: 'a' }, { Key: 'c', Value: 'd' }],
  });
  const own = { RoleName, PolicyName: 'least' };
  await client.send(new iam.PutRolePolicyCommand({ ...own, PolicyDocument: JSON.stringify(least) }));
  const { PolicyDocument: put } = await client.send(new iam.GetRolePolicyCommand(own));
  expect(documentOf(put)).toEqual(least);
  expect((await client.send(new iam.ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['least']);
  await expect(client.send(new iam.DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
  });
  await client.send(new iam.DeleteRolePolicyCommand(own));
  await client.send(new iam.DeleteRoleCommand({ RoleName }));
  await expect(client.send(new iam.GetRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `The role with name ${RoleName} cannot be found.`,
  });
});

test('roles come in pages, with their trust encoded as in a URL', async () => {
  const account = fake.account(first);
  for (let count = 0; count < 250; count += 1)
    account.addRole(`many-${count}`, { path: '/many/', policies: {} });
  const { iam: client } = clientsOfFake(fake);
  const names: (string | undefined)[] = [];
  let pages = 0;
  for await (const { Roles = [] } of iam.paginateListRoles({ client }, { PathPrefix: '/many/' })) {
    pages += 1;
    names.push(...Roles.map(({ RoleName }) => RoleName));
    expect(documentOf(Roles[0]?.AssumeRolePolicyDocument)).toEqual(trustsSageMaker);
  }
  expect([pages, new Set(names).size]).toEqual([3, 250]);
});

test('alias of an account is listed where it has one', async () => {
  const { iam: client } = clientsOfFake(fake);
  const aliases = async () => (await client.send(new iam.ListAccountAliasesCommand({}))).AccountAliases;
  expect(await aliases()).toEqual([]);
  fake.account(first).alias = 'acme-science';
  expect(await aliases()).toEqual(['acme-science']);
});

test('simulation says what the policies of a role allow, deny, and need to know', async () => {
  const { arn } = fake.account(first).addRole('Simulated', { policies: { least } });
  const { iam: client } = clientsOfFake(fake);
  const simulate = async (action: string, resource: string, prefix?: string) => {
    const context =
      prefix === undefined
        ? []
        : [{ ContextKeyName: 's3:prefix', ContextKeyType: 'string' as const, ContextKeyValues: [prefix] }];
    const { EvaluationResults } = await client.send(
      new iam.SimulatePrincipalPolicyCommand({
        PolicySourceArn: arn,
        ActionNames: [action],
        ResourceArns: [resource],
        ContextEntries: context,
      }),
    );
    const [result] = EvaluationResults ?? [];
    return [result?.EvalDecision, result?.MissingContextValues];
  };
  expect(await simulate('s3:GetObject', 'arn:aws:s3:::tables/mine/a')).toEqual(['allowed', []]);
  expect(await simulate('s3:getobject', 'arn:aws:s3:::tables/mine/a')).toEqual(['allowed', []]);
  expect(await simulate('s3:GetObject', 'arn:aws:s3:::tables/yours/a')).toEqual(['implicitDeny', []]);
  expect(await simulate('s3:PutObject', 'arn:aws:s3:::tables/mine/kept/a')).toEqual(['explicitDeny', []]);
  expect(await simulate('s3:ListBucket', 'arn:aws:s3:::tables')).toEqual(['implicitDeny', ['s3:prefix']]);
  expect(await simulate('s3:ListBucket', 'arn:aws:s3:::tables', 'mine/x')).toEqual(['allowed', []]);
  expect(await simulate('s3:ListBucket', 'arn:aws:s3:::tables', 'yours')).toEqual(['implicitDeny', []]);
});

test('user may do what the policies of the user allow, and no more', async () => {
  await clientsOfFake(fake).s3.send(new CreateBucketCommand({ Bucket: 'tables' }));
  const keys = fake.account(first).addUser('ada', { policies: [least] });
  const { s3, iam: client } = clientsOfFake(fake, { keys });
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: 'tables', Key, Body: 'x' }));
  await put('mine/a');
  await s3.send(new ListObjectsV2Command({ Bucket: 'tables', Prefix: 'mine/' }));
  await expect(s3.send(new ListObjectsV2Command({ Bucket: 'tables' }))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: arn:aws:iam::${first}:user/ada is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::tables" because no identity-based policy allows the s3:ListBucket action`,
  });
  await expect(put('mine/kept/a')).rejects.toMatchObject({
    message: expect.stringContaining('with an explicit deny in an identity-based policy'),
  });
  // Who may not list the bucket does not learn what is missing.
  await expect(
    s3.send(new GetObjectCommand({ Bucket: 'tables', Key: 'mine/missing' })),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(client.send(new iam.ListRolesCommand({}))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: arn:aws:iam::${first}:user/ada is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::${first}:role/ because no identity-based policy allows the iam:ListRoles action`,
  });
});
