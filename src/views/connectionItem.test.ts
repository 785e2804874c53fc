import { expect, test, vi } from 'vitest';
import { statusBarItems } from '../../test/fakeVscode.ts';
import type { ConfiguredEndpoints } from '../aws/connections/endpoints.ts';
import { connectionId } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { withHelp } from '../aws/failures/credentialsHelp.ts';
import { recognise } from '../aws/failures/errors.ts';
import { openConnectionStates } from '../runs/connectionStates.ts';
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
    lookUpAlias: async () => undefined,
  };
  // SAFETY: the item uses no other part of a session.
  return session as unknown as Session;
}

const lines = (text: unknown) => (typeof text === 'string' ? text.split('\n') : []);

function openItem(connection: Connection) {
  const states = openConnectionStates();
  const item = createConnectionItem(states);
  item.show(connection);
  const shown = () => statusBarItems.get('linearLearner.connection') ?? expect.fail('there is an item');
  const tooltip = () => lines(shown().tooltip);
  return {
    item,
    states,
    shown,
    text: () => shown().text,
    label: () => shown().accessibilityInformation?.label,
    tooltip,
  };
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

test('connection item signs in only where there is something to sign in to', () => {
  const { states, shown } = openItem(dev);
  const expired = recognise(Object.assign(new Error('x'), { name: 'ExpiredToken' }), 'GetCallerIdentity');
  const commands = [true, false].map((signsIn) => {
    const id = connectionId(dev);
    const failure = withHelp(expired, { connectionId: id, signsIn });
    states.blocked(id, { kind: signsIn ? 'expired' : 'signed-out', failure });
    return shown().command;
  });
  expect(commands).toEqual(['linearLearner.signIn', 'linearLearner.switchConnection']);
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

const signedIn = (more: { accountAlias?: string; expiresAtMs?: number }) =>
  ({ kind: 'signed-in', ...identity, ...more }) as const;

test.each([
  ['signed-out', '$(sign-in) dev@eu-west-1 · Signed out', 'signIn'],
  ['expired', '$(watch) dev@eu-west-1 · Sign-in expired', 'signIn'],
  ['denied', '$(circle-slash) dev@eu-west-1 · Access denied', 'switchConnection'],
  ['offline', '$(debug-disconnect) dev@eu-west-1 · Offline', 'switchConnection'],
] as const)('connection item shows %s by icon and word', (kind, text, command) => {
  const opened = openItem(dev);
  opened.states.blocked(connectionId(dev), { kind, failure: new Error(kind) });
  expect(opened.text()).toBe(text);
  expect(opened.label()).toContain(text.slice(text.indexOf('·') + 2));
  expect(opened.shown().command).toBe(`linearLearner.${command}`);
  expect(opened.shown().backgroundColor).toBeDefined();
  opened.states.signedIn(connectionId(dev), signedIn({ accountAlias: 'acme' }));
  expect(opened.text()).toBe('$(cloud) dev@eu-west-1 · acme');
  expect(opened.shown().backgroundColor).toBeUndefined();
});

test('connection item counts down the last minutes of a sign-in, and offers the next one at its end', () => {
  vi.useFakeTimers();
  const opened = openItem(dev);
  const minutes = 60_000;
  opened.states.signedIn(connectionId(dev), signedIn({ expiresAtMs: Date.now() + 20 * minutes }));
  expect(opened.text()).toBe('$(cloud) dev@eu-west-1');
  vi.advanceTimersByTime(8 * minutes);
  expect(opened.text()).toBe('$(watch) dev@eu-west-1 · signed in for 12 more min');
  vi.advanceTimersByTime(11.5 * minutes);
  expect(opened.text()).toBe('$(watch) dev@eu-west-1 · signed in for less than a minute');
  expect(opened.shown().command).toBe('linearLearner.switchConnection');
  vi.advanceTimersByTime(0.5 * minutes);
  expect(opened.text()).toBe('$(watch) dev@eu-west-1 · Sign-in expired');
  expect(opened.shown().command).toBe('linearLearner.signIn');
  expect(opened.shown().backgroundColor).toBeDefined();
  opened.states.signedIn(connectionId(dev), signedIn({ expiresAtMs: Date.now() + 480 * minutes }));
  expect(opened.text()).toBe('$(cloud) dev@eu-west-1');
  opened.item.dispose();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
