import { expect, test, vi } from 'vitest';
import { statusBarItems } from '../../test/fakeVscode.ts';
import type { ConfiguredEndpoints } from '../aws/connections/endpoints.ts';
import { connectionId } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { recognise } from '../aws/failures/errors.ts';
import type { Session } from '../runs/session.ts';
import { createConnectionItem } from './connectionItem.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const dev: Connection = { kind: 'aws', profile: 'dev', region: 'eu-west-1' };
const identity = { accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/me' };

function sessionOf(
  connection: Connection,
  configured: ConfiguredEndpoints,
  identityOf: () => Promise<typeof identity>,
): Session {
  const endpointUrl = async () => configured.sagemaker ?? 'https://api.sagemaker.eu-west-1.amazonaws.com';
  const session = {
    connection,
    connectionId: connectionId(connection),
    configuredEndpoints: configured,
    endpointUrl,
    identity: identityOf,
  };
  // SAFETY: the item uses no other part of a session.
  return session as unknown as Session;
}

const lines = (text: unknown) => (typeof text === 'string' ? text.split('\n') : []);

function openItem(connection: Connection) {
  const item = createConnectionItem();
  item.show(connection);
  const shown = () => statusBarItems.get('linearLearner.connection') ?? expect.fail('there is an item');
  const tooltip = () => lines(shown().tooltip);
  return { item, text: () => shown().text, label: () => shown().accessibilityInformation?.label, tooltip };
}

test('connection item shows only the name until the connection is used', () => {
  const { text, tooltip, label } = openItem(dev);
  expect(text()).toBe('$(cloud) dev@eu-west-1');
  expect(label()).toMatch(/^Linear Learner: connection, dev@eu-west-1, /);
  expect(tooltip()).toContain('Endpoint and account are looked up at first use.');
});

test('connection tooltip names AWS endpoint, account and ARN', async () => {
  const { item, text, tooltip } = openItem(dev);
  await item.describe(sessionOf(dev, {}, async () => identity));
  expect(text()).toBe('$(cloud) dev@eu-west-1');
  expect(tooltip().slice(1, -1)).toEqual([
    'Endpoint: https://api.sagemaker.eu-west-1.amazonaws.com',
    'Account: 111122223333',
    'Signed in as: arn:aws:iam::111122223333:user/me',
  ]);
});

test("connection item shows a profile's own endpoint", async () => {
  const { item, text, tooltip } = openItem(dev);
  const configured = { sagemaker: 'http://localhost:4566', s3: 'http://localhost:9000' };
  await item.describe(sessionOf(dev, configured, async () => identity));
  expect(text()).toBe('$(cloud) dev@eu-west-1 (localhost:4566)');
  expect(tooltip()).toEqual(
    expect.arrayContaining(['Endpoint: http://localhost:4566', 'Endpoint of s3: http://localhost:9000']),
  );
});

test('connection tooltip shows that the user is not signed in, and why', async () => {
  const { item, tooltip } = openItem(dev);
  const expired = Object.assign(new Error('expired'), { name: 'ExpiredToken' });
  const failing = () => Promise.reject(recognise(expired, 'GetCallerIdentity'));
  await item.describe(sessionOf(dev, {}, failing));
  expect(tooltip()).toContain('Not signed in. The credentials have expired. Renew them and try again.');
});

test('connection item does not show the account of a previous connection', async () => {
  const { item, tooltip } = openItem(dev);
  let release = (): void => expect.fail('the account was requested');
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const describing = item.describe(sessionOf(dev, {}, () => released.then(() => identity)));
  item.show({ kind: 'local' });
  release();
  await describing;
  await item.describe(sessionOf(dev, {}, async () => identity));
  expect(tooltip()[0]).toBe('Linear Learner trains and deploys on Local.');
  expect(tooltip()).not.toContain('Account: 111122223333');
});
