import { expect, test } from 'vitest';
import { openBoundedCache } from './boundedCache.ts';

test('a bounded cache evicts the least recently used values', () => {
  const cache = openBoundedCache<string>(32);
  for (let index = 0; index < 16; index += 1) cache.set(`name-${index}`, `value-${index}`, 2);
  expect(cache.get('name-0')).toBe('value-0');
  cache.set('another', 'value', 2);
  expect(cache.get('name-0')).toBe('value-0');
  expect(cache.get('name-1')).toBeUndefined();
  expect(cache.get('another')).toBe('value');
});

test('a bounded cache no longer counts a replaced or deleted value', () => {
  const cache = openBoundedCache<string>(32);
  for (let index = 0; index < 100; index += 1) cache.set('same', `value-${index}`, 2);
  for (let index = 0; index < 15; index += 1) cache.set(`name-${index}`, 'value', 2);
  expect(cache.get('same')).toBe('value-99');
  cache.delete('same');
  cache.set('another', 'value', 2);
  expect(cache.get('name-0')).toBe('value');
  expect(cache.get('same')).toBeUndefined();
});

test('a bounded cache does not evict its values for a very large one', () => {
  const cache = openBoundedCache<string>(32);
  cache.set('small', 'value', 2);
  cache.set('large', 'value', 3);
  expect(cache.get('small')).toBe('value');
  expect(cache.get('large')).toBeUndefined();
});
