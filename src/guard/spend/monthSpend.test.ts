import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rate } from '../../aws/costs.ts';
import { monthsOf, spendByDay, spendByRun, spendWithin, sumOf } from './monthSpend.ts';
import { monthOf, secondsWithin, spendingOf } from './spending.ts';
import type { BilledLine } from './spending.ts';

const at = (day: number, hour = 0, minute = 0) => Date.UTC(2026, 11, day, hour, minute);
const december = monthOf(at(10));
const known = (usdPerHour: number): Rate => ({
  kind: 'known',
  usdPerHour,
  source: 'shipped',
  publishedOn: '2026-11-23',
});
const endpoint = (more: Partial<BilledLine> = {}): BilledLine => ({
  kind: 'endpoint',
  connectionId: 'aws:me@us-east-1',
  name: 'ep',
  trainingJobName: 'job',
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  rate: known(0.1),
  startedAtMs: at(5),
  ...more,
});
const job = (more: Partial<BilledLine> = {}): BilledLine =>
  endpoint({ kind: 'trainingJob', name: 'job', trainingJobName: undefined, ...more });

test('a resource over midnight is split between its days', () => {
  const lines = [endpoint({ startedAtMs: at(3, 22), endedAtMs: at(5, 1) })];
  const days = spendByDay(lines, december, at(10));
  expect(days).toHaveLength(31);
  expect(days.map(({ seconds }) => seconds.endpoint / 3600).slice(0, 6)).toEqual([0, 0, 2, 24, 1, 0]);
  expect(days[3]?.usd).toEqual({ endpoint: expect.closeTo(2.4), trainingJob: 0 });
});

test('a running resource counts until now, and its later days are empty', () => {
  const days = spendByDay([endpoint({ startedAtMs: at(9, 12) })], december, at(10, 6));
  expect(days.map(({ seconds }) => seconds.endpoint / 3600).slice(7, 12)).toEqual([0, 12, 6, 0, 0]);
});

test('time of unknown price is shown as such, and costs no guess', () => {
  const days = spendByDay([job({ rate: { kind: 'unknown' }, endedAtMs: at(5, 2) })], december, at(10));
  expect(days[4]).toMatchObject({
    usd: { endpoint: 0, trainingJob: 0 },
    seconds: { endpoint: 0, trainingJob: 7200 },
    unpricedSeconds: 7200,
  });
});

test('what outlived its lease says for how long', () => {
  const late = endpoint({ endedAtMs: at(5, 3), leaseUntilMs: at(5, 1) });
  const running = endpoint({ untilMs: at(5, 1) });
  const job2 = job({ untilMs: at(5, 1) });
  const found = spendWithin([late, running, job2], december, at(5, 2));
  const pastOf = (line: BilledLine) => found.find((one) => one.line === line)?.pastLeaseSeconds;
  expect([late, running, job2].map(pastOf)).toEqual([7200, 3600, 0]);
});

test('the costliest comes first, and what is outside of the month is left out', () => {
  const cheap = endpoint({ name: 'cheap', endedAtMs: at(5, 1) });
  const dear = endpoint({ name: 'dear', endedAtMs: at(5, 5) });
  const before = endpoint({ startedAtMs: 0, endedAtMs: 1 });
  const after = endpoint({ startedAtMs: Date.UTC(2027, 1, 1) });
  const found = spendWithin([cheap, before, dear, after], december, at(10));
  expect(found.map(({ line }) => line.name)).toEqual(['dear', 'cheap']);
});

test('a resource that has just started is listed as running, before it has cost anything', () => {
  const [spend] = spendWithin([endpoint({ startedAtMs: at(10) })], december, at(10));
  expect(spend).toMatchObject({ isRunning: true, seconds: 0, usd: 0 });
  // The local clock may be behind that of AWS.
  const [ahead] = spendWithin([endpoint({ startedAtMs: at(10, 1) })], december, at(10));
  expect(ahead).toMatchObject({ isRunning: true, seconds: 0, usd: 0 });
});

test('a sum counts what is free and what has no known price', () => {
  const lines = [
    endpoint({ endedAtMs: at(5, 10) }),
    job({ rate: { kind: 'unknown' }, endedAtMs: at(5, 1) }),
    job({ rate: { kind: 'free' }, endedAtMs: at(5, 1) }),
  ];
  expect(sumOf(spendWithin(lines, december, at(10)))).toEqual({
    usd: expect.closeTo(1),
    seconds: 12 * 3600,
    count: 3,
    freeCount: 1,
    unpricedCount: 1,
  });
});

