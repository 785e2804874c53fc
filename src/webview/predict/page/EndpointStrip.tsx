import type { EndpointFacts } from '../contract.ts';
import { Button, Icon } from '../../kit/controls/controls.tsx';
import type { Tone } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { dollars, duration } from '../../kit/language/numbers.ts';
import { PricesLink } from '../../kit/controls/PricesLink.tsx';
import { costOf, priceText } from '../../kit/language/prices.ts';
import { useNow } from '../../kit/page/useNow.ts';

const minute = 60_000;

interface EndpointStripProps {
  readonly endpoint: EndpointFacts;
  readonly onDelete: () => void;
}

/** Status, machines, price, and the button that ends the cost. */
export function EndpointStrip({ endpoint, onDelete }: EndpointStripProps) {
  const look = statusLook(endpoint.status);
  return (
    <div class="endpoint">
      <div class="endpoint-facts">
        <span role="status">
          <Icon name={look.icon} tone={look.tone} /> {endpoint.status}
          {endpoint.failureReason !== undefined && `: ${endpoint.failureReason}`}
        </span>
        {endpoint.instanceType !== '' && (
          <span>{t('{0} × {1}', endpoint.instanceType, endpoint.instanceCount)}</span>
        )}
        <Price endpoint={endpoint} />
      </div>
      <Button secondary icon="trash" disabled={endpoint.status === 'Deleting'} onClick={onDelete}>
        {t('Delete Endpoint…')}
      </Button>
    </div>
  );
}

function Price({ endpoint }: { readonly endpoint: EndpointFacts }) {
  const { price, createdAt } = endpoint;
  const now = useNow(minute);
  if (price.kind === 'unknown')
    return (
      <span>
        <Icon name="warning" tone="warn" />{' '}
        {price.instanceType === ''
          ? t('instance type and price unknown')
          : t('price of {0} unknown', price.instanceType)}{' '}
        <PricesLink />
      </span>
    );
  // An endpoint that failed is not billed.
  if (endpoint.status === 'Failed') return null;
  if (price.kind === 'free') return <span>{priceText(price, dollars)}</span>;
  const seconds = Math.max(0, now - Date.parse(createdAt)) / 1000;
  const age = duration(Math.max(minute / 1000, Math.round(seconds / 60) * 60));
  return (
    <>
      <span class="num" title={price.source}>
        {t('{0} per hour', dollars(price.usdPerHour))}
      </span>
      <span class="num">
        {t('{0} so far', costOf(price.usdPerHour, seconds))}{' '}
        <span class="q">{t('(estimate, {0})', age)}</span>
      </span>
    </>
  );
}

function statusLook(status: string): { icon: string; tone: Tone } {
  if (status === 'InService') return { icon: 'circle-filled', tone: 'ok' };
  if (status === 'Failed' || status === 'OutOfService') return { icon: 'error', tone: 'bad' };
  return { icon: 'loading', tone: 'info' };
}
