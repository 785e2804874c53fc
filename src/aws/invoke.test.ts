import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvBodies } from './invoke.ts';

test('CSV bodies stay below the limit without losing or splitting a line', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[0-9.,]{1,20}$/), { minLength: 1 }), (lines) => {
      const bodies = [...csvBodies(lines, 30)];
      expect(bodies.every((body) => body.length <= 30)).toBe(true);
      expect(bodies.flatMap((body) => body.split('\n'))).toEqual(lines);
    }),
  );
});

test('line over the limit is a body of its own', () => {
  expect([...csvBodies(['1', '2'.repeat(40), '3'], 30)]).toEqual(['1', '2'.repeat(40), '3']);
});
