import { expect, test } from 'vitest';
import { trustIn } from './roleTrust.ts';

const allow = { Effect: 'Allow', Action: 'sts:AssumeRole' };
const sagemaker = { Service: 'sagemaker.amazonaws.com' };
const condition = { StringEquals: { 'aws:SourceAccount': '111122223333' } };

test.each([
  [{ ...allow, Principal: sagemaker }, 'sagemaker'],
  [[{ ...allow, Principal: { Service: ['lambda.amazonaws.com', 'sagemaker.amazonaws.com'] } }], 'sagemaker'],
  [[{ ...allow, Action: ['sts:TagSession', 'sts:Assume*'], Principal: sagemaker }], 'sagemaker'],
  [[{ ...allow, Principal: '*' }], 'sagemaker'],
  [[{ ...allow, Principal: { Service: 'lambda.amazonaws.com' } }], 'others'],
  [[{ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }], 'others'],
  [[{ ...allow, Action: 'sts:TagSession', Principal: sagemaker }], 'others'],
  [
    [
      { ...allow, Principal: sagemaker },
      { ...allow, Effect: 'Deny', Principal: '*' },
    ],
    'others',
  ],
  [[{ ...allow, Principal: sagemaker, Condition: condition }], 'unclear'],
  [
    [
      { ...allow, Principal: sagemaker },
      { ...allow, Effect: 'Deny', Principal: '*', Condition: condition },
    ],
    'unclear',
  ],
  [[{ ...allow, NotPrincipal: { AWS: '*' } }], 'unclear'],
])('trust policy %j: %s', (Statement, trust) => {
  expect(trustIn(encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement })))).toBe(trust);
});

test('a trust policy that cannot be read is unclear', () => {
  expect(trustIn('%')).toBe('unclear');
  expect(trustIn('{}')).toBe('unclear');
});
