import { beforeEach, expect, test, vi } from 'vitest';
import { executed, FakePanel, forgetShown } from '../../../../test/fakeVscode.ts';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import type { KnownRuns } from '../../../runs/history/history.ts';
import type { RunsIdentity } from './page.ts';
import { showRunsPage } from './page.ts';
import { queryWith, runWith } from './runRows.testing.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

const caughtUp = vi.hoisted(() => ({ connections: [] as string[], error: undefined as Error | undefined }));
vi.mock('../../../runs/history/catchUp.ts', () => ({
  catchUp: async ({ connectionId }: { readonly connectionId: string }) => {
    caughtUp.connections.push(connectionId);
    return caughtUp.error === undefined ? [] : [{ trainingJobName: 'job-1', error: caughtUp.error }];
  },
  findRuns: async () => [],
}));

beforeEach(() => {
  forgetShown();
  caughtUp.connections.length = 0;
  caughtUp.error = undefined;
});

/** A page of these runs; `change` replaces them, as another window would. */
function openPage(rows: readonly RunRow[], identity: RunsIdentity = {}, error?: Error) {
  let failing = error;
  const listeners: (() => void)[] = [];
  let known: KnownRuns = { rows, unreadable: [] };
  const panel = new FakePanel('linearLearner.runs', 'All Runs');
  const services = {
    extensionUri: { fsPath: '/extension' },
    log: { error: () => undefined, warn: () => undefined },
    sessionOf: (connectionId: string) => async () => ({ connectionId }),
    openSession: async () => ({ connectionId: 'local' }),
    records: {
      folderOf: () => '/runs',
      find: async (_: string, trainingJobName: string) => ({
        trainingJobName,
        experimentPath: '/no-such-folder/a.linear.json',
        experiment: { dataset: trainingJobName === 'gone' ? 't.csv' : 's3://bucket/t.csv' },
      }),
    },
    history: {
      rows: async () => {
        if (failing !== undefined) throw failing;
        return known;
      },
      rebuild: async () => undefined,
      onDidChange: (listener: () => void) => {
        listeners.push(listener);
        return { dispose: () => undefined };
      },
    },
  };
  // SAFETY: the page uses no other part of its services and of its panel.
  showRunsPage(...([services, panel, identity] as unknown as Parameters<typeof showRunsPage>));
  panel.say({ type: 'ready' });
  const state = () => expect.poll(() => panel.posted.findLast((message) => isState(message)));
  return {
    panel,
    state,
    answer: () => expect.poll(() => panel.posted.at(-1)),
    fail: (next: Error | undefined) => void (failing = next),
    change: (next: Partial<KnownRuns>) => {
      known = { ...known, ...next };
      for (const listener of listeners) listener();
    },
    request: (name: string, body: object = {}) => panel.say({ type: 'request', id: 1, name, body }),
  };
}

const isState = (message: unknown) =>
  typeof message === 'object' && message !== null && 'name' in message && message.name === 'state';
const stateOf = (body: object) => expect.objectContaining({ body: expect.objectContaining(body) });

const mixed = [
  runWith({ trainingJobName: 'a', experimentPath: '/work/salary.linear.json' }),
  runWith({ trainingJobName: 'b', experimentPath: '/work/deep/loans.linear.json' }),
  runWith({ trainingJobName: 'c', experimentPath: '/workshop/iris.linear.json' }),
];

test.each([
  ['everything', undefined, 3],
  ['an experiment', '/work/salary.linear.json', 1],
  ['a folder and what is below it', '/work', 2],
])('a page of %s lists its runs', async (_, uri, runCount) => {
  const { state } = openPage(mixed, { uri });
  await state().toEqual(stateOf({ kind: 'ready', runCount, revision: 1 }));
});

test('runs that other windows add appear, and the records that cannot be used are named', async () => {
  const { state, change } = openPage(mixed);
  await state().toEqual(stateOf({ runCount: 3, revision: 1 }));
  const problem = { kind: 'newer-version', version: 7 } as const;
  change({
    rows: [...mixed, runWith({ trainingJobName: 'd' })],
    unreadable: [{ folder: '/runs/1', file: 'run.json', trainingJobName: 'job-9', problem }],
  });
  await state().toEqual(
    stateOf({
      runCount: 4,
      revision: 2,
      unreadable: { count: 1, first: [{ name: 'job-9', reason: expect.stringContaining('newer version') }] },
    }),
  );
});

