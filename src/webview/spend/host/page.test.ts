import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { executed, FakePanel, forgetShown, Uri } from '../../../../test/fakeVscode.ts';
import type { Connection } from '../../../aws/connections/types.ts';
import { shippedRates } from '../../../aws/costs.ts';
import type { SpendLine } from '../../../guard/spend/spendLine.ts';
import { showSpendPage } from './page.ts';

const saving = vi.hoisted(() => ({ path: '' }));
vi.mock('vscode', async () => {
  const fake = await import('../../../../test/fakeVscode.ts');
  return {
    ...fake,
    window: { ...fake.window, showSaveDialog: async () => ({ fsPath: saving.path }) },
  };
});

let folder = '';
beforeEach(async () => {
  forgetShown();
  folder = await mkdtemp(join(tmpdir(), 'll-spend-page-'));
  saving.path = join(folder, 'saved.csv');
  vi.useFakeTimers({ now: Date.UTC(2026, 11, 14, 12), toFake: ['Date', 'setInterval', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

const line = (more: Partial<SpendLine> = {}): SpendLine => ({
  kind: 'endpoint',
  connectionId: 'aws:me@us-east-1',
  name: 'ep',
  trainingJobName: 'job',
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  rate: { kind: 'known', usdPerHour: 0.1, source: 'shipped', publishedOn: '2026-11-23' },
  startedAtMs: Date.UTC(2026, 11, 5),
  endedAtMs: Date.UTC(2026, 11, 5, 10),
  endedBy: 'window',
  ...more,
});
const running = {
  endpointName: 'live',
  connectionId: 'aws:me@us-east-1',
  trainingJobName: 'job',
  recordedAt: new Date(Date.UTC(2026, 11, 14, 10)).toISOString(),
  state: 'seen',
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  rate: { kind: 'known', usdPerHour: 0.1, source: 'shipped', publishedOn: '2026-11-23' },
  lease: { kind: 'until', expiresAtMs: Date.UTC(2026, 11, 14, 13) },
} as const;

const aws: Connection = { kind: 'aws', profile: 'me', region: 'us-east-1' };

/** A page of these lines; `bill` answers for AWS. */
function openPage(
  lines: readonly SpendLine[],
  {
    live = [],
    connection = aws,
    capUsd,
    bill = async () => ({ amount: 3.1, currency: 'USD', isEstimated: true }),
  }: {
    live?: readonly object[];
    connection?: Connection;
    capUsd?: number;
    bill?: (days: object) => Promise<object>;
  } = {},
) {
  let known = lines;
  let failing: Error | undefined;
  const panel = new FakePanel('linearLearner.spend', 'Spending');
  const requested: object[] = [];
  const services = {
    extensionUri: { fsPath: '/extension' },
    storageUri: Uri.file(folder),
    log: { error: () => undefined, warn: () => undefined },
    ledger: { read: async () => ({ entries: live, unreadable: [] }) },
    jobs: { read: async () => ({ entries: [], unreadable: ['/journal/broken.json'] }) },
    spend: {
      read: async () => {
        if (failing !== undefined) throw failing;
        return { lines: known, unreadable: 0 };
      },
    },
    prices: { rates: async () => shippedRates },
    spendCaps: () => ({ monthUsd: capUsd }),
    connection: () => connection,
    sessionOf: () => async () => ({
      connectionId: 'aws:me@us-east-1',
      identity: async () => ({ accountId: '111122223333', arn: '' }),
      aws: {
        sageMakerBill: async (days: object) => {
          requested.push(days);
          return bill(days);
        },
      },
    }),
    onDidChange: () => ({ dispose: () => undefined }),
  };
  // SAFETY: the page uses no other part of its services and of its panel.
  showSpendPage(...([services, panel] as unknown as Parameters<typeof showSpendPage>));
  panel.say({ type: 'ready' });
  return {
    panel,
    requested,
    state: () => expect.poll(() => panel.posted.findLast((message) => isState(message))),
    answer: () => expect.poll(() => panel.posted.findLast((message) => isAnswer(message))),
    change: (next: readonly SpendLine[]) => void (known = next),
    fail: (error: Error) => void (failing = error),
    request: (name: string, body: object = {}) => panel.say({ type: 'request', id: 1, name, body }),
  };
}

const isState = (message: unknown) =>
  typeof message === 'object' && message !== null && 'name' in message && message.name === 'state';
const isAnswer = (message: unknown) =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  (message.type === 'answer' || message.type === 'failure');
const stateOf = (body: object) => expect.objectContaining({ body: expect.objectContaining(body) });
const costOf = (usd: number) => expect.objectContaining({ usd: expect.closeTo(usd) });

test('this month’s total includes what still runs, and the cap that it counts against', async () => {
  const { state } = openPage([line()], { live: [running], capUsd: 20 });
  await state().toEqual(
    stateOf({
      kind: 'ready',
      month: '2026-12',
      isCurrent: true,
      capUsd: 20,
      total: { endpoints: costOf(1.2), trainingJobs: costOf(0) },
      running: expect.objectContaining({
        count: 1,
        usdPerHour: expect.closeTo(0.1),
        committedUsd: expect.closeTo(0.1),
      }),
      unreadableCount: 1,
    }),
  );
});

test('a running resource is looked at again every minute, and when the page comes to the front', async () => {
  const { state, change, panel } = openPage([], { live: [running] });
  await state().toEqual(stateOf({ total: { endpoints: costOf(0.2), trainingJobs: costOf(0) } }));
  vi.advanceTimersByTime(30 * 60_000);
  await state().toEqual(stateOf({ total: { endpoints: costOf(0.25), trainingJobs: costOf(0) } }));
  change([line()]);
  panel.turn(true);
  await state().toEqual(stateOf({ total: { endpoints: costOf(1.25), trainingJobs: costOf(0) } }));
});

test('another month has its own lines, and no cap', async () => {
  const november = line({ startedAtMs: Date.UTC(2026, 10, 30, 22), endedAtMs: Date.UTC(2026, 11, 1, 1) });
  const { state, request } = openPage([november], { capUsd: 20 });
  await state().toEqual(stateOf({ months: ['2026-12', '2026-11'] }));
  request('showMonth', { month: '2026-11' });
  await state().toEqual(
    stateOf({
      month: '2026-11',
      isCurrent: false,
      total: expect.objectContaining({ endpoints: costOf(0.2) }),
    }),
  );
  await state().toEqual(expect.objectContaining({ body: expect.not.objectContaining({ capUsd: 20 }) }));
});

test('a state stays below a megabyte, however many lines there are', async () => {
  const name = 'x'.repeat(63);
  const many = Array.from({ length: 6000 }, (_, index) =>
    line({
      name: `${name}${index}`,
      trainingJobName: `${name}${index}`,
      experiment: name,
      kind: index % 2 === 0 ? 'endpoint' : 'trainingJob',
      startedAtMs: Date.UTC(2026, 11, 5) + index,
    }),
  );
  const { state, request, panel } = openPage(many);
  await state().toEqual(stateOf({ kind: 'ready' }));
  for (const table of ['runs', 'endpoints', 'trainingJobs']) request('showMore', { table });
  await state().toEqual(
    stateOf({
      tables: {
        runs: { count: 6000, rows: expect.objectContaining({ length: 500 }) },
        endpoints: { count: 3000, rows: expect.objectContaining({ length: 500 }) },
        trainingJobs: { count: 3000, rows: expect.objectContaining({ length: 500 }) },
      },
    }),
  );
  for (const message of panel.posted) expect(JSON.stringify(message).length).toBeLessThan(1_000_000);
});

test('the CSV has every line, formulas neutralized, and unknown prices as such', async () => {
  const lines = [
    line({ experiment: '=cmd()' }),
    line({ kind: 'trainingJob', name: 'job', rate: { kind: 'unknown' }, instanceType: 'ml.c4.xlarge' }),
    line({ connectionId: 'local', name: 'here', rate: { kind: 'free' } }),
  ];
  const { state, request, answer } = openPage(lines);
  await state().toEqual(stateOf({ kind: 'ready' }));
  request('saveLines', { month: '2026-12' });
  await answer().toMatchObject({ type: 'answer' });
  const [head = '', ...rows] = (await readFile(saving.path, 'utf8')).trimEnd().split('\r\n');
  const named = rows.map((row) => {
    const cells = row.split(',');
    return Object.fromEntries(head.split(',').map((column, index) => [column, cells[index]]));
  });
  expect(named).toHaveLength(3);
  expect(named[0]).toMatchObject({
    name: 'ep',
    experiment: "'=cmd()",
    billable_seconds: '36000',
    usd_per_hour: '0.1',
    rate_source: 'shipped',
    rate_day: '2026-11-23',
    usd: '1',
  });
  const ofName = (name: string) => named.find((row) => row['name'] === name);
  expect(ofName('job')).toMatchObject({ usd_per_hour: 'unknown', usd: 'unknown' });
  expect(ofName('here')).toMatchObject({ connection: 'Local', billable_seconds: '0', usd: '0' });
});

test('what AWS billed is requested by the button alone, and once a day', async () => {
  const { state, request, requested } = openPage([line()]);
  await state().toEqual(stateOf({ bill: { kind: 'known', connection: 'me@us-east-1', isReading: false } }));
  expect(requested).toEqual([]);
  request('readBill', { month: '2026-12' });
  const answer = expect.objectContaining({ amount: 3.1, accountId: '111122223333', isOfToday: true });
  await state().toEqual(stateOf({ bill: expect.objectContaining({ isReading: false, answer }) }));
  expect(requested).toEqual([{ fromDay: '2026-12-01', untilDay: '2026-12-15' }]);
  // Another page of another window finds it.
  const later = openPage([line()]);
  await later.state().toEqual(stateOf({ bill: expect.objectContaining({ answer }) }));
  later.request('readBill', { month: '2026-12' });
  await later.answer().toMatchObject({ type: 'answer' });
  expect(later.requested).toEqual([]);
});

test('a bill that cannot be read says why, beside everything else', async () => {
  const { state, request } = openPage([line()], {
    bill: async () => {
      throw new Error('no such luck');
    },
  });
  await state().toEqual(stateOf({ kind: 'ready' }));
  request('readBill', { month: '2026-12' });
  const failure = expect.objectContaining({ message: expect.stringContaining('no such luck') });
  await state().toEqual(
    stateOf({
      total: expect.objectContaining({ endpoints: costOf(1) }),
      bill: expect.objectContaining({ isReading: false, failure }),
    }),
  );
});

test('Local has no bill to read', async () => {
  const { state } = openPage([], { connection: { kind: 'local' } });
  await state().toEqual(stateOf({ bill: { kind: 'none' } }));
});

test('a journal that cannot be read again leaves what was known in view', async () => {
  const { state, request, fail } = openPage([line()]);
  await state().toEqual(stateOf({ kind: 'ready' }));
  fail(new Error('the disk is gone'));
  request('readAgain');
  const lookFailure = expect.objectContaining({ message: expect.stringContaining('the disk is gone') });
  await state().toEqual(
    stateOf({ kind: 'ready', lookFailure, total: expect.objectContaining({ endpoints: costOf(1) }) }),
  );
});

test('rows lead to their runs, and the cap to its setting', async () => {
  const { state, request } = openPage([line()]);
  await state().toEqual(stateOf({ kind: 'ready' }));
  request('openRun', { connectionId: 'aws:me@us-east-1', trainingJobName: 'job' });
  request('setCap');
  await expect
    .poll(() => executed)
    .toEqual([
      {
        command: 'linearLearner.openRun',
        given: [{ connectionId: 'aws:me@us-east-1', trainingJobName: 'job' }],
      },
      { command: 'workbench.action.openSettings', given: ['linearLearner.monthlySpendCap'] },
    ]);
});
