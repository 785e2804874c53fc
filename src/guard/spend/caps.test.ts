import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rate } from '../../aws/costs.ts';
import { verdictOf } from './caps.ts';
import { linesOfRun, monthOf, spendingOf } from './spending.ts';
import type { BilledLine, Spending } from './spending.ts';

const at = (day: number, hour = 0) => Date.UTC(2026, 11, day, hour);
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
const nothing: Spending = { spentUsd: 0, committedUsd: 0, unpriced: [] };
const december = monthOf(at(10));

test('the month of a time is the calendar month in UTC', () => {
  expect(december).toEqual({ fromMs: Date.UTC(2026, 11), toMs: Date.UTC(2027, 0) });
});

test('a resource that ended counts only for its time within the month', () => {
  const overNewMonth = endpoint({ startedAtMs: Date.UTC(2026, 10, 30, 20), endedAtMs: at(1, 10) });
  expect(spendingOf([overNewMonth], december, at(10))).toEqual({ ...nothing, spentUsd: expect.closeTo(1) });
  const before = endpoint({ startedAtMs: Date.UTC(2026, 9, 1), endedAtMs: Date.UTC(2026, 9, 2) });
  expect(spendingOf([before], december, at(10))).toEqual(nothing);
});

test('a running resource counts as spent until now, and as committed until its lease ends', () => {
  const leased = endpoint({ untilMs: at(5, 30) });
  expect(spendingOf([leased], december, at(5, 10))).toEqual({
    spentUsd: expect.closeTo(1),
    committedUsd: expect.closeTo(2),
    unpriced: [],
  });
});

test('a resource without an end is committed until the end of the month', () => {
  const { committedUsd } = spendingOf([endpoint()], december, at(31));
  expect(committedUsd).toBeCloseTo(2.4);
});

test('a resource of unknown price is listed if it falls into the month', () => {
  const unknown = endpoint({ rate: { kind: 'unknown' } });
  const earlier = endpoint({ rate: { kind: 'unknown' }, startedAtMs: 0, endedAtMs: 1 });
  expect(spendingOf([unknown, earlier], december, at(10)).unpriced).toEqual([unknown]);
});

test('an ended resource of unknown instance type is left out, a running one is not', () => {
  const untyped = endpoint({ rate: { kind: 'unknown' }, instanceType: '' });
  expect(spendingOf([{ ...untyped, endedAtMs: at(6) }, untyped], december, at(10)).unpriced).toEqual([
    untyped,
  ]);
});

test('a run comprises its training job and the endpoints of its model', () => {
  const job = endpoint({ kind: 'trainingJob', name: 'job', trainingJobName: undefined });
  const other = endpoint({ trainingJobName: 'other' });
  expect(linesOfRun([job, other, endpoint()], 'job')).toEqual([job, endpoint()]);
});

test('a training that costs too much is shortened until it fits the tighter cap', () => {
  const month: Spending = { ...nothing, spentUsd: 3, committedUsd: 1.5 };
  const wanted = { rate: known(1), seconds: 3600, leastSeconds: 60, run: nothing, month };
  expect(verdictOf({ runUsd: 2, monthUsd: 5 }, wanted)).toMatchObject({
    kind: 'shortened',
    seconds: 1800,
    sum: { cap: 'month', leftUsd: 0.5 },
  });
  expect(verdictOf({ runUsd: 0.001, monthUsd: 5 }, wanted)).toMatchObject({
    kind: 'over',
    sum: { cap: 'run' },
  });
});

test('an endpoint whose lease exceeds the cap, or that has none, is refused with the arithmetic', () => {
  const month: Spending = { ...nothing, spentUsd: 3, committedUsd: 1.5 };
  const wanted = { rate: known(1), run: nothing, month };
  const sum = { cap: 'month', capUsd: 5, spentUsd: 3, committedUsd: 1.5, leftUsd: 0.5 };
  expect(verdictOf({ monthUsd: 5 }, { ...wanted, seconds: 3600 })).toEqual({
    kind: 'over',
    wantedUsd: 1,
    sum,
  });
  expect(verdictOf({ monthUsd: 5 }, { ...wanted, seconds: undefined })).toMatchObject({ kind: 'over' });
  expect(verdictOf({ monthUsd: 5 }, { ...wanted, seconds: 1800 })).toMatchObject({ kind: 'within' });
});

test('unknown prices, new or already counted, are refused under a cap and allowed without one', () => {
  const unpriced = { ...nothing, unpriced: [endpoint({ rate: { kind: 'unknown' } })] };
  const wanted = { rate: { kind: 'unknown' }, seconds: 60, run: nothing, month: unpriced } as const;
  expect(verdictOf({ monthUsd: 1 }, wanted).kind).toBe('rate-unknown');
  expect(verdictOf({ monthUsd: 1 }, { ...wanted, rate: known(1) }).kind).toBe('unpriced');
  expect(verdictOf({ runUsd: 1 }, { ...wanted, rate: known(1) }).kind).toBe('within');
  expect(verdictOf({}, wanted).kind).toBe('within');
});

test('nothing allowed can exceed a cap', () => {
  const usd = fc.double({ min: 0, max: 100, noNaN: true });
  const spending = fc.record({ spentUsd: usd, committedUsd: usd, unpriced: fc.constant([]) });
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 50, noNaN: true }),
      fc.integer({ min: 1, max: 1e6 }),
      fc.record({ runUsd: usd, monthUsd: usd }),
      spending,
      spending,
      (usdPerHour, seconds, caps, run, month) => {
        const wanted = { rate: known(usdPerHour), seconds, leastSeconds: 60, run, month };
        const verdict = verdictOf(caps, wanted);
        if (verdict.kind !== 'within' && verdict.kind !== 'shortened') return;
        const cost = (usdPerHour * (verdict.seconds ?? Infinity)) / 3600;
        expect(run.spentUsd + run.committedUsd + cost).toBeLessThanOrEqual(caps.runUsd + 1e-6);
        expect(month.spentUsd + month.committedUsd + cost).toBeLessThanOrEqual(caps.monthUsd + 1e-6);
      },
    ),
  );
});
