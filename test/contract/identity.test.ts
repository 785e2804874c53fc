import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { sendSigned } from './rawRequest.ts';
import { roleArn } from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const iam = (Action: string, parameters: Readonly<Record<string, string>>) =>
  sendSigned(server, 'iam', {
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams({ Action, Version: '2010-05-08', ...parameters }).toString(),
  });
const valuesOf = (xml: string, name: string) =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, value]) => value);

test('execution role is allowed every action on every resource', async () => {
  const { status, body } = await iam('SimulatePrincipalPolicy', {
    PolicySourceArn: roleArn,
    'ActionNames.member.1': 's3:PutObject',
    'ActionNames.member.2': 'sagemaker:CreateTrainingJob',
    'ResourceArns.member.1': 'arn:aws:s3:::tables/*',
    'ContextEntries.member.1.ContextKeyName': 'iam:PassedToService',
    'ContextEntries.member.1.ContextKeyType': 'string',
    'ContextEntries.member.1.ContextKeyValues.member.1': 'sagemaker.amazonaws.com',
  });
  expect(status).toBe(200);
  expect(valuesOf(body, 'EvalActionName')).toEqual(['s3:PutObject', 'sagemaker:CreateTrainingJob']);
  expect(valuesOf(body, 'EvalResourceName')).toEqual(['arn:aws:s3:::tables/*', 'arn:aws:s3:::tables/*']);
  expect(valuesOf(body, 'EvalDecision')).toEqual(['allowed', 'allowed']);
  expect(valuesOf(body, 'IsTruncated')).toEqual(['false']);
});

test('decisions come in pages', async () => {
  const parameters = {
    PolicySourceArn: roleArn,
    'ActionNames.member.1': 's3:GetObject',
    'ActionNames.member.2': 's3:PutObject',
    MaxItems: '1',
  };
  const first = (await iam('SimulatePrincipalPolicy', parameters)).body;
  expect([valuesOf(first, 'EvalActionName'), valuesOf(first, 'IsTruncated')]).toEqual([
    ['s3:GetObject'],
    ['true'],
  ]);
  const Marker = valuesOf(first, 'Marker')[0] ?? '';
  const second = (await iam('SimulatePrincipalPolicy', { ...parameters, Marker })).body;
  expect([valuesOf(second, 'EvalActionName'), valuesOf(second, 'IsTruncated')]).toEqual([
    ['s3:PutObject'],
    ['false'],
  ]);
});

test('execution role trusts SageMaker', async () => {
  const { body } = await iam('GetRole', { RoleName: 'LinearLearnerLocalExecutionRole' });
  expect(valuesOf(body, 'Arn')).toEqual([roleArn]);
  const [policy = ''] = valuesOf(body, 'AssumeRolePolicyDocument');
  expect(JSON.parse(decodeURIComponent(policy))).toMatchObject({
    Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' } }],
  });
});

test('execution role is the only one', async () => {
  const { body } = await iam('ListRoles', {});
  expect([valuesOf(body, 'Arn'), valuesOf(body, 'IsTruncated')]).toEqual([[roleArn], ['false']]);
  expect(valuesOf((await iam('ListRoles', { PathPrefix: '/team/' })).body, 'Arn')).toEqual([]);
});

test.each([
  ['GetRole', { RoleName: 'other' }, 404, 'NoSuchEntity'],
  ['SimulatePrincipalPolicy', { PolicySourceArn: `${roleArn}2` }, 404, 'NoSuchEntity'],
  ['SimulatePrincipalPolicy', { PolicySourceArn: roleArn }, 400, 'ValidationError'],
  [
    'SimulatePrincipalPolicy',
    { PolicySourceArn: roleArn, 'ActionNames.member.1': 'no action' },
    400,
    'ValidationError',
  ],
  [
    'SimulatePrincipalPolicy',
    { PolicySourceArn: roleArn, 'ActionNames.member.1': 's3:*', ResourcePolicy: '{}' },
    400,
    'ValidationError',
  ],
  ['CreateRole', {}, 400, 'InvalidAction'],
])('%s of %j is answered with %s %s', async (action, parameters, status, code) => {
  const answer = await iam(action, parameters);
  expect([answer.status, ...valuesOf(answer.body, 'Code')]).toEqual([status, code]);
});
