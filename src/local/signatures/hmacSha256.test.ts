import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hmacSha256 } from './hmacSha256.ts';

test('HMAC-SHA-256 agrees with that of Node for keys and texts of any length', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { minLength: 1, maxLength: 3 }),
      (key, texts) => {
        const hmac = hmacSha256(key);
        for (const text of texts) expect(hmac(text)).toEqual(createHmac('sha256', key).update(text).digest());
      },
    ),
  );
});
