import type { Price } from '../../contract/price.ts';
import { t } from './language.ts';
import { dollars } from './numbers.ts';

/** A price in words; `hourly` words a known price. */
export function priceText(price: Price, hourly: (usdPerHour: number) => string): string {
  switch (price.kind) {
    case 'free':
      return t('free: runs on this computer');
    case 'unknown':
      return t('price unknown');
    case 'hourly':
      return hourly(price.usdPerHour);
  }
}

/** US dollars for that many seconds. */
export const costOf = (usdPerHour: number, seconds: number): string => dollars((usdPerHour * seconds) / 3600);
