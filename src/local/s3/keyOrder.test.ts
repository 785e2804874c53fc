import fc from 'fast-check';
import { expect, test } from 'vitest';
import { behindPrefix, compareKeys } from './keyOrder.ts';

const keys = fc.string({ unit: 'binary' });
test('keys are ordered by their UTF-8 bytes', () => {
  const byBytes = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  fc.assert(fc.property(keys, keys, (a, b) => Math.sign(compareKeys(a, b)) === byBytes(a, b)));
  expect(Math.sign(compareKeys('\uffff', '😀'))).toBe(-1);
});

test('key behind a prefix divides the keys that start with it from those that follow', () => {
  const units = fc.constantFrom('a', 'b', '/', '\0', '\ud7ff', '\ue000', '😀', '\u{10ffff}');
  const text = fc.string({ unit: units, maxLength: 4 });
  fc.assert(
    fc.property(text, text, (prefix, key) => {
      const end = behindPrefix(prefix);
      const isBefore = end === undefined || compareKeys(key, end) < 0;
      expect(compareKeys(key, prefix) >= 0 && isBefore).toBe(key.startsWith(prefix));
    }),
  );
  expect(behindPrefix('')).toBeUndefined();
});
