import { expect } from 'vitest';
import type { FakeStatusBarItem } from '../../test/fakeVscode.ts';
import { MarkdownString, statusBarItems } from '../../test/fakeVscode.ts';
import { connectionId, parseConnectionId } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import type { Sighting } from '../aws/sightings.ts';
import { endpointKey } from '../guard/journal/endpointLedger.ts';
import type { LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { memoryLedger } from '../guard/journal/memoryLedger.testing.ts';
import type { Session } from '../runs/session.ts';
import { openConnectionStates } from '../runs/connectionStates.ts';
import { attentionOf } from '../platform/attention.testing.ts';
import { createEndpointWarning } from './statusBar.ts';

export const onAws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };
export const custom: Connection = { kind: 'custom', endpointUrl: 'http://localhost:5000' };
export const startedAt = Date.parse('2026-11-24T12:00:00Z');
export const account = { accountId: '111122223333', region: 'us-east-1' };
export const entry = (
  endpointName: string,
  connection: Connection,
  change: Partial<LedgerEntry> = {},
): LedgerEntry => ({
  connectionId: connectionId(connection),
  endpointName,
  trainingJobName: 'job',
  recordedAt: new Date(startedAt).toISOString(),
  account,
  state: 'seen',
  ...change,
});
export const endpoint = (endpointName: string, change: Partial<EndpointDetails> = {}): EndpointDetails => ({
  endpointName,
  arn: `arn:${endpointName}`,
  status: 'InService',
  createdAt: startedAt,
  endpointConfigName: endpointName,
  failureReason: undefined,
  instanceType: 'ml.m4.xlarge',
  instanceCount: 1,
  modelNames: [endpointName],
  variantNames: ['AllTraffic'],
  origin: {},
  guard: undefined,
  ...change,
});

export const guardOf = (owner: string, expiresAtMs?: number) => ({ owner, expiresAtMs, awsNowMs: undefined });

/** A window with a ledger in memory and a connection whose endpoints the test decides. */
function openWindow(entries: readonly LedgerEntry[], connection: Connection) {
  const contents = { entries: [...entries], unreadable: [] as string[] };
  const world = {
    contents,
    connection,
    /** Ids of the connections whose sessions were opened, in order. */
    opened: [] as string[],
    /** What opening the session of a connection waits for. */
    opens: async (_id: string): Promise<void> => undefined,
    seen: [] as readonly string[],
    looks: 0,
    lists: 0,
    accountId: account.accountId,
    endpoints: new Map<string, EndpointDetails>(),
    /** What the service does before it answers about an endpoint. */
    happens: async (): Promise<void> => undefined,
    list: async (): Promise<readonly EndpointDetails[]> => [...world.endpoints.values()],
    origins: new Map<string, EndpointDetails['origin']>(),
    live(...all: readonly EndpointDetails[]) {
      world.endpoints = new Map(all.map((one) => [one.endpointName, one]));
    },
  };
  const ledger = memoryLedger(endpointKey, contents);
  /** What is recorded on a connection is on no other one. */
  const mayBeAt = (name: string, id: string) => {
    const recorded = contents.entries.filter((one) => one.endpointName === name);
    return recorded.length === 0 || recorded.some((one) => one.connectionId === id);
  };
  const awsOf = (id: string) => ({
    listEndpoints: async () => {
      world.lists += 1;
      return (await world.list()).filter(({ endpointName }) => mayBeAt(endpointName, id));
    },
    sightEndpoint: async (name: string): Promise<Sighting<EndpointDetails>> => {
      world.looks += 1;
      await world.happens();
      const details = world.endpoints.get(name);
      return details === undefined ? { kind: 'missing', account: undefined } : { kind: 'found', details };
    },
    endpointOrigin: async (arn: string) => world.origins.get(arn) ?? {},
  });
  const sessionOf = (id: string) => async () => {
    world.opened.push(id);
    await world.opens(id);
    const session = {
      aws: awsOf(id),
      connection: parseConnectionId(id) ?? expect.fail('no connection'),
      connectionId: id,
      region: account.region,
      pollIntervalMs: 200,
      identity: async () => ({ accountId: world.accountId, arn: 'arn:ada' }),
    };
    // SAFETY: the warning uses no other part of a session.
    return session as unknown as Session;
  };
  const states = openConnectionStates();
  const attention = attentionOf('watched');
  const warning = createEndpointWarning(
    {
      sessionOf,
      ledger,
      states,
      connection: () => world.connection,
      seenConnections: () => world.seen,
    },
    attention,
  );
  return { ...world, world, warning, ledger, states, attention };
}

export const item = (): FakeStatusBarItem =>
  statusBarItems.get('linearLearner.endpoints') ?? expect.fail('no item');
export const tooltip = () => {
  const { tooltip: text } = item();
  return text instanceof MarkdownString ? text.value : text;
};

/** Warnings of the test that runs; each is disposed of after it. */
export function openWindows() {
  let opened: { dispose(): void }[] = [];
  return {
    open: (entries: readonly LedgerEntry[], connection: Connection) => {
      const window = openWindow(entries, connection);
      opened.push(window.warning);
      return window;
    },
    close() {
      for (const one of opened) one.dispose();
      opened = [];
    },
  };
}
