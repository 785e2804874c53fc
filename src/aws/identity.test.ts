import { expect, test } from 'vitest';
import type { AwsClients } from './connections/clients.ts';
import { accountInArn, identityReader } from './identity.ts';

/** Clients whose access key and STS answers the test decides. */
function openSts() {
  const world = { key: 'AKIA1', calls: 0, during: () => undefined as void };
  const clients = {
    accessKeyId: async () => world.key,
    sts: {
      send: async () => {
        world.calls += 1;
        const Account = world.key === 'AKIA1' ? '111122223333' : '444455556666';
        world.during();
        return { Account, Arn: `arn:aws:iam::${Account}:user/me` };
      },
    },
  };
  // SAFETY: reading an identity uses no other part of the clients.
  return { world, identity: identityReader(clients as unknown as AwsClients) };
}

test('STS is called once per access key id', async () => {
  const { world, identity } = openSts();
  expect((await identity()).accountId).toBe('111122223333');
  expect((await identity()).accountId).toBe('111122223333');
  expect(world.calls).toBe(1);
  world.key = 'AKIA2';
  expect((await identity()).accountId).toBe('444455556666');
  world.key = 'AKIA1';
  expect((await identity()).accountId).toBe('111122223333');
  expect(world.calls).toBe(2);
});

test('identity is read again when credentials are renewed during the call', async () => {
  const { world, identity } = openSts();
  world.during = () => {
    world.key = 'AKIA2';
  };
  expect((await identity()).accountId).toBe('444455556666');
  expect(world.calls).toBe(2);
});

test.each([
  ['arn:aws:sagemaker:us-east-1:111122223333:endpoint/salary-1', '111122223333', 'us-east-1'],
  [
    'Could not find endpoint "arn:aws-cn:sagemaker:cn-north-1:111122223333:endpoint/x".',
    '111122223333',
    'cn-north-1',
  ],
])('account and region of %s', (text, accountId, region) => {
  expect(accountInArn(text)).toEqual({ accountId, region });
});

test('text without a regional ARN names no account', () => {
  expect(accountInArn('Requested resource not found.')).toBeUndefined();
  expect(accountInArn('arn:aws:iam::111122223333:role/own')).toBeUndefined();
});