test('a run is its training job and the endpoints of its model, on one connection', () => {
  const lines = [
    job({ endedAtMs: at(5, 1), experiment: 'salary' }),
    endpoint({ name: 'a', endedAtMs: at(5, 2) }),
    endpoint({ name: 'b', endedAtMs: at(5, 2) }),
    endpoint({ name: 'c', trainingJobName: undefined, endedAtMs: at(6) }),
    job({ connectionId: 'local', rate: { kind: 'free' }, endedAtMs: at(5, 1) }),
  ];
  const runs = spendByRun(spendWithin(lines, december, at(10)));
  expect(runs.map(({ trainingJobName, connectionId }) => [trainingJobName, connectionId])).toEqual([
    [undefined, 'aws:me@us-east-1'],
    ['job', 'aws:me@us-east-1'],
    ['job', 'local'],
  ]);
  expect(runs[1]).toMatchObject({
    experiment: 'salary',
    training: { usd: expect.closeTo(0.1), count: 1 },
    endpoints: { usd: expect.closeTo(0.4), count: 2 },
  });
});

test('months are those in which something ran, and the current one, newest first', () => {
  const lines = [
    endpoint({ startedAtMs: Date.UTC(2026, 8, 30), endedAtMs: Date.UTC(2026, 9, 1, 1) }),
    endpoint({ startedAtMs: Date.UTC(2025, 11, 31), endedAtMs: Date.UTC(2026, 0, 1, 1) }),
  ];
  const named = monthsOf(lines, at(1)).map((ms) => new Date(ms).toISOString().slice(0, 7));
  expect(named).toEqual(['2026-12', '2026-10', '2026-09', '2026-01', '2025-12']);
  // A record from before 1970 must not offer centuries.
  expect(monthsOf([endpoint({ startedAtMs: -1e15 })], at(1))).toHaveLength(120);
});

const time = fc.integer({ min: Date.UTC(2026, 9, 1), max: Date.UTC(2027, 2, 1) });
const rate = fc.oneof(
  fc.constant<Rate>({ kind: 'free' }),
  fc.constant<Rate>({ kind: 'unknown' }),
  fc.double({ min: 0, max: 50, noNaN: true }).map(known),
);
const line = fc
  .record({
    kind: fc.constantFrom('endpoint', 'trainingJob'),
    startedAtMs: time,
    lastsMs: fc.option(fc.integer({ min: 0, max: 60 * 86_400_000 }), { nil: undefined }),
    leaseMs: fc.option(fc.integer({ min: 0, max: 86_400_000 }), { nil: undefined }),
    rate,
    trainingJobName: fc.constantFrom('a', 'b', undefined),
  })
  .map(({ lastsMs, leaseMs, startedAtMs, ...more }) =>
    endpoint({
      ...more,
      startedAtMs,
      endedAtMs: lastsMs === undefined ? undefined : startedAtMs + lastsMs,
      leaseUntilMs: leaseMs === undefined ? undefined : startedAtMs + leaseMs,
    }),
  );
const lines = fc.array(line, { maxLength: 20 });

test('days, lines and runs add up to the same time and money, however the month is split', () => {
  fc.assert(
    fc.property(lines, time, time, (given, monthMs, nowMs) => {
      const month = monthOf(monthMs);
      const days = spendByDay(given, month, nowMs);
      const spends = spendWithin(given, month, nowMs);
      const runs = spendByRun(spends);
      const total = sumOf(spends);
      const add = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
      const daySeconds = add(days.map(({ seconds }) => seconds.endpoint + seconds.trainingJob));
      const dayUsd = add(days.map(({ usd }) => usd.endpoint + usd.trainingJob));
      expect(daySeconds).toBeCloseTo(total.seconds, 3);
      expect(dayUsd).toBeCloseTo(total.usd, 6);
      expect(add(runs.map(({ training, endpoints }) => training.usd + endpoints.usd))).toBeCloseTo(
        total.usd,
        6,
      );
      expect(add(runs.map(({ training, endpoints }) => training.count + endpoints.count))).toBe(total.count);
      expect(total.usd).toBeCloseTo(spendingOf(given, month, nowMs).spentUsd, 6);
      for (const { seconds } of days)
        for (const one of [seconds.endpoint, seconds.trainingJob])
          expect(one).toBeLessThanOrEqual(86_400 * given.length);
      for (const { seconds, pastLeaseSeconds } of spends) {
        expect(pastLeaseSeconds).toBeGreaterThanOrEqual(0);
        expect(pastLeaseSeconds).toBeLessThanOrEqual(seconds);
      }
    }),
  );
});

test('all months together have the whole time of what ran', () => {
  fc.assert(
    fc.property(line, time, (given, nowMs) => {
      const months = monthsOf([given], nowMs).map(monthOf);
      const inMonths = months.flatMap((month) => spendWithin([given], month, nowMs));
      const seconds = inMonths.reduce((sum, one) => sum + one.seconds, 0);
      const untilMs = given.endedAtMs ?? nowMs;
      // What ends after now is not known yet, except by a clock that is ahead.
      fc.pre(untilMs <= nowMs);
      expect(seconds).toBeCloseTo(
        secondsWithin({ fromMs: -Infinity, toMs: Infinity }, given.startedAtMs, untilMs),
        3,
      );
    }),
  );
});
