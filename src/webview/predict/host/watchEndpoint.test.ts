import { expect, test } from 'vitest';
import type { PredictState } from '../contract.ts';
import { watchEndpoint } from './watchEndpoint.ts';

/** Watches an endpoint with these answers until they have run out. */
async function watching(answers: (string | undefined | Error)[], isOld = () => false) {
  // SAFETY: of the state, only the endpoint's status is read.
  const state = { kind: 'ready', endpoint: { status: 'InService' } } as PredictState;
  const seen: (string | number)[] = [];
  const { follow } = watchEndpoint({
    shown: () => state,
    untilNext: async (wantedMs) => {
      seen.push(wantedMs);
      if (answers.length === 0) throw new Error('closed');
    },
    status: async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    isOld,
    onChange: () => void seen.push('changed'),
    onFailed: () => void seen.push('failed'),
  });
  await expect(follow()).rejects.toThrow('closed');
  return seen;
}

test('the page notices at its next poll, after five seconds, that another window deleted the endpoint', async () => {
  expect(await watching(['InService', undefined])).toEqual([5000, 5000, 'changed', 5000]);
});

test('what may have changed unseen is read again after a while', async () => {
  const ages = [false, true, false];
  expect(await watching(['InService', 'InService', 'InService'], () => ages.shift() === true)).toEqual([
    5000,
    5000,
    'changed',
    5000,
    5000,
  ]);
});

test('an unreachable endpoint is polled less and less often', async () => {
  const offline = new Error('offline');
  expect(await watching([offline, offline, 'InService'])).toEqual([
    5000,
    'failed',
    5000,
    'failed',
    10_000,
    5000,
  ]);
});
