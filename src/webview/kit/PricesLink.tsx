import { t } from './language.ts';

/** Where the prices that our table does not know can be read. */
export function PricesLink() {
  return (
    <a class="in-text" href="https://aws.amazon.com/sagemaker/pricing/">
      {t('AWS prices')}
    </a>
  );
}
