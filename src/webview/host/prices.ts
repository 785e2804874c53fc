import type { HourlyPrice } from '../../aws/costs.ts';
import type { Price } from '../contract/price.ts';

/** A price as a page takes it. */
export function priceOf(price: HourlyPrice): Price {
  if (price === 'free' || price === 'unknown') return { kind: price };
  return { kind: 'hourly', usdPerHour: price.usdPerHour };
}
