import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openPermits } from './permits.ts';
import type { Permit } from './permits.ts';

const never = new AbortController().signal;

test('permits are granted in request order, up to their number', async () => {
  const permits = openPermits(2);
  const given: number[] = [];
  const waited: number[] = [];
  const taken = [0, 1, 2, 3].map((index) =>
    permits
      .take(1, never, () => waited.push(index))
      .then((permit) => {
        given.push(index);
        return permit;
      }),
  );
  const [first, second] = await Promise.all(taken.slice(0, 2));
  expect([given, waited]).toEqual([
    [0, 1],
    [2, 3],
  ]);
  first?.release();
  first?.release();
  await taken[2];
  expect(given).toEqual([0, 1, 2]);
  second?.release();
  await taken[3];
  expect(given).toEqual([0, 1, 2, 3]);
});

test('request that is aborted leaves the queue and takes no permit', async () => {
  const permits = openPermits(1);
  const held = await permits.take(1, never);
  const abort = new AbortController();
  const leaving = permits.take(1, abort.signal);
  const staying = permits.take(1, never);
  abort.abort('stopped');
  await expect(leaving).rejects.toBe('stopped');
  held.release();
  (await staying).release();
  await expect(permits.take(1, abort.signal)).rejects.toBe('stopped');
  (await permits.take(1, never, () => expect.unreachable())).release();
});

test('request for more than all permits takes all and returns what it does not keep', async () => {
  const permits = openPermits(10);
  const all = await permits.take(1000, never);
  const next = permits.take(4, never);
  all.keep(6);
  const [held] = await Promise.all([next, permits.take(0, never)]);
  let waited = false;
  const last = permits.take(10, never, () => {
    waited = true;
  });
  held?.release();
  all.release();
  (await last).release();
  expect(waited).toBe(true);
});

/** What happens to the requests, one after the other. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const), count: fc.nat(10) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('abort' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), which: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('keep' as const), which: fc.nat(), count: fc.nat(8) }),
  },
);
const total = 8;

interface Request {
  readonly count: number;
  readonly abort: AbortController;
  state: 'waiting' | 'held' | 'left' | 'released';
  permit?: Permit;
  held: number;
}

test('permits are never exceeded, overtaken or lost, however requests abort and release', () =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60, size: 'max' }), async (steps) => {
      const permits = openPermits(total);
      const requests: Request[] = [];
      const inState = (state: Request['state']) => requests.filter((request) => request.state === state);
      const chosen = (from: readonly Request[], which: number) => from[which % Math.max(1, from.length)];
      const give = (request: Request, kept: number) => {
        request.held = Math.min(request.held, kept);
        if (kept === 0) {
          request.state = 'released';
          request.permit?.release();
        } else request.permit?.keep(kept);
      };
      const take = (count: number) => {
        const request: Request = {
          count: Math.min(count, total),
          abort: new AbortController(),
          state: 'waiting',
          held: 0,
        };
        requests.push(request);
        permits.take(count, request.abort.signal).then(
          (permit) => Object.assign(request, { state: 'held', permit, held: request.count }),
          () => Object.assign(request, { state: 'left' }),
        );
      };
      const check = async () => {
        await new Promise(setImmediate);
        const used = inState('held').reduce((sum, { held }) => sum + held, 0);
        expect(used).toBeLessThanOrEqual(total);
        const [first, ...others] = inState('waiting');
        // The first waits only while there is no room for it, and the others behind it.
        if (first !== undefined) expect(first.count).toBeGreaterThan(total - used);
        for (const held of inState('held'))
          for (const waiting of [...(first === undefined ? [] : [first]), ...others])
            expect(requests.indexOf(held)).toBeLessThan(requests.indexOf(waiting));
      };
      for (const one of steps) {
        switch (one.kind) {
          case 'take':
            take(one.count);
            break;
          case 'abort':
            chosen(inState('waiting'), one.which)?.abort.abort('left');
            break;
          case 'release': {
            const request = chosen(inState('held'), one.which);
            if (request !== undefined) give(request, 0);
            break;
          }
          case 'keep': {
            const request = chosen(inState('held'), one.which);
            if (request !== undefined) give(request, one.count);
          }
        }
        await check();
      }
      // Once all that was given is given back, everybody has been served and all permits are there again.
      while (inState('held').length > 0) {
        for (const request of inState('held')) give(request, 0);
        await check();
      }
      expect(inState('waiting')).toEqual([]);
      (await permits.take(total, never, () => expect.unreachable())).release();
    }),
  ));

test('takeNow succeeds only if permits are free and no request is waiting', async () => {
  const permits = openPermits(3);
  const held = permits.takeNow(2);
  expect(held).toBeDefined();
  expect(permits.takeNow(2)).toBeUndefined();
  const waiting = permits.take(2, never);
  // There is room for one, but another came before.
  expect(permits.takeNow(1)).toBeUndefined();
  held?.release();
  (await waiting).release();
  const all = permits.takeNow(9);
  expect(all).toBeDefined();
  expect(permits.takeNow(1)).toBeUndefined();
  all?.release();
  expect(permits.takeNow(1)).toBeDefined();
});
