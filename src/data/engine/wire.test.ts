import { serialize } from 'node:v8';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openPieces, sendInPieces } from './wire.ts';

function throughPieces(messages: readonly unknown[]) {
  const received: unknown[] = [];
  const sizes: number[] = [];
  const receive = openPieces((message) => received.push(message));
  for (const message of messages)
    sendInPieces(message, (piece) => {
      sizes.push(serialize(piece).length);
      receive(piece);
    });
  return { received, sizes };
}

test('messages of any size arrive whole and in order, in pieces below 1 MB', () => {
  const messages = [0, 1, 5_000_000, 524_288].map((length, id) => ({ id, answer: 'ä'.repeat(length) }));
  const { received, sizes } = throughPieces(messages);
  expect(received).toEqual(messages);
  expect(sizes.length).toBeGreaterThan(messages.length);
  expect(sizes.filter((size) => size > 1_000_000)).toEqual([]);
});

test('any plain data arrives as it was sent', () => {
  fc.assert(
    fc.property(fc.array(fc.anything({ withTypedArray: true, withDate: true })), (messages) => {
      expect(throughPieces(messages).received).toEqual(messages);
    }),
    { numRuns: 50 },
  );
});

test('a message that no process should hold is refused where it is sent', () => {
  const answer = new Uint8Array(65 * 1024 * 1024);
  expect(() => sendInPieces({ answer }, () => undefined)).toThrow('too large');
});
