import { expect, test } from 'vitest';
import { isTrustedBySageMaker } from './trust.ts';

const trust = (Statement: unknown) =>
  encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }));
const allow = { Effect: 'Allow', Action: 'sts:AssumeRole' };
const sagemaker = 'sagemaker.amazonaws.com';

test.each([
  ['a service', [{ ...allow, Principal: { Service: sagemaker } }]],
  ['one service of several', [{ ...allow, Principal: { Service: ['lambda.amazonaws.com', sagemaker] } }]],
  ['a statement that is no list', { ...allow, Principal: { Service: sagemaker } }],
  [
    'several actions',
    [{ ...allow, Action: ['sts:TagSession', 'sts:AssumeRole'], Principal: { Service: sagemaker } }],
  ],
  ['a statement beside one that cannot be read', [7, { ...allow, Principal: { Service: sagemaker } }]],
])('role is trusted by %s', (_, statement) => {
  expect(isTrustedBySageMaker(trust(statement))).toBe(true);
});

test.each([
  ['another service', trust([{ ...allow, Principal: { Service: 'ec2.amazonaws.com' } }])],
  ['an account', trust([{ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }])],
  ['a deny', trust([{ ...allow, Effect: 'Deny', Principal: { Service: sagemaker } }])],
  ['another action', trust([{ ...allow, Action: 'sts:TagSession', Principal: { Service: sagemaker } }])],
  ['a broken encoding', '%E0%A4%A'],
  ['no JSON', 'sagemaker.amazonaws.com'],
  ['nothing', undefined],
  ['too much', trust([{ ...allow, Principal: { Service: sagemaker }, Sid: 'a'.repeat(90_000) }])],
])('role with %s is not trusted', (_, encoded) => {
  expect(isTrustedBySageMaker(encoded)).toBe(false);
});
