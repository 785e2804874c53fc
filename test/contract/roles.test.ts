import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { newRole, rolePolicy } from '../../src/aws/policies/rolePolicy.ts';
import { onceRoleIsKnown } from '../../src/aws/roles.ts';
import { askRole, chooseRole, createRole } from '../../src/commands/roles.ts';
import type { Destination } from '../../src/runs/destinations.ts';
import type { Session } from '../../src/runs/session.ts';
import { openFakeAws } from '../fakeAws/fakeAws.ts';
import type { FakeAws } from '../fakeAws/fakeAws.ts';
import { trustOf } from '../fakeAws/identity/policies.ts';
import { retryAtOnce } from '../fakeAws/retries.ts';
import { forgetShown, shown } from '../fakeVscode.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

const accountId = '111122223333';
const scope = { region: 'us-east-1', accountId, bucket: 'tables', prefix: 'mine' };
let fake: FakeAws;
let clients: aws.AwsClients;
let known: Destination | undefined;
const services = () => {
  const session: Partial<Session> = {
    aws: aws.bindOperations(clients),
    connection: aws.localConnection,
    region: 'us-east-1',
    identity: aws.identityReader(clients),
    suggestedBucket: async () => known?.bucket ?? 'tables',
    knownDestination: async () => known,
    saveDestination: async (destination) => {
      known = destination;
      return true;
    },
  };
  // SAFETY: the commands that are tested here use no other member.
  const whole = session as Session;
  return { openSession: async () => whole, sessionOf: () => async () => whole };
};

beforeAll(async () => {
  fake = await openFakeAws({ accounts: [accountId] });
  clients = aws.createClients(aws.localConnection, fake.access(accountId));
  retryAtOnce(clients);
  const account = fake.account(accountId);
  account.addRole('B-SageMaker');
  account.addRole('A-SageMaker', { path: '/service-role/' });
  account.addRole('Lambda', { trust: trustOf({ Service: 'lambda.amazonaws.com' }) });
});
beforeEach(() => {
  fake.setFaults();
  forgetShown();
  known = undefined;
});
afterAll(async () => {
  clients.destroy();
  await fake.stop();
});

const arn = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;

test('roles that SageMaker may assume are listed by name, from all pages', async () => {
  const account = fake.account(accountId);
  for (let count = 0; count < 1100; count += 1)
    account.addRole(`many-${count}`, { trust: trustOf({ Service: 'ec2.amazonaws.com' }), policies: {} });
  const roles = await aws.bindOperations(clients).listExecutionRoles();
  expect(roles.map(({ roleName }) => roleName)).toEqual([
    'A-SageMaker',
    'B-SageMaker',
    'LinearLearnerLocalExecutionRole',
  ]);
  expect(fake.operations.filter((one) => one === 'ListRoles').length).toBeGreaterThan(1);
});

test('role is created with its policy, and made again without harm', async () => {
  const operations = aws.bindOperations(clients);
  const role = newRole(scope);
  expect(await operations.createExecutionRole(role)).toEqual({ arn: arn(role.roleName), isNew: true });
  fake.account(accountId).roles.get(role.roleName)?.policies.clear();
  expect(await operations.createExecutionRole(role)).toEqual({ arn: arn(role.roleName), isNew: false });
  const { policies, tags } = fake.account(accountId).roles.get(role.roleName) ?? {};
  expect(policies?.get('LinearLearner')).toEqual(rolePolicy(scope));
  expect([...(tags ?? [])]).toEqual([['linear-learner:created-by', 'linear-learner']]);
});

test('role of somebody else keeps its policies', async () => {
  const creating = aws.bindOperations(clients).createExecutionRole(newRole(scope, 'B-SageMaker'));
  await expect(creating).rejects.toMatchObject({ code: 'resource-name-taken' });
  expect([...(fake.account(accountId).roles.get('B-SageMaker')?.policies.keys() ?? [])]).toEqual([
    'everything',
  ]);
});

test('Choose Role offers those that SageMaker may assume', async () => {
  forgetShown('B-SageMaker');
  expect(await chooseRole(services(), undefined)).toEqual({ roleArn: arn('B-SageMaker') });
  expect(known).toEqual({ bucket: 'tables', roleArn: arn('B-SageMaker') });
});

test('where listing is denied, an ARN is pasted', async () => {
  fake.setFaults({ name: 'denied', action: 'iam:ListRoles' });
  forgetShown('nonsense', arn('Mine'));
  const { aws: operations } = await services().openSession();
  const chosen = await askRole(aws.localConnection, { aws: operations }, { scope, suggested: undefined });
  expect(chosen).toEqual({ roleArn: arn('Mine') });
  expect(shown.map(({ kind }) => kind)).toEqual(['input', 'input']);
});

test('Create Role remembers the role with the time at which it was requested', async () => {
  fake.setFaults({ name: 'none', operation: 'CreateRole' });
  const met = fake.met().then(() => known);
  const created = await createRole(services(), { roleName: 'LinearLearner-new', confirmed: true });
  expect(created).toEqual({ roleArn: arn('LinearLearner-new') });
  expect(await met).toMatchObject({ roleArn: arn('LinearLearner-new'), roleRequestedAt: expect.any(Number) });
});

test('role that may not be created leaves the one before', async () => {
  known = { bucket: 'tables', roleArn: arn('B-SageMaker') };
  fake.setFaults({ name: 'denied', action: 'iam:CreateRole' });
  const creating = createRole(services(), { roleName: 'LinearLearner-denied', confirmed: true });
  await expect(creating).rejects.toMatchObject({
    code: 'access-denied',
    facts: { action: 'iam:CreateRole', resource: arn('LinearLearner-denied') },
  });
  expect(known).toEqual({ bucket: 'tables', roleArn: arn('B-SageMaker') });
});

test('request waits for a role that was just created, and for no other', async () => {
  let calls = 0;
  const send = async () => {
    calls += 1;
    if (calls < 3)
      throw new Error(
        `Could not assume role ${arn('New')}. Please ensure that the role exists and allows it`,
      );
    return calls;
  };
  const waits: number[] = [];
  const onWaitingForRole = () => void waits.push(calls);
  const options = { onWaitingForRole, askAgainAfterMs: 1 };
  expect(await onceRoleIsKnown(send, { ...options, roleRequestedAt: Date.now() })).toBe(3);
  expect(waits).toEqual([1, 2]);
  calls = 0;
  await expect(onceRoleIsKnown(send, options)).rejects.toThrow('Could not assume role');
  await expect(
    onceRoleIsKnown(send, { ...options, roleRequestedAt: Date.now() - 600_000 }),
  ).rejects.toThrow();
  expect(calls).toBe(2);
});
