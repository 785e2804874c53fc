import type { Cost, ResourceRow, SourcedPrice, SpendTotal } from '../contract.ts';
import { dateUnitText } from '../../kit/language/dates.ts';
import { locale, t } from '../../kit/language/language.ts';
import { dollars, fixed } from '../../kit/language/numbers.ts';

/** "December 2026" of "2026-12". */
export const monthText = (month: string): string =>
  new Date(`${month}-01T00:00:00Z`).toLocaleDateString(locale(), {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });

/** "1 Dec 2026" of "2026-12-01". */
export const dayText = (day: string): string => dateUnitText(Date.parse(`${day}T00:00:00Z`), 'day');

/** "$3.10", "unknown", "free", or "–" of nothing. Beside "$3.10" it must be said how many have an unknown price. */
export function costText({ usd, count, freeCount, unpricedCount }: Cost): string {
  if (count === 0) return '–';
  if (freeCount === count) return t('free');
  return unpricedCount > 0 && freeCount + unpricedCount === count ? t('unknown') : dollars(usd);
}

/** The same in one cell. */
export const wholeCostText = (cost: Cost): string =>
  cost.unpricedCount === 0 || costText(cost) === t('unknown')
    ? costText(cost)
    : t('{0} + {1} unknown', costText(cost), cost.unpricedCount);

/** The whole of two kinds, or of a run. */
export const together = (a: Cost, b: Cost): Cost => ({
  usd: a.usd + b.usd,
  count: a.count + b.count,
  freeCount: a.freeCount + b.freeCount,
  unpricedCount: a.unpricedCount + b.unpricedCount,
});

/** "$3.10, and 2 training jobs of unknown price" */
export function totalText({ endpoints, trainingJobs }: SpendTotal): string {
  const { usd, count, freeCount, unpricedCount } = together(endpoints, trainingJobs);
  if (unpricedCount === 0) return dollars(usd);
  const unpriced = countsText(endpoints.unpricedCount, trainingJobs.unpricedCount);
  return freeCount + unpricedCount === count
    ? t('Unknown: the price of {0}', unpriced)
    : t('{0}, and {1} of unknown price', dollars(usd), unpriced);
}

/** "1 endpoint and 2 training jobs"; at least one of them is not 0. */
export function countsText(endpoints: number, trainingJobs: number): string {
  const jobs = trainingJobs === 1 ? t('1 training job') : t('{0} training jobs', fixed(trainingJobs));
  if (endpoints === 0) return jobs;
  const known = endpoints === 1 ? t('1 endpoint') : t('{0} endpoints', fixed(endpoints));
  return trainingJobs === 0 ? known : t('{0} and {1}', known, jobs);
}

/** "$0.115 per hour" */
export function rateText(price: SourcedPrice): string {
  switch (price.kind) {
    case 'free':
      return t('free');
    case 'unknown':
      return t('unknown');
    case 'hourly':
      return t('{0} per hour', dollars(price.usdPerHour));
  }
}

/** Where a price is from, and of which day: "AWS, 23 Nov 2026"; '' where there is none. */
export function sourceText(price: SourcedPrice): string {
  if (price.kind !== 'hourly') return '';
  const day = dayText(price.publishedOn);
  switch (price.source) {
    case 'shipped':
      return t('shipped with the extension, {0}', day);
    case 'price-file':
    case 'pricing-api':
      return t('published by AWS, {0}', day);
    case 'typed':
      return t('entered by you, {0}', day);
  }
}

/** Who or what ended it; '' where that says nothing, as of a training job. */
export function endedByText(endedBy: ResourceRow['endedBy']): string {
  switch (endedBy) {
    case 'user':
      return t('deleted by you');
    case 'window':
      return t('lease ended, deleted by VS Code');
    case 'start-up':
      return t('lease ended, deleted when VS Code started');
    case 'schedule':
      return t('lease ended, deleted by AWS');
    case 'idle':
      return t('deleted because it was idle');
    case 'elsewhere':
      return t('deleted elsewhere');
    case 'job':
    case undefined:
      return '';
  }
}