test('a view and its later lines are answered, filtered as the page asks', async () => {
  const { state, request, answer } = openPage(mixed);
  await state().toEqual(stateOf({ runCount: 3 }));
  request('view', { query: queryWith({ filter: 'title:salary' }) });
  await answer().toEqual(stateOf({ matchCount: 3, lineCount: 3 }));
  request('lines', { query: queryWith(), from: 2 });
  await answer().toEqual(stateOf({ from: 2, lines: [expect.objectContaining({ kind: 'run' })] }));
});

test('a run whose table is gone says so once that is known, and is found by the filter', async () => {
  const { state, request, answer } = openPage([
    ...mixed,
    runWith({ trainingJobName: 'gone', datasetSha256: 'x' }),
  ]);
  await state().toEqual(stateOf({ runCount: 4, revision: 2, uncheckedTables: 0 }));
  request('view', { query: queryWith({ filter: 'changed' }) });
  await answer().toEqual(
    stateOf({ matchCount: 1, lines: [expect.objectContaining({ tableChange: 'missing' })] }),
  );
});

test('a query that is no query is refused', async () => {
  const { state, request, answer } = openPage(mixed);
  await state().toEqual(stateOf({ runCount: 3 }));
  request('view', { query: { ...queryWith(), sort: { column: 7, direction: 'up' } } });
  await answer().toEqual(expect.objectContaining({ type: 'failure' }));
});

test('a run opens on its own connection', async () => {
  const { state, request } = openPage(mixed);
  await state().toEqual(stateOf({ runCount: 3 }));
  request('openRun', { connectionId: 'aws:default@us-east-1', trainingJobName: 'a' });
  await expect
    .poll(() => executed)
    .toContainEqual({
      command: 'linearLearner.openRun',
      given: [{ connectionId: 'aws:default@us-east-1', trainingJobName: 'a' }],
    });
});

test('a history that cannot be read is a failure with its reason', async () => {
  const { state } = openPage([], {}, new Error('EACCES'));
  await state().toEqual(stateOf({ kind: 'failed', failure: expect.objectContaining({ code: 'unknown' }) }));
});

test('runs that were listed stay when the history can no longer be read', async () => {
  const { state, change, fail } = openPage(mixed);
  await state().toEqual(stateOf({ runCount: 3 }));
  fail(new Error('EACCES'));
  change({});
  const failed = { kind: 'ready', runCount: 3, lookFailure: expect.objectContaining({ code: 'unknown' }) };
  await state().toEqual(stateOf(failed));
  fail(undefined);
  change({});
  await state().toEqual(stateOf({ revision: 2, runCount: 3 }));
  await state().not.toEqual(stateOf({ lookFailure: expect.anything() }));
});

test('runs of this machine are completed by themselves, those of AWS on request', async () => {
  const unknown = { status: 'unknown', metrics: undefined } as const;
  const { state, request } = openPage([
    runWith({ ...unknown, trainingJobName: 'a' }),
    runWith({ ...unknown, trainingJobName: 'b', connectionId: 'aws:default@us-east-1' }),
    runWith({ metrics: undefined, trainingJobName: 'c', connectionId: 'aws:default@us-east-1' }),
  ]);
  await state().toEqual(stateOf({ incompleteCount: 3 }));
  await expect.poll(() => caughtUp.connections).toEqual(['local']);
  request('catchUp');
  await expect.poll(() => caughtUp.connections).toEqual(['local', 'local', 'aws:default@us-east-1']);
});

test('a run that cannot be completed is reported, and the list stays', async () => {
  caughtUp.error = new Error('no such bucket');
  const { state } = openPage([runWith({ status: 'unknown', metrics: undefined })]);
  await state().toEqual(
    stateOf({ kind: 'ready', runCount: 1, catchUpFailure: expect.objectContaining({ code: 'unknown' }) }),
  );
});

test('a run is deleted from its menu only after the user has confirmed it', async () => {
  const { state, request } = openPage(mixed);
  await state().toEqual(stateOf({ kind: 'ready' }));
  const run = { trainingJobName: 'a', connectionId: 'local' };
  request('runCommand', { command: 'deleteRun', run });
  await expect
    .poll(() => executed)
    .toContainEqual({ command: 'linearLearner.deleteRun', given: [{ ...run, confirmed: false }] });
});
