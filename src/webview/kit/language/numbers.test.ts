import { afterEach, describe, expect, test } from 'vitest';
import { setLanguage } from './language.ts';
import {
  bytes,
  columnDecimals,
  dollars,
  duration,
  fixed,
  fullSingle,
  percent,
  significant,
  statisticDecimals,
  tick,
  withSign,
} from './numbers.ts';

afterEach(() => setLanguage('en', {}));

describe('numbers as the pages write them', () => {
  test('true minus, grouping, and no negative zero', () => {
    expect(fixed(-1234.5, 1)).toBe('−1,234.5');
    expect(fixed(-0.0001, 2)).toBe('0.00');
    expect(fixed(null)).toBe('–');
    expect(fixed(Number.NaN)).toBe('–');
  });

  test('significant digits give way to whole numbers from a thousand on', () => {
    expect(
      [5.31333, 76003, 2.8379, 0.000123456, 0.0000091234, 0, -0.5].map((value) => significant(value)),
    ).toEqual(['5.313', '76,003', '2.838', '0.000123', '9.12e−6', '0', '−0.5000']);
  });

  test('ticks, sizes, times and money', () => {
    expect([0, 120000, 2.5, -40000, 1500000].map(tick)).toEqual(['0', '120k', '2.5', '−40k', '1.5M']);
    expect([333, 1023, 1039974, 236664832].map(bytes)).toEqual([
      '333 bytes',
      '1,023 bytes',
      '1.0 MiB',
      '225.7 MiB',
    ]);
    expect([1e-6, 2e-8].map(tick)).toEqual(['1e−6', '2e−8']);
    expect([0.01, 0.2, 43, 132, 3900].map(duration)).toEqual([
      'under 0.1 s',
      '0.2 s',
      '43 s',
      '2 min 12 s',
      '1 h 5 min',
    ]);
    expect([0.115, 0.04, 0.004, 0, 1.25].map(dollars)).toEqual([
      '$0.115',
      '$0.04',
      'under $0.01',
      '$0',
      '$1.25',
    ]);
  });

  test('shares are percents, and nearly all is not all', () => {
    expect([0, 0.00001, 0.004, 0.123, 0.996, 0.99999, 1, Number.NaN].map(percent)).toEqual([
      '0\u00a0%',
      '0.1\u00a0%',
      '0.4\u00a0%',
      '12\u00a0%',
      '99.6\u00a0%',
      '99.9\u00a0%',
      '100\u00a0%',
      '–',
    ]);
  });

  test('a column has one number of decimals: no more than it needs or than tell something', () => {
    expect(columnDecimals([984.04, -1084.1, -10570, 85.594])).toBe(0);
    expect(columnDecimals([4.1, 3.9, 8])).toBe(1);
    expect(columnDecimals([0.123456789, 0.5])).toBe(4);
    expect(columnDecimals([3, 12, 0])).toBe(0);
    expect([withSign(2, '2'), withSign(-2, '−2'), withSign(0, '0')]).toEqual(['+2', '−2', '0']);
  });

  test('a row of statistics follows its standard deviation', () => {
    expect(statisticDecimals(1, 5)).toBe(3);
    expect(statisticDecimals(27414, 76003)).toBe(0);
    expect(statisticDecimals(null, 5)).toBe(3);
  });

  test('texts come from the host, placeholders filled', () => {
    setLanguage('de', { '{0} bytes': '{0} Byte' });
    expect(bytes(333)).toBe('333 Byte');
    expect(fixed(1234.5, 1)).toBe('1.234,5');
  });
});

test('a number of single precision is the shortest decimal that is nearest to it', () => {
  const written = [-0.962, 0.2551, 1.288, 7, 16_777_216, 1e-5, 0.1 + 0.2].map((value) =>
    fullSingle(Math.fround(value)),
  );
  expect(written).toEqual(['−0.962', '0.2551', '1.288', '7', '16,777,216', '0.00001', '0.3']);
  // One of double precision is as it is.
  expect([0.96200001, Number.NaN].map(fullSingle)).toEqual(['0.96200001', '–']);
});
