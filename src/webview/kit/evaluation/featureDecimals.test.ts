import { expect, test } from 'vitest';
import { featureDecimals } from './featureDecimals.ts';

test('a feature is shown with the decimals of its most precise row', () => {
  const rows = [{ features: [41.6, 3] }, { features: [53.37, 12] }, { features: [78, 0] }];
  expect(featureDecimals(rows, 2)).toEqual([2, 0]);
  expect(featureDecimals([], 1)).toEqual([0]);
});
