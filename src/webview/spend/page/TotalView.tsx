import type { Cost, SpendBill, SpendReady, SpendRunning } from '../contract.ts';
import { Button, Icon, Link } from '../../kit/controls/controls.tsx';
import { Explained } from '../../kit/controls/Explained.tsx';
import { FailureLine, MessageLine } from '../../kit/controls/MessageLine.tsx';
import { t } from '../../kit/language/language.ts';
import { dateTime, dollars, fixed, percent } from '../../kit/language/numbers.ts';
import { costText, countsText, monthText, totalText } from './spendWords.ts';

interface TotalViewProps {
  readonly state: SpendReady;
  readonly onSetCap: () => void;
  readonly onRefreshPrices: () => void;
  readonly onSetRate: () => void;
  readonly onReadBill: () => void;
  readonly takeAction: (id: string) => void;
}

/** The month's total against the cap, its parts, and what AWS says. */
export function TotalView(props: TotalViewProps) {
  const { state, onSetCap, onRefreshPrices, onSetRate, onReadBill, takeAction } = props;
  const { month, total, running, bill, isCurrent } = state;
  const count = total.endpoints.count + total.trainingJobs.count;
  return (
    <section class="first spend-total" aria-label={t('Total')}>
      <h2 class="q">{isCurrent ? t('{0} so far', monthText(month)) : monthText(month)}</h2>
      <p class="spend-sum" data-testid="spend-total">
        {totalText(total)}
      </p>
      <FreeLine state={state} />
      {isCurrent && <CapLine state={state} onSetCap={onSetCap} />}
      {(count > 0 || bill.kind === 'known') && (
        <dl class="metrics spend-parts" aria-label={t('Parts of the total')}>
          {count > 0 && (
            <>
              <Part label={t('Endpoints')} cost={total.endpoints} />
              <Part label={t('Training jobs')} cost={total.trainingJobs} />
            </>
          )}
          {isCurrent && count > 0 && (
            <div>
              <dt class="l">{t('Still running')}</dt>
              <dd class="v">{hourlyText(running)}</dd>
              {running.count > 0 && <dd class="l">{runningText(running)}</dd>}
            </div>
          )}
          {bill.kind === 'known' && <BillCell bill={bill} isCurrent={isCurrent} onRead={onReadBill} />}
        </dl>
      )}
      {bill.kind === 'known' && bill.failure && (
        <FailureLine failure={bill.failure} takeAction={takeAction} />
      )}
      {total.endpoints.unpricedCount + total.trainingJobs.unpricedCount > 0 && (
        <MessageLine
          icon="question"
          tone="warn"
          actions={[
            { label: t('Refresh prices'), onClick: onRefreshPrices },
            { label: t('Set rate…'), onClick: onSetRate },
          ]}
        >
          {t('What has an unknown price is not included in these totals.')}
        </MessageLine>
      )}
      <p class="q s">
        {t(
          'Time × on-demand rate, from this computer’s records; days and months are in UTC. What AWS bills may differ: storage, data transfer, discounts, taxes and whatever was started elsewhere are not included.',
        )}
      </p>
    </section>
  );
}

const Part = ({ label, cost }: { readonly label: string; readonly cost: Cost }) => (
  <div>
    <dt class="l">{label}</dt>
    <dd class="v">{costText(cost)}</dd>
    <dd class="l">{countText(cost)}</dd>
  </div>
);

/** "4, 2 of them of unknown price" */
function countText({ count, unpricedCount }: Cost): string {
  if (count === 0) return t('none');
  return unpricedCount === 0 || count === 1
    ? fixed(count)
    : t('{0}, {1} of them of unknown price', fixed(count), fixed(unpricedCount));
}

function hourlyText({ count, freeCount, unpricedCount, usdPerHour }: SpendRunning): string {
  if (count === 0) return t('nothing');
  if (freeCount === count) return t('free');
  return unpricedCount > 0 && usdPerHour === 0 ? t('unknown') : t('{0} per hour', dollars(usdPerHour));
}

/** How many, and what they may still cost; what has an unknown price is said, not counted. */
function runningText({ count, unpricedCount, committedUsd }: SpendRunning): string {
  const unpriced = unpricedCount === 0 ? [] : [t('{0} of unknown price', fixed(unpricedCount))];
  const more = committedUsd === 0 ? [] : [t('up to {0} more this month', dollars(committedUsd))];
  return [fixed(count), ...unpriced, ...more].join(' · ');
}

