import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys, endOfPrefix, placeOfKey } from './keyOrder.ts';

const keys = fc.string({ unit: 'binary' });
const sortedKeys = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'b', '/', '\ue000', '😀') }))
  .map((all) => [...new Set(all)].toSorted(compareKeys).map((key) => ({ key })));

test('keys are ordered by their UTF-8 bytes', () => {
  const byBytes = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  fc.assert(fc.property(keys, keys, (a, b) => Math.sign(compareKeys(a, b)) === byBytes(a, b)));
  expect(Math.sign(compareKeys('\uffff', '😀'))).toBe(-1);
});

test('place of a key is the number of keys before it', () => {
  fc.assert(
    fc.property(sortedKeys, keys, (all, key) => {
      expect(placeOfKey(all, key)).toBe(all.filter((one) => compareKeys(one.key, key) < 0).length);
    }),
  );
});

test('end of a prefix is behind the last key that starts with it', () => {
  fc.assert(
    fc.property(sortedKeys, fc.constantFrom('a', 'a/', '/', '😀', '\ue000'), (all, prefix) => {
      const from = placeOfKey(all, prefix);
      expect(endOfPrefix(all, prefix, from) - from).toBe(
        all.filter(({ key }) => key.startsWith(prefix)).length,
      );
    }),
  );
});
