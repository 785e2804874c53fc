import { expect, test } from 'vitest';
import type { BlockedState } from '../aws/connections/state.ts';
import { openConnectionStates } from './connectionStates.ts';

const id = 'aws:science@us-east-1';
const ada = {
  kind: 'signed-in',
  accountId: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/ada',
} as const;
const expired: BlockedState = { kind: 'expired', failure: new Error('expired') };
const offline: BlockedState = { kind: 'offline', failure: new Error('ENOTFOUND') };

function openStates() {
  let time = 0;
  const states = openConnectionStates(() => time);
  const changed: string[] = [];
  states.onDidChange((one) => changed.push(`${one} ${states.of(one).kind}`));
  return { states, changed, pass: (ms: number) => (time += ms) };
}

test('state follows the calls of its connection, and is announced once', () => {
  const { states, changed } = openStates();
  expect(states.of(id)).toEqual({ kind: 'unknown' });
  states.signedIn(id, ada);
  states.signedIn(id, ada);
  states.blocked(id, expired);
  states.blocked(id, expired);
  expect(states.of('local')).toEqual({ kind: 'unknown' });
  states.signedIn(id, ada);
  expect(changed).toEqual([`${id} signed-in`, `${id} expired`, `${id} signed-in`]);
});

test('connection that answers again is as before, but nobody is known after an expired session', () => {
  const { states, pass } = openStates();
  states.signedIn(id, ada);
  pass(60_000);
  states.blocked(id, offline);
  expect(states.of(id)).toBe(offline);
  states.succeeded(id);
  expect(states.of(id)).toBe(ada);
  states.blocked(id, expired);
  states.succeeded(id);
  expect(states.of(id)).toEqual({ kind: 'unknown' });
});

test('one service that is unreachable does not block the others, which answer', () => {
  const { states, pass } = openStates();
  states.succeeded(id);
  pass(29_000);
  states.blocked(id, offline);
  expect(states.of(id)).toEqual({ kind: 'unknown' });
  pass(1000);
  states.blocked(id, offline);
  expect(states.of(id)).toBe(offline);
});
