import { useEffect, useState } from 'preact/hooks';
import type { EndpointFacts } from '../../contracts/predict.ts';
import { Button, Icon } from '../kit/controls.tsx';
import type { Tone } from '../kit/controls.tsx';
import { t } from '../kit/language.ts';
import { dollars, duration } from '../kit/numbers.ts';

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
        <span>{t('{0} × {1}', endpoint.instanceType, endpoint.instanceCount)}</span>
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
  switch (price.kind) {
    case 'free':
      return <span>{t('free: it runs on this computer')}</span>;
    case 'unknown':
      return (
        <span>
          <Icon name="warning" tone="warn" /> {t('price of {0} unknown', price.instanceType)}{' '}
          <a href="https://aws.amazon.com/sagemaker/pricing/">{t('Prices')}</a>
        </span>
      );
    case 'hourly': {
      const seconds = Math.max(0, now - Date.parse(createdAt)) / 1000;
      const age = duration(Math.max(minute / 1000, Math.round(seconds / 60) * 60));
      return (
        <>
          <span class="num" title={price.source}>
            {t('{0} per hour', dollars(price.usdPerHour))}
          </span>
          <span class="num">
            {t('{0} so far', dollars((price.usdPerHour * seconds) / 3600))}{' '}
            <span class="q">{t('(estimate, {0})', age)}</span>
          </span>
        </>
      );
    }
  }
}

/** The time, kept up to date every `period` milliseconds. */
function useNow(period: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), period);
    return () => clearInterval(timer);
  }, [period]);
  return now;
}

function statusLook(status: string): { icon: string; tone: Tone } {
  if (status === 'InService') return { icon: 'circle-filled', tone: 'ok' };
  if (status === 'Failed' || status === 'OutOfService') return { icon: 'error', tone: 'bad' };
  return { icon: 'loading', tone: 'info' };
}
