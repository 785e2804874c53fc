import { expect, test, vi } from 'vitest';
import { recognise } from '../../aws/failures/errors.ts';
import { explain } from '../messages.ts';

vi.mock('vscode', () => import('../../../test/fakeVscode.ts'));

const deniedBy = (message: string, operation: string, name = 'AccessDenied') =>
  explain(
    recognise(Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 403 } }), operation),
  );
const user = 'User: arn:aws:iam::111122223333:user/eva is not authorized to perform:';

test('denied call names action, resource and what does not work, and offers the statement', () => {
  const { message, remedies } = deniedBy(
    `${user} s3:ListBucket on resource: "arn:aws:s3:::tables" because no identity-based policy allows the s3:ListBucket action`,
    'ListObjectsV2',
  );
  expect(message).toBe(
    'Not authorized to perform s3:ListBucket on arn:aws:s3:::tables. Not available without this permission: the list of objects in a bucket, deleting objects, and copying and moving objects. Request this permission, or switch to another profile.',
  );
  expect(remedies).toEqual([
    { kind: 'copyStatement', action: 's3:ListBucket', resource: 'arn:aws:s3:::tables' },
    { kind: 'switchConnection' },
  ]);
});

test('answer without a body is explained by the right that the operation needs', () => {
  const { message, remedies } = deniedBy('UnknownError', 'HeadObject', '403');
  expect(message).toContain('s3:GetObject');
  expect(remedies[0]).toEqual({ kind: 'copyStatement', action: 's3:GetObject', resource: '*' });
});

test('role that may not be passed has its statement too', () => {
  const role = 'arn:aws:iam::111122223333:role/Own';
  const { message, remedies } = deniedBy(`${user} iam:PassRole on resource: ${role}`, 'CreateModel');
  expect(message).toContain(
    `iam:PassRole on ${role}. Not available without this permission: deploying a model.`,
  );
  expect(remedies).toEqual([
    { kind: 'copyStatement', action: 'iam:PassRole', resource: role },
    { kind: 'chooseDestination' },
  ]);
});

test('an action without resource-level permissions gets a statement for all resources', () => {
  const { message, remedies } = deniedBy(
    `${user} sagemaker:ListEndpoints on resource: arn:aws:sagemaker:us-east-1:111122223333:endpoint/*`,
    'ListEndpoints',
  );
  expect(message).toContain('sagemaker:ListEndpoints on arn:aws:sagemaker:us-east-1:111122223333:endpoint/*');
  expect(remedies[0]).toEqual({ kind: 'copyStatement', action: 'sagemaker:ListEndpoints', resource: '*' });
});

test('explicit deny offers no statement', () => {
  const { message, remedies } = deniedBy(
    `${user} sagemaker:CreateEndpoint on resource: arn:e with an explicit deny in a service control policy`,
    'CreateEndpoint',
  );
  expect(message).toContain('A policy denies it explicitly');
  expect(remedies).toEqual([{ kind: 'switchConnection' }]);
});

test.each([
  ['arn:aws:iam::111122223333:user/eva', 'arn:aws:s3:::tables/a/*'],
  ['arn:aws-cn:iam::111122223333:user/eva', 'arn:aws-cn:s3:::tables/a/*'],
  ['arn:aws-us-gov:sts::111122223333:assumed-role/R/eva', 'arn:aws-us-gov:s3:::tables/a/*'],
])('statement for %s has an ARN of its partition', (caller, resource) => {
  const { remedies } = deniedBy(
    `User: ${caller} is not authorized to perform: s3:GetObject on resource: s3://tables/a/`,
    'GetObject',
  );
  expect(remedies[0]).toEqual({ kind: 'copyStatement', action: 's3:GetObject', resource });
});
