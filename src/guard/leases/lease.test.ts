import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extended, isDue, type Lease, leaseOf, leftMs, shortestLeaseMinutes, type Until } from './lease.ts';

const moments = fc.integer({ min: 0, max: 4e12 });
const minutes = fc.integer({ min: 0, max: 100_000 });

it('lasts the given time, to the second, and never less than the shortest lease', () => {
  fc.assert(
    fc.property(moments, minutes, (nowMs, length) => {
      const lease = leaseOf(length, nowMs);
      const wantedMs = Math.max(length, shortestLeaseMinutes) * 60_000;
      const left = leftMs(lease, nowMs) ?? NaN;
      expect(left - wantedMs).toBeGreaterThanOrEqual(0);
      expect(left - wantedMs).toBeLessThan(1000);
      expect(isDue(lease, nowMs + left - 1)).toBe(false);
      expect(isDue(lease, nowMs + left)).toBe(true);
    }),
  );
});

it('is extended from its end, or from now once it has ended', () => {
  const lease: Until = { kind: 'until', expiresAtMs: 1_000_000_000 };
  expect(extended(lease, 60, 900_000_000)).toEqual({ kind: 'until', expiresAtMs: 1_003_600_000 });
  expect(extended(lease, 60, 2_000_000_000)).toEqual({ kind: 'until', expiresAtMs: 2_003_600_000 });
});

it('without an end is never due', () => {
  const lease: Lease = { kind: 'none' };
  expect(isDue(lease, Number.MAX_SAFE_INTEGER)).toBe(false);
  expect(leftMs(lease, 0)).toBeUndefined();
});
