import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectionId } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { openDestinations } from './destinations.ts';
import { openSessions, type Session } from './session.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-session-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const connection: Connection = { kind: 'local' };
const roleArn = 'arn:aws:iam::111122223333:role/Own';

test('destination of the embedded server is known without it after the first run', async () => {
  const destinations = openDestinations(folder);
  const openSession = openSessions({
    connection: () => connection,
    // SAFETY: the clients are made of it and never used.
    connectLocal: async () => ({ accountId: '111122223333', roleArn, pid: 1 }) as never,
    destinations,
    renewals: () => 0,
    onOpened: () => undefined,
    askDestination: () => Promise.reject(new Error('nobody is asked')),
  }).open;
  const session = await openSession();
  expect(await destinations.find(connectionId(connection))).toBeUndefined();
  const own = { bucket: 'linear-learner-us-east-1-111122223333', roleArn };
  expect(await session.destination()).toEqual(own);
  expect(await openDestinations(folder).find(connectionId(connection))).toEqual(own);
});

test('renewal creates a new session once', async () => {
  let renewals = 0;
  const opened: Session[] = [];
  const openSession = openSessions({
    connection: () => ({ kind: 'custom', endpointUrl: 'http://127.0.0.1:1' }),
    connectLocal: () => Promise.reject(new Error('the embedded server is not needed')),
    destinations: openDestinations(folder),
    renewals: () => renewals,
    onOpened: (session) => opened.push(session),
    askDestination: () => Promise.reject(new Error('nobody is asked')),
  }).open;
  const first = await openSession();
  expect(await openSession()).toBe(first);
  renewals += 1;
  const second = await openSession();
  expect(second.aws).not.toBe(first.aws);
  expect(await openSession()).toBe(second);
  expect(opened).toEqual([first, second]);
});

test('long-running work keeps its session when the connection is switched', async () => {
  const at = (port: number): Connection => ({ kind: 'custom', endpointUrl: `http://127.0.0.1:${port}` });
  let connection = at(1);
  const sessions = openSessions({
    connection: () => connection,
    connectLocal: () => Promise.reject(new Error('the embedded server is not needed')),
    destinations: openDestinations(folder),
    renewals: () => 0,
    onOpened: () => undefined,
    askDestination: () => Promise.reject(new Error('nobody is asked')),
  });
  const first = await sessions.open();
  connection = at(2);
  const second = await sessions.open();
  expect(second.connectionId).toBe(connectionId(at(2)));
  expect(await sessions.of(first.connectionId)()).toBe(first);
  await expect(sessions.of('no connection')()).rejects.toMatchObject({ code: 'other-connection' });
  sessions.dispose();
});

test('an action never gets a connection that was switched away while it opened', async () => {
  const custom: Connection = { kind: 'custom', endpointUrl: 'http://127.0.0.1:1' };
  let current: Connection = connection;
  let started: () => void = () => undefined;
  const starting = new Promise<void>((resolve) => (started = resolve));
  const opened: string[] = [];
  const sessions = openSessions({
    connection: () => current,
    connectLocal: async () => {
      await starting;
      // SAFETY: the clients are made of it and never used.
      return { accountId: '111122223333', roleArn, pid: 1 } as never;
    },
    destinations: openDestinations(folder),
    renewals: () => 0,
    onOpened: (session) => opened.push(session.connectionId),
    askDestination: () => Promise.reject(new Error('nobody is asked')),
  });
  const opening = sessions.open();
  current = custom;
  started();
  expect((await opening).connectionId).toBe(connectionId(custom));
  expect(opened).toEqual([connectionId(custom)]);
  sessions.dispose();
});