function FreeLine({ state: { total } }: { readonly state: SpendReady }) {
  const { endpoints, trainingJobs } = total;
  const free = endpoints.freeCount + trainingJobs.freeCount;
  if (free === 0) return null;
  const counts = countsText(endpoints.freeCount, trainingJobs.freeCount);
  return (
    <p>
      {free === endpoints.count + trainingJobs.count
        ? t('Everything ran on Local, which is free: {0}.', counts)
        : t('Also on Local, which is free: {0}.', counts)}
    </p>
  );
}

/** How much of the monthly cap is used, and how much of it what runs may still use. */
function CapLine({
  state: { total, running, capUsd },
  onSetCap,
}: Pick<TotalViewProps, 'state' | 'onSetCap'>) {
  if (capUsd === undefined)
    return (
      <p class="q">
        {t('No monthly spend cap is set.')} <Link onClick={onSetCap}>{t('Set cap…')}</Link>
      </p>
    );
  const usd = total.endpoints.usd + total.trainingJobs.usd;
  const [spent, committed] = [usd / capUsd, running.committedUsd / capUsd];
  const isAtLeast = total.endpoints.unpricedCount + total.trainingJobs.unpricedCount > 0;
  const words =
    usd > capUsd
      ? t('{0} above the monthly spend cap of {1}', dollars(usd - capUsd), dollars(capUsd))
      : isAtLeast
        ? t('At least {0} of the monthly spend cap of {1}', percent(spent), dollars(capUsd))
        : t(
            '{0} of the monthly spend cap of {1}, {2} left',
            percent(spent),
            dollars(capUsd),
            dollars(capUsd - usd),
          );
  return (
    <>
      <div
        class="spend-cap"
        role="meter"
        aria-label={t('Share of the monthly spend cap')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * Math.min(1, spent))}
        aria-valuetext={words}
      >
        <i class="spent" style={{ width: `${100 * Math.min(1, spent)}%` }} />
        <i class="ahead" style={{ width: `${100 * Math.min(1 - Math.min(1, spent), committed)}%` }} />
      </div>
      <p>
        {usd > capUsd && (
          <>
            <Icon name="error" tone="bad" />{' '}
          </>
        )}
        {words} <Link onClick={onSetCap}>{t('Change cap…')}</Link>
      </p>
    </>
  );
}

interface BillCellProps {
  readonly bill: Extract<SpendBill, { kind: 'known' }>;
  readonly isCurrent: boolean;
  readonly onRead: () => void;
}

/** What AWS says that it billed: only on request, as AWS bills the request itself. */
function BillCell({ bill: { connection, isReading, answer }, isCurrent, onRead }: BillCellProps) {
  const canRead = !isReading && answer?.isOfToday !== true;
  return (
    <div data-testid="spend-bill">
      <dt class="l">
        <Explained
          text={t(
            'From Cost Explorer, for all of Amazon SageMaker in the account of {0}, by whoever used it. It is about a day late. AWS bills $0.01 for each request, so it is read at most once a day, and only when you press the button.',
            connection,
          )}
        >
          {t('AWS billed')}
        </Explained>
      </dt>
      {answer && (
        <dd class="v">
          {isCurrent || answer.isEstimated ? t('{0} so far', amountText(answer)) : amountText(answer)}
        </dd>
      )}
      {answer && (
        <dd class="l">
          {t('account {0}, read {1}, about a day late', answer.accountId, dateTime(answer.readAt))}
        </dd>
      )}
      {isReading && (
        <dd class="l">
          <span role="status">{t('Reading…')}</span>
        </dd>
      )}
      {canRead && (
        <dd class="spend-read">
          <Button secondary onClick={onRead}>
            {answer === undefined ? t('Read for $0.01') : t('Read again for $0.01')}
          </Button>
        </dd>
      )}
    </div>
  );
}

function amountText({ amount, currency }: { readonly amount: number; readonly currency: string }): string {
  return currency === 'USD' && amount >= 0 ? dollars(amount) : `${fixed(amount, 2)} ${currency}`;
}
