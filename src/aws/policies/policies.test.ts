import { expect, test } from 'vitest';
import { operationProblems } from '../../../scripts/calledOperations.mjs';
import { abilitiesOf, features } from '../permissions/abilities.ts';
import { deniedAbilities, operationList, rightsOf } from '../permissions/operations.ts';
import { placeholders, userPolicy } from './policies.ts';
import { roleText, userPolicyText } from './policyTexts.ts';
import { newRole, rolePolicy } from './rolePolicy.ts';

const scope = { region: 'eu-west-1', accountId: '111122223333', bucket: 'tables', prefix: 'mine/' };
const allowed = (policy: ReturnType<typeof userPolicy>, resource: string) =>
  policy.Statement.find(({ Resource }) => Resource === resource)?.Action ?? [];

test('policy of a feature has its rights and no others', () => {
  const storage = userPolicy(scope, ['storage']);
  expect(allowed(storage, 'arn:aws:s3:::tables/mine/*')).toContain('s3:GetObject');
  expect(storage.Statement.flatMap(({ Action }) => Action).every((action) => action.startsWith('s3:'))).toBe(
    true,
  );
  const deployment = userPolicy(scope, ['deployment']).Statement.flatMap(({ Action }) => Action);
  expect(deployment).toContain('sagemaker:InvokeEndpoint');
  expect(deployment).not.toContain('sagemaker:CreateTrainingJob');
});

test('policy of all features has every right of the table', () => {
  const actions = new Set(userPolicy(placeholders, features).Statement.flatMap(({ Action }) => Action));
  for (const { rights } of operationList())
    for (const action of Object.keys(rights)) expect(actions).toContain(action);
});

test('the execution role can be passed to SageMaker only, the deleter role to EventBridge Scheduler only', () => {
  const passing = userPolicy(scope, features).Statement.filter(({ Action }) =>
    Action.includes('iam:PassRole'),
  );
  expect(passing).toMatchObject([
    {
      Action: ['iam:PassRole'],
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    },
    {
      Action: ['iam:PassRole'],
      Resource: `arn:aws:iam::${scope.accountId}:role/LinearLearnerEndpointDeleter`,
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ]);
});

test('every ability is lost for want of some right', () => {
  const lost = new Set(
    operationList().flatMap(({ rights }) => Object.values(rights).flatMap((right) => right.for)),
  );
  expect([...lost].toSorted()).toEqual(features.flatMap((feature) => abilitiesOf[feature]).toSorted());
  expect(deniedAbilities('iam:PassRole')).toEqual(['train', 'deploy', 'schedule-deletions']);
  expect(deniedAbilities('iam:PassRole', 'CreateModel')).toEqual(['deploy']);
  expect(rightsOf('GetCallerIdentity')).toEqual({});
});

test('execution role reaches its prefix, the logs and the image of its region', () => {
  const { Statement } = rolePolicy(scope);
  expect(Statement.map(({ Resource }) => Resource)).toEqual([
    'arn:aws:s3:::tables',
    'arn:aws:s3:::tables/mine/*',
    'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/sagemaker/*',
    '*',
    'arn:aws:ecr:eu-west-1:438346466558:repository/linear-learner',
    '*',
  ]);
  expect(Statement[0]?.Condition).toEqual({ StringLike: { 's3:prefix': ['mine', 'mine/*'] } });
  expect(rolePolicy({ ...scope, prefix: '' }).Statement[0]?.Condition).toBeUndefined();
});

test('a pattern in a prefix means its own characters', () => {
  const resource = rolePolicy({ ...scope, prefix: 'a*/${b}' }).Statement[1]?.Resource;
  expect(resource).toBe('arn:aws:s3:::tables/a${*}/${$}{b}/*');
});

test('partition follows the region', () => {
  const resources = rolePolicy({ ...scope, region: 'cn-north-1' }).Statement.map(({ Resource }) =>
    String(Resource),
  );
  for (const resource of resources) expect(resource).toMatch(/^(\*|arn:aws-cn:.*)$/);
});

test('texts for the CLI and Terraform quote what is special there', () => {
  const role = newRole({ ...scope, prefix: "it's" });
  expect(role.roleName).toBe('LinearLearner-tables');
  expect(roleText(role, 'cli')).toContain(`"arn:aws:s3:::tables/it'\\''s/*"`);
  expect(roleText(newRole({ ...scope, prefix: '${a}' }), 'terraform')).toContain('tables/$${$}{a}/*');
  const policy = userPolicy(scope, features);
  expect(JSON.parse(userPolicyText(policy, 'json'))).toEqual(policy);
  expect(userPolicyText(policy, 'cli')).toMatch(/^aws iam create-policy \\\n {2}--policy-name \w+ \\\n/);
  expect(userPolicyText(policy, 'terraform')).toMatch(/^resource "aws_iam_policy" "linear_learner" \{\n/);
});

test('calls without a row and rows without a call are named', () => {
  const text = `import { X } from '@aws-sdk/client-s3';\nnew HeadBucketCommand({}); paginateListBuckets({}, {}); new iam.GetRoleCommand({});`;
  expect(operationProblems([{ name: 'a.ts', text }], ['HeadBucket', 'ListBuckets', 'CopyObject'])).toEqual([
    'a.ts: GetRole has no row in src/aws/permissions/operations.ts',
    'src/aws/permissions/operations.ts: nothing calls CopyObject',
  ]);
});
