import { expect, test } from 'vitest';
import { shortened } from './shortened.ts';

test('a long name keeps its beginning and its end', () => {
  expect(shortened('distance_to_city_center_km', 18)).toBe('distance_…enter_km');
  expect(shortened('sensor_05_average_reading', 11)).toBe('senso…ading');
});

test('a name that has room stays, and no letter is cut in two', () => {
  expect(shortened('price_eur', 9)).toBe('price_eur');
  expect(shortened('😀😀😀😀😀', 4)).toBe('😀😀…😀');
});
