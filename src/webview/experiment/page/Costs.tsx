import type { CostFacts, ExperimentReady } from '../contract.ts';
import type { Price } from '../../contract/price.ts';
import { locale, t } from '../../kit/language/language.ts';
import { nameList } from '../../kit/language/nameList.ts';
import { dollars, fixed } from '../../kit/language/numbers.ts';
import { PricesLink } from '../../kit/controls/PricesLink.tsx';
import { costOf, priceText } from '../../kit/language/prices.ts';

interface CostsProps {
  readonly state: ExperimentReady;
}

/** What this run costs, here and on AWS. */
export function Costs({ state }: CostsProps) {
  const { cost, connection, experiment } = state;
  const { maxRuntimeSeconds } = experiment.training;
  const minutes = fixed(maxRuntimeSeconds / 60);
  const rows = [
    {
      label: t('This run on {0}', connection),
      value: atMost(cost.training, maxRuntimeSeconds),
      quiet: false,
    },
    ...(cost.training.kind === 'free' ? awsRows(cost, maxRuntimeSeconds, minutes) : [hostingRow(cost)]),
  ];
  return (
    <>
      <dl class="costs">
        {rows.map(({ label, value, quiet }) => (
          <div key={label} class={quiet ? 'q' : ''}>
            <dt>{label}</dt>
            <dd class="num">{value}</dd>
          </div>
        ))}
      </dl>
      <UnknownPrices state={state} />
      {hasEstimate(cost) && (
        <p class="q xs">
          {t(
            'Estimate from the on-demand prices of {0}, {1}.',
            cost.onAws.region.replaceAll('-', '\u2011'),
            monthText(cost.pricesReadOn),
          )}
        </p>
      )}
    </>
  );
}

/** Whether any of the amounts above comes from the table of prices. */
const hasEstimate = ({ training, hosting, onAws }: CostFacts) =>
  (training.kind === 'free' ? [onAws.training, onAws.hosting] : [training, hosting]).some(
    ({ kind }) => kind === 'hourly',
  );

/** Which prices are unknown, which types have a known one, and AWS's own page. */
function UnknownPrices({ state: { cost, experiment, pricedTypes } }: CostsProps) {
  const { training, hosting } = cost.training.kind === 'free' ? cost.onAws : cost;
  const unknown = [
    ...(training.kind === 'unknown' ? [experiment.training.instanceType] : []),
    ...(hosting.kind === 'unknown' ? [experiment.endpoint.instanceType] : []),
  ];
  if (unknown.length === 0) return null;
  const known = training.kind === 'unknown' ? pricedTypes.training : pricedTypes.hosting;
  const types = nameList([...new Set(unknown)]);
  return (
    <p class="q s">
      {known.length === 0
        ? t('Our price list does not include {0}.', types)
        : t('Our price list does not include {0}. It includes {1}.', types, nameList(known.slice(0, 3)))}{' '}
      <PricesLink />
    </p>
  );
}

/** "November 2026" */
const monthText = (day: string) =>
  new Date(day).toLocaleDateString(locale(), { month: 'long', year: 'numeric', timeZone: 'UTC' });

const hostingRow = (cost: CostFacts) => ({
  label: t('Endpoint, once deployed'),
  value: perHour(cost.hosting),
  quiet: true,
});

const awsRows = (cost: CostFacts, maxRuntimeSeconds: number, minutes: string) => [
  {
    label: t('On AWS: training, at most {0}\u00a0min', minutes),
    value: atMost(cost.onAws.training, maxRuntimeSeconds),
    quiet: true,
  },
  { label: t('On AWS: endpoint'), value: perHour(cost.onAws.hosting), quiet: true },
];

const atMost = (price: Price, seconds: number) =>
  priceText(price, (hourly) => `≤\u00a0${costOf(hourly, seconds)}`);

const perHour = (price: Price) => priceText(price, (hourly) => t('{0}/h', dollars(hourly)));
