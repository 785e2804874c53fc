import type { Signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { SpendChoices, SpendDay, SpendReady } from '../contract.ts';
import { Figure } from '../../kit/charts/Figure.tsx';
import { written } from '../../kit/charts/twin.ts';
import { Segmented } from '../../kit/controls/Segmented.tsx';
import { t } from '../../kit/language/language.ts';
import { dollars, duration } from '../../kit/language/numbers.ts';
import { daysPicture, hoursText, partsOf, timeUnitOf } from './daysPicture.ts';
import type { Measure } from './daysPicture.ts';
import { dayText } from './spendWords.ts';

interface DaysFigureProps {
  readonly state: SpendReady;
  /** Of the month. */
  readonly name: string;
  readonly choices: Signal<SpendChoices>;
}

/** The month day by day: what it cost, or how long anything ran. */
export function DaysFigure({ state: { days }, name, choices }: DaysFigureProps) {
  const hasCosts = days.some(({ endpointsUsd, trainingUsd }) => endpointsUsd + trainingUsd > 0);
  const measure: Measure = hasCosts ? (choices.value.measure ?? 'usd') : 'hours';
  const draw = useMemo(() => daysPicture(days, measure), [days, measure]);
  const unpricedSeconds = days.reduce((sum, day) => sum + day.unpricedSeconds, 0);
  return (
    <>
      {hasCosts && (
        <Segmented
          label={t('What the chart shows')}
          value={measure}
          options={[
            { value: 'usd', label: t('Cost') },
            { value: 'hours', label: t('Time') },
          ]}
          onChange={(value) => {
            choices.value = { ...choices.value, measure: value };
          }}
        />
      )}
      <Figure
        testId="spend-days"
        title={titleOf(days, measure, name)}
        panels={[
          {
            draw,
            height: 160,
            yLabel: measure === 'usd' ? t('US dollars per day') : timeText(timeUnitOf(days)),
          },
        ]}
        legend={<Legend />}
        caption={[
          t('Days are in UTC, as AWS bills them. Filled: endpoints. Outlined: training jobs.'),
          measure === 'usd' && unpricedSeconds > 0
            ? t('{0} at an unknown price are not shown.', duration(unpricedSeconds))
            : '',
          hasCosts ? '' : t('Nothing had a known price above 0, so the chart shows time instead.'),
        ]
          .filter(Boolean)
          .join(' ')}
        twin={{
          columns: [
            { label: t('Day') },
            { label: t('Endpoints, US dollars'), numeric: true },
            { label: t('Training, US dollars'), numeric: true },
            { label: t('Endpoints, hours'), numeric: true },
            { label: t('Training, hours'), numeric: true },
            { label: t('Unknown price, hours'), numeric: true },
          ],
          rows: days.map((day) => [
            { text: dayText(day.day), value: day.day },
            written(day.endpointsUsd, dollars),
            written(day.trainingUsd, dollars),
            ...[day.endpointsSeconds, day.trainingSeconds, day.unpricedSeconds].map((seconds) =>
              written(Number((seconds / 3600).toFixed(4)), hoursText),
            ),
          ]),
        }}
      />
    </>
  );
}

function timeText(unit: ReturnType<typeof timeUnitOf>): string {
  switch (unit) {
    case 1:
      return t('Total seconds per day');
    case 60:
      return t('Total minutes per day');
    case 3600:
      return t('Total hours per day');
  }
}

/** The day with the most of it. */
function titleOf(days: readonly SpendDay[], measure: Measure, name: string): string {
  const sum = (day: SpendDay) => partsOf(day, measure).reduce((a, b) => a + b, 0);
  const most = days.reduce<SpendDay | undefined>(
    (best, day) => (sum(day) > (best === undefined ? 0 : sum(best)) ? day : best),
    undefined,
  );
  if (most === undefined) return t('Nothing has run in {0}', name);
  return measure === 'usd'
    ? t('The costliest day was {0}, with {1}', dayText(most.day), dollars(sum(most)))
    : t('Most ran on {0}, for {1} in total', dayText(most.day), duration(sum(most)));
}

const Legend = () => (
  <>
    <span>
      <svg width="12" height="12" aria-hidden="true">
        <rect class="spend-endpoints" x="1" y="1" width="10" height="10" />
      </svg>
      {t('Endpoints')}
    </span>
    <span>
      <svg width="12" height="12" aria-hidden="true">
        <rect class="spend-training" x="1" y="1" width="10" height="10" />
      </svg>
      {t('Training jobs')}
    </span>
  </>
);
