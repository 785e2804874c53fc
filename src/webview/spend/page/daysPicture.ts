import { largest } from '../../../learner/extent.ts';
import type { SpendDay } from '../contract.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { mix } from '../../kit/charts/colours.ts';
import { categoryAxis, linearAxis, niceRange } from '../../kit/charts/scales.ts';
import { t } from '../../kit/language/language.ts';
import { dollars, fixed, full } from '../../kit/language/numbers.ts';
import { dayText } from './spendWords.ts';

export type Measure = 'usd' | 'hours';

/** Of endpoints and of training jobs. */
export const partsOf = (day: SpendDay, measure: Measure): readonly [number, number] =>
  measure === 'usd'
    ? [day.endpointsUsd, day.trainingUsd]
    : [day.endpointsSeconds / 3600, day.trainingSeconds / 3600];

/** "0.25", "13.5", "0.0021" */
export const hoursText = (hours: number): string =>
  hours >= 100 ? fixed(hours) : full(Number(hours.toPrecision(3)));

/** A bar a day, endpoints below training jobs. */
export function daysPicture(days: readonly SpendDay[], measure: Measure): Draw {
  const parts = days.map((day) => partsOf(day, measure));
  const range = niceRange(0, largest([0, ...parts.map(([a, b]) => a + b)]) || 1, 4);
  const labels = days.map(({ day }) => String(Number(day.slice(-2))));
  const valueText = measure === 'usd' ? dollars : (hours: number) => t('{0} h', hoursText(hours));
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
