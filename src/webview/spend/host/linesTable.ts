import { connectionIdLabel } from '../../../aws/connections/types.ts';
import type { LineSpend } from '../../../guard/spend/monthSpend.ts';
import { isoOf, leaseMinutesOf } from './monthState.ts';

type Cell = string | number;

const columns = {
  kind: ({ line }) => line.kind,
  name: ({ line }) => line.name,
  connection: ({ line }) => connectionIdLabel(line.connectionId),
  account: ({ line }) => line.account?.accountId ?? '',
  region: ({ line }) => line.account?.region ?? '',
  training_job: ({ line }) => (line.kind === 'trainingJob' ? line.name : (line.trainingJobName ?? '')),
  experiment: ({ line }) => line.experiment ?? '',
  instance_type: ({ line }) => line.instanceType,
  instance_count: ({ line }) => line.instanceCount,
  started: ({ line }) => isoOf(line.startedAtMs),
  /** Empty while it runs. */
  ended: ({ line }) => (line.endedAtMs === undefined ? '' : isoOf(line.endedAtMs)),
  ended_by: ({ line }) => line.endedBy ?? '',
  lease_minutes: ({ line }) => leaseMinutesOf(line) ?? '',
  seconds_past_lease: ({ pastLeaseSeconds }) => rounded(pastLeaseSeconds),
  billable_seconds: ({ line, seconds }) => (line.rate.kind === 'free' ? 0 : rounded(seconds)),
  seconds: ({ seconds }) => rounded(seconds),
  usd_per_hour: ({ line: { rate } }) =>
    rate.kind === 'known' ? rate.usdPerHour : rate.kind === 'free' ? 0 : unknown,
  rate_source: ({ line: { rate } }) => (rate.kind === 'known' ? rate.source : rate.kind),
  rate_day: ({ line: { rate } }) => (rate.kind === 'known' ? rate.publishedOn : ''),
  usd: ({ usd }) => (usd === undefined ? unknown : Number(usd.toFixed(6))),
} satisfies Readonly<Record<string, (spend: LineSpend) => Cell>>;

/** Not an empty cell, which a sum would take for 0. */
const unknown = 'unknown';

const rounded = (seconds: number) => Number(seconds.toFixed(3));

/** What was billed within a month as the rows of a file, its header first. */
export const linesTable = (spends: readonly LineSpend[]): Cell[][] => [
  Object.keys(columns),
  ...spends.map((spend) => Object.values(columns).map((cellOf) => cellOf(spend))),
];
