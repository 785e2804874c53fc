import type { Rate } from '../../../src/aws/costs.ts';
import type { BilledLine } from '../../../src/guard/spend/spending.ts';
import type { SpendBill, SpendReady, SpendState } from '../../../src/webview/spend/contract.ts';
import { openMonth } from '../../../src/webview/spend/host/monthState.ts';
import type { GalleryEntry } from './gallery.ts';

/** The Spending page: with and without cap, AWS's bill and unknown prices, on Local, with thousands of lines, and empty. */
export function spendStates(): readonly GalleryEntry[] {
  const failure = {
    code: 'file-failed',
    message: 'The journal cannot be opened (EACCES). Check its permissions, then read again.',
    actions: [],
  };
  const denied = {
    code: 'access-denied',
    message:
      'Not authorized to perform ce:GetCostAndUsage. Without it, what AWS billed is not shown on the Spending page.',
    actions: [{ id: 'copy', label: 'Copy Permission' }],
  };
  return [
    entry('month', ready(lines(), { capUsd: 20, bill: read })),
    entry('no-cap', ready(known(), { bill: unread })),
    entry('over-cap', ready(lines(), { capUsd: 5, bill: { ...unread, isReading: true } })),
    entry('denied', ready(lines(), { capUsd: 20, bill: { ...unread, failure: denied } })),
    entry('hours', ready(known(), { bill: read }), { measure: 'hours' }),
    entry('unknown', ready([line({ rate: unknown, endedAtMs: at(9, 3) })], { bill: unread })),
    entry('local', ready(lines().map(toLocal), {})),
    entry('before', ready(lines(), { bill: read }, '2026-11')),
    entry('thousands', ready(thousands(), { capUsd: 500, unreadableCount: 2 })),
    entry('nothing', ready([], { bill: unread })),
    entry(
      'quiet-month',
      ready([line({ startedAtMs: at(-40), endedAtMs: at(-39) })], { lookFailure: failure }),
    ),
    entry('loading', { kind: 'loading' }),
    entry('failed', { kind: 'failed', failure }),
  ];
}

function entry(name: string, state: SpendState, choices: GalleryEntry['choices'] = {}): GalleryEntry {
  const answers = {
    showMonth: null,
    showMore: null,
    saveLines: null,
    readAgain: null,
    openRun: null,
    manageEndpoints: null,
    openSample: null,
    setCap: null,
    refreshPrices: null,
    setRate: null,
    readBill: null,
  };
  return { name: `spend-${name}`, page: 'spend', heading: 'Spending', state, answers, choices };
}

const at = (day: number, hour = 0, minute = 0) => Date.UTC(2026, 11, day, hour, minute);
const now = at(14, 15, 20);

function ready(all: readonly BilledLine[], more: Partial<SpendReady>, month?: string): SpendReady {
  return {
    kind: 'ready',
    ...openMonth(all, month, now).state,
    unreadableCount: 0,
    bill: { kind: 'none' },
    ...more,
  };
}

const unread = { kind: 'known', connection: 'default@us-east-1', isReading: false } as const;
const read: SpendBill = {
  ...unread,
  answer: {
    amount: 8.4213,
    currency: 'USD',
    accountId: '111122223333',
    isEstimated: true,
    readAt: new Date(at(14, 9)).toISOString(),
    isOfToday: true,
  },
};

const unknown: Rate = { kind: 'unknown' };
const rate = (usdPerHour: number, source: 'shipped' | 'price-file' | 'typed' = 'shipped'): Rate => ({
  kind: 'known',
  usdPerHour,
  source,
  publishedOn: '2026-11-23',
});

const line = (more: Partial<BilledLine>): BilledLine => ({
  kind: 'endpoint',
  connectionId: 'aws:default@us-east-1',
  account: { accountId: '111122223333', region: 'us-east-1' },
  name: 'linear-learner-salary-8f3k',
  trainingJobName: 'linear-learner-2026-12-03-09-14-03-112',
  experiment: 'salary',
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  rate: rate(0.115),
  startedAtMs: at(9),
  ...more,
});

const toLocal = (one: BilledLine): BilledLine => ({
  ...one,
  connectionId: 'local',
  instanceType: 'local',
  rate: { kind: 'free' },
});

/** Two runs on AWS with endpoints, one of which still runs and one of which outlived its lease. */
function known(): readonly BilledLine[] {
  const job = (day: number, minutes: number, more: Partial<BilledLine> = {}) =>
    line({
      kind: 'trainingJob',
      name: `linear-learner-2026-12-${String(day).padStart(2, '0')}-09-14-03-112`,
      trainingJobName: undefined,
      startedAtMs: at(day, 9),
      endedAtMs: at(day, 9, minutes),
      endedBy: 'job',
      rate: rate(0.269, 'price-file'),
      instanceType: 'ml.m5.xlarge',
      ...more,
    });
  return [
    job(3, 4),
    job(4, 7, { experiment: 'loans', instanceCount: 2, rate: rate(0.538, 'typed') }),
    line({ startedAtMs: at(3, 10), endedAtMs: at(3, 11, 1), leaseUntilMs: at(3, 11), endedBy: 'window' }),
    line({
      name: 'linear-learner-loans-2m9d',
      trainingJobName: 'linear-learner-2026-12-04-09-14-03-112',
      experiment: 'loans',
      startedAtMs: at(4, 12),
      endedAtMs: at(6, 15),
      leaseUntilMs: at(4, 13),
      endedBy: 'elsewhere',
      rate: rate(0.115, 'price-file'),
    }),
    line({
      name: 'linear-learner-salary-p0q1',
      startedAtMs: at(14, 13, 5),
      untilMs: at(14, 16, 5),
    }),
    line({ startedAtMs: at(-6, 10), endedAtMs: at(-6, 12), leaseUntilMs: at(-6, 11), endedBy: 'user' }),
  ];
}

function lines(): readonly BilledLine[] {
  return [
    ...known(),
    line({
      kind: 'trainingJob',
      name: 'linear-learner-2026-12-11-18-30-00-004',
      trainingJobName: undefined,
      instanceType: 'ml.c4.xlarge',
      rate: unknown,
      startedAtMs: at(11, 18, 30),
      endedAtMs: at(11, 18, 44),
      endedBy: 'job',
    }),
    line({
      kind: 'trainingJob',
      name: 'linear-learner-2026-12-14-15-12-00-777',
      trainingJobName: undefined,
      instanceType: 'ml.c4.xlarge',
      rate: unknown,
      startedAtMs: at(14, 15, 12),
      untilMs: at(14, 16, 12),
    }),
    toLocal(line({ name: 'salary-local', startedAtMs: at(12, 8), endedAtMs: at(12, 10), endedBy: 'user' })),
    line({
      name: 'no-lease',
      trainingJobName: undefined,
      startedAtMs: at(12, 23),
      endedAtMs: at(13, 2),
      endedBy: 'user',
    }),
  ];
}

const thousands = (): readonly BilledLine[] =>
  Array.from({ length: 4000 }, (_, index) =>
    line({
      kind: index % 2 === 0 ? 'trainingJob' : 'endpoint',
      name: `run-${index}-with-a-name-that-is-as-long-as-names-of-sagemaker-may-be-0`,
      trainingJobName: `run-${index - 1}-with-a-name-that-is-as-long-as-names-of-sagemaker-may-be-0`,
      startedAtMs: at(1) + index * 290_000,
      endedAtMs: at(1) + index * 290_000 + (index % 97) * 60_000,
      endedBy: index % 2 === 0 ? 'job' : 'schedule',
    }),
  );
