import { beforeAll, expect, test, vi } from 'vitest';
import { connectionId, localConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { SightedEndpoint } from '../aws/sightings.ts';
import type { LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { Failure } from '../learner/errors.ts';
import { failureText } from '../platform/serviceMessages.ts';
import type { ConnectionEndpoints } from '../runs/connectionEndpoints.ts';
import type { EndpointStanding } from '../runs/ourEndpoints.ts';
import type { ConnectionLook } from './endpointLook.ts';
import { endpointText } from './endpointText.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
beforeAll(async () => void (await failureText(new Error('any'))));

const onAws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };
const inEurope: Connection = { kind: 'aws', profile: 'lab', region: 'eu-west-1' };
const now = Date.UTC(2026, 11, 1);
const hour = 3_600_000;

const entry: LedgerEntry = {
  connectionId: connectionId(onAws),
  endpointName: 'salary-8f3a',
  trainingJobName: 'job',
  recordedAt: new Date(now).toISOString(),
  account: { accountId: '111122223333', region: 'us-east-1' },
  state: 'seen',
};
const details = ({
  leftMs,
  ...change
}: Partial<SightedEndpoint> & { leftMs?: number } = {}): SightedEndpoint => ({
  endpointName: 'salary-8f3a',
  arn: 'arn:salary-8f3a',
  status: 'InService',
  createdAt: now - 2 * hour,
  endpointConfigName: 'salary-8f3a',
  failureReason: undefined,
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  modelNames: [],
  variantNames: [],
  origin: {},
  guard: { owner: 'arn:ada', expiresAtMs: leftMs === undefined ? undefined : now + leftMs, awsNowMs: now },
  ...change,
});
const found = (one = details(), recorded = entry): EndpointStanding => ({
  kind: 'found',
  entry: recorded,
  details: one,
});
const seen = (
  own: readonly EndpointStanding[],
  change: Partial<ConnectionEndpoints> = {},
  connection = onAws,
): ConnectionLook => ({
  kind: 'seen',
  connection,
  found: { own, others: [], searchError: undefined, hasMore: false, ...change },
});
const down = new Failure(
  'network-unreachable',
  { operation: '', awsMessage: '', networkCode: 'ETIMEDOUT' },
  '',
);

const textOf = async (
  looks: readonly (readonly [Connection, ConnectionLook])[],
  { undeletable = [], unreadable = [] }: { undeletable?: string[]; unreadable?: string[] } = {},
) => {
  const known = {
    current: connectionId(onAws),
    looks: new Map(looks.map(([connection, look]) => [connectionId(connection), look])),
    unreadable,
  };
  const { parts, level, tooltip } = await endpointText(known, undeletable);
  return { text: parts.join(' · '), level, lines: tooltip.map(({ text }) => text) };
};

test.each<[string, ConnectionLook, string, string]>([
  ['none', seen([]), '', 'notice'],
  [
    'live within its lease',
    seen([found(details({ leftMs: 1.2 * hour }))]),
    '1 endpoint · $0.115/h · $0.23 so far · 1 h 12 m left',
    'warning',
  ],
  ['without a lease', seen([found()]), '1 endpoint · $0.115/h · $0.23 so far', 'warning'],
  [
    'about to be deleted',
    seen([found(details({ leftMs: 8 * 60_000 }))]),
    '1 endpoint · $0.115/h · $0.23 so far · 8 m left',
    'warning',
  ],
  [
    'at the end of its lease',
    seen([found(details({ leftMs: -60_000 }))]),
    '1 endpoint · $0.115/h · $0.23 so far · lease ended',
    'warning',
  ],
  [
    'alive long after its lease',
    seen([found(details({ leftMs: -hour }))]),
    '1 endpoint · $0.115/h · $0.23 so far · lease ended',
    'error',
  ],
  [
    'failed',
    seen([found(details({ status: 'Failed' }))]),
    '1 endpoint · $0.115/h · $0.23 so far · 1 Failed',
    'warning',
  ],
  ['requested', seen([{ kind: 'awaited', entry }]), '1 endpoint requested, not seen yet', 'warning'],
  ['gone for now', seen([{ kind: 'confirming', entry }]), '1 endpoint gone, confirming', 'warning'],
  [
    'in another account',
    seen([{ kind: 'other-account', entry }]),
    '1 endpoint in account 111122223333, not checked',
    'warning',
  ],
  ['of an unknown state', seen([{ kind: 'unknown', entry, error: down }]), 'endpoints unknown', 'warning'],
  [
    'on an unreachable connection',
    { kind: 'unknown', entries: [], error: down },
    'endpoints unknown',
    'warning',
  ],
  [
    'not polled yet',
    { kind: 'recorded', isPolled: true, entries: [entry] },
    '1 endpoint, checking',
    'warning',
  ],
])('an endpoint that is %s', async (_, look, text, level) => {
  expect(await textOf([[onAws, look]])).toMatchObject({ text, level });
});

test('a deletion that failed comes first, in the error colour', async () => {
  const look = seen([found(details({ leftMs: -60_000 }))]);
  expect(await textOf([[onAws, look]], { undeletable: ['salary-8f3a'] })).toMatchObject({
    text: 'deleting salary-8f3a failed · 1 endpoint · $0.115/h · $0.23 so far · lease ended',
    level: 'error',
  });
});

test('endpoints of several connections are added up, and their lines grouped by connection', async () => {
  const europe = details({ endpointName: 'loans-1', leftMs: hour / 2 });
  const { text, lines } = await textOf([
    [onAws, seen([found(details({ leftMs: hour }))])],
    [inEurope, seen([found(europe)], {}, inEurope)],
    [localConnection, { kind: 'recorded', isPolled: false, entries: [{ ...entry, connectionId: 'local' }] }],
  ]);
  expect(text).toMatch(
    /^2 endpoints · \$0\.\d{2,3}\/h · \$0\.\d\d so far · 30 m left · 1 endpoint on Local, not checked$/,
  );
  expect(lines).toEqual([
    'default@us-east-1:',
    'salary-8f3a: InService, $0.115/h, $0.23 so far, 1 h 0 m left',
    'lab@eu-west-1:',
    expect.stringMatching(/^loans-1: InService, \$0\.\d+\/h, \$0\.\d\d so far, 30 m left$/),
    'Local:',
    'salary-8f3a: as recorded, not checked. Switch to this connection to see or delete.',
  ]);
});

test("others' endpoints come last and alone are no warning; one that was not read has an unknown price", async () => {
  const theirs = { ...details({ endpointName: 'churn', instanceCount: 2 }) };
  const others = [
    { ...theirs, details: theirs },
    { ...theirs, endpointName: 'fraud', details: undefined },
  ];
  expect(await textOf([[onAws, seen([], { others })]])).toEqual({
    text: '2 not yours · $0.23/h, some prices unknown',
    level: 'notice',
    lines: [
      'churn, not yours: InService, $0.23/h, $0.46 so far',
      'fraud, not yours: InService, price unknown',
    ],
  });
  expect(await textOf([[onAws, seen([found()], { others })]])).toMatchObject({
    text: '1 endpoint · $0.115/h · $0.23 so far · 2 not yours · $0.23/h, some prices unknown',
    level: 'warning',
  });
});

test('a deletion that waits for SageMaker is named, and so is a record that cannot be read', async () => {
  const deletion = {
    queuedAtMs: now,
    by: 'user' as const,
    left: [{ kind: 'endpoint' as const, name: 'salary-8f3a' }],
  };
  const look = seen([found(details({ status: 'Creating' }), { ...entry, deletion })]);
  const { text, level, lines } = await textOf([[onAws, look]], { unreadable: ['/journal/1.json'] });
  expect(text).toMatch(/ · endpoints unknown$/);
  expect(level).toBe('warning');
  expect(lines[0]).toContain('/journal/1.json');
  expect(lines[1]).toMatch(/^salary-8f3a: Creating, .*, to be deleted$/);
});

test('a failed search for others is a part only where nothing live is shown', async () => {
  expect(await textOf([[onAws, seen([found()], { searchError: down })]])).toMatchObject({
    text: '1 endpoint · $0.115/h · $0.23 so far',
    lines: [expect.any(String), expect.any(String)],
  });
  expect(await textOf([[inEurope, { kind: 'unknown', entries: [], error: down }]])).toMatchObject({
    text: 'endpoints unknown on lab@eu-west-1',
    level: 'notice',
  });
  const unknown = { kind: 'unknown', entries: [], error: down } as const;
  const inOhio = { ...inEurope, region: 'us-east-2' };
  const several = await textOf([
    [inEurope, unknown],
    [inOhio, unknown],
  ]);
  expect(several.text).toBe('endpoints unknown on 2 connections');
});
