import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cadenceOf, nextRunMs } from './times.ts';

test.each([
  ['rate(15 minutes)', { kind: 'rate', everyMs: 900_000 }],
  ['rate(1 hour)', { kind: 'rate', everyMs: 3_600_000 }],
  ['rate(2 days)', { kind: 'rate', everyMs: 172_800_000 }],
  ['at(2026-11-23T21:30:00)', { kind: 'once', atMs: Date.UTC(2026, 10, 23, 21, 30) }],
  ['at(2026-11-23T21:30:00Z)', undefined],
  ['at(2026-13-23T21:30:00)', undefined],
  ['rate(0 minutes)', undefined],
  ['cron(0 20 * * ? *)', undefined],
])('%s', (expression, cadence) => {
  expect(cadenceOf(expression)).toEqual(cadence);
});

test('one-time schedule runs once', () => {
  const once = { kind: 'once', atMs: 5000 } as const;
  expect(nextRunMs(once, { createdMs: 0 })).toBe(5000);
  expect(nextRunMs(once, { createdMs: 0, lastRunMs: 5000 })).toBeUndefined();
});

test('rate runs at its start, then after each whole period, until its end', () => {
  const rate = { kind: 'rate', everyMs: 900_000 } as const;
  const span = { createdMs: 0, startMs: 1000, endMs: 1000 + 3_600_000 };
  const runs: number[] = [];
  for (let next = nextRunMs(rate, span); next !== undefined;) {
    runs.push(next);
    next = nextRunMs(rate, { ...span, lastRunMs: next });
  }
  expect(runs).toEqual([1000, 901_000, 1_801_000, 2_701_000, 3_601_000]);
});

test('next run is after the last one, within the span, and less than a period away', () => {
  const ms = fc.integer({ min: 0, max: 1e12 });
  fc.assert(
    fc.property(ms, fc.integer({ min: 60_000, max: 1e9 }), ms, (startMs, everyMs, later) => {
      const lastRunMs = startMs + later;
      const next = nextRunMs({ kind: 'rate', everyMs }, { createdMs: 0, startMs, lastRunMs }) ?? 0;
      expect(next).toBeGreaterThan(lastRunMs);
      expect(next - lastRunMs).toBeLessThanOrEqual(everyMs);
      expect((next - startMs) % everyMs).toBe(0);
      expect(
        nextRunMs({ kind: 'rate', everyMs }, { createdMs: 0, startMs, lastRunMs, endMs: next - 1 }),
      ).toBeUndefined();
    }),
  );
});
