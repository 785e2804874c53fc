import type { EndpointFacts } from '../contract.ts';
import { Button, Icon } from '../../kit/controls/controls.tsx';
import type { Tone } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { dollars, duration } from '../../kit/language/numbers.ts';
import { PricesLink } from '../../kit/controls/PricesLink.tsx';
import { costOf, priceText } from '../../kit/language/prices.ts';
import { useNow } from '../../kit/page/useNow.ts';
import { Keepers, TimeLeft } from './Lease.tsx';

const minute = 60_000;

interface EndpointStripProps {
  readonly endpoint: EndpointFacts;
  readonly onExtend: () => void;
  readonly onDelete: () => void;
}

/** Status, machines, price, the lease with who ends it, and the buttons that move and end it. */
export function EndpointStrip({ endpoint, onExtend, onDelete }: EndpointStripProps) {
  const look = statusLook(endpoint.status);
  const isDeleting = endpoint.status === 'Deleting';
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
        {!isDeleting && <TimeLeft lease={endpoint.lease} />}
      </div>
      <div class="endpoint-buttons">
        <Button secondary icon="clock" disabled={isDeleting} onClick={onExtend}>
          {t('Extend Lease…')}
        </Button>
        <Button secondary icon="trash" disabled={isDeleting} onClick={onDelete}>
          {t('Delete Endpoint…')}
        </Button>
      </div>
      {!isDeleting && endpoint.lease.kind === 'until' && <Keepers keepers={endpoint.lease.keepers} />}
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
