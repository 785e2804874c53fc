import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../../guard/journal/endpointLedger.ts';
import { endpointOfRun } from './endpointOfRun.ts';

const run = { connectionId: 'local', trainingJobName: 'job-1' };
const entry = (endpointName: string, recordedAt: string): LedgerEntry => ({
  ...run,
  endpointName,
  recordedAt,
  state: 'seen',
});
const entries = [entry('older', '2026-01-01'), entry('newer', '2026-01-02')];

/** The endpoint that the page shows when the service reports these states; a name without one is gone. */
function shownWhen(statuses: Readonly<Record<string, string>> | Error) {
  const sightEndpoint = async (name: string) => {
    if (statuses instanceof Error) throw statuses;
    const status = statuses[name];
    return status === undefined ? { kind: 'missing' } : { kind: 'found', details: { status } };
  };
  const ledger = { read: async () => ({ entries, unreadable: [] }) };
  const openSession = async () => ({ aws: { sightEndpoint } });
  // SAFETY: looking for an endpoint uses no other part of a session.
  return endpointOfRun({ ledger, openSession: openSession as never }, run, new AbortController().signal);
}

test('the newest endpoint of a run is shown, also before it is in service', async () => {
  expect(await shownWhen({ older: 'InService', newer: 'Creating' })).toBe('newer');
});

test('an endpoint that is gone or being deleted is not shown, though still on record', async () => {
  expect(await shownWhen({ older: 'InService' })).toBe('older');
  expect(await shownWhen({ newer: 'Deleting' })).toBeUndefined();
  expect(await shownWhen({})).toBeUndefined();
});

test('an endpoint that cannot be looked up is shown as recorded', async () => {
  expect(await shownWhen(new Error('offline'))).toBe('newer');
});
