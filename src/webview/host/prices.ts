import type { Rate } from '../../aws/costs.ts';
import type { Price } from '../contract/price.ts';

/** A price as a page takes it. */
export function priceOf(price: Rate): Price {
  return price.kind === 'known' ? { kind: 'hourly', usdPerHour: price.usdPerHour } : price;
}
