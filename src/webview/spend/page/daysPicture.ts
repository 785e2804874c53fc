import { largest } from '../../../learner/extent.ts';
import type { SpendDay } from '../contract.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { mix } from '../../kit/charts/colours.ts';
import { categoryAxis, linearAxis, niceRange } from '../../kit/charts/scales.ts';
import { t } from '../../kit/language/language.ts';
import { dollars, duration, fixed, full } from '../../kit/language/numbers.ts';
import { dayText } from './spendWords.ts';

export type Measure = 'usd' | 'hours';

/** Of endpoints and of training jobs, in US dollars or in seconds. */
export const partsOf = (day: SpendDay, measure: Measure): readonly [number, number] =>
  measure === 'usd' ? [day.endpointsUsd, day.trainingUsd] : [day.endpointsSeconds, day.trainingSeconds];

/** The unit that times of these days are drawn in, in seconds. */
export function timeUnitOf(days: readonly SpendDay[]): 1 | 60 | 3600 {
  const most = largest([0, ...days.map((day) => day.endpointsSeconds + day.trainingSeconds)]);
  if (most >= 2 * 3600) return 3600;
  return most >= 120 ? 60 : 1;
}

/** "0.25", "13.5", "0.0021" */
export const hoursText = (hours: number): string =>
  hours >= 100 ? fixed(hours) : full(Number(hours.toPrecision(3)));

/** A bar a day, endpoints below training jobs. */
export function daysPicture(days: readonly SpendDay[], measure: Measure): Draw {
  const unit = measure === 'usd' ? 1 : timeUnitOf(days);
  const parts = days.map((day) => {
    const [endpoints, training] = partsOf(day, measure);
    return [endpoints / unit, training / unit] as const;
  });
  const range = niceRange(0, largest([0, ...parts.map(([a, b]) => a + b)]) || 1, 4);
  const labels = days.map(({ day }) => String(Number(day.slice(-2))));
  const valueText = measure === 'usd' ? dollars : (time: number) => duration(time * unit);
  // As many decimals as the steps need.
  const decimals = Math.max(0, Math.min(6, Math.ceil(-Math.log10(range.step) + 0.4)));
  const names = [t('Endpoints'), t('Training jobs')];
  const tickText = (value: number) =>
    measure === 'usd'
      ? `$${fixed(value, decimals > 0 && value !== 0 ? Math.max(2, decimals) : 0)}`
      : hoursText(value);
  const bar = { maxBarThickness: 28, categoryPercentage: 0.8, barPercentage: 1 };
  return (theme) => ({
    type: 'bar',
    data: {
      labels,
      datasets: [
        {
          ...bar,
          data: parts.map(([endpoints]) => endpoints),
          backgroundColor: theme.blue,
          borderColor: theme.blue,
          borderWidth: 1,
          borderSkipped: false,
        },
        {
          ...bar,
          data: parts.map(([, training]) => training),
          backgroundColor: mix(theme.blue, theme.background, theme.highContrast ? 0 : 0.15),
          borderColor: theme.blue,
          borderWidth: 1,
          borderSkipped: false,
        },
      ],
    },
    options: {
      layout: { padding: { top: 6, right: 8 } },
      scales: {
        x: { ...categoryAxis(theme, labels, { skip: true }), stacked: true },
        y: Object.assign(linearAxis(theme, { ...range, axisLine: true, tickText }), { stacked: true }),
      },
      plugins: {
        tooltip: {
          callbacks: {
            title: ([item]) => dayText(days[item?.dataIndex ?? 0]?.day ?? ''),
            label: ({ datasetIndex, parsed }) => `${names[datasetIndex] ?? ''}: ${valueText(parsed.y ?? 0)}`,
          },
        },
      },
    },
  });
}
