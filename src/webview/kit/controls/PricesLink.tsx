import { pricesUrl } from '../../contract/price.ts';
import { t } from '../language/language.ts';

export function PricesLink() {
  return (
    <a class="in-text" href={pricesUrl}>
      {t('AWS prices')}
    </a>
  );
}
