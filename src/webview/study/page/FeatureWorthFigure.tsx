import { useMemo } from 'preact/hooks';
import { largest, smallest } from '../../../learner/extent.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { Figure } from '../../kit/charts/Figure.tsx';
import { categoryAxis, linearAxis, niceRange } from '../../kit/charts/scales.ts';
import { written } from '../../kit/charts/twin.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { RankedTrial, VariationsResult } from '../contract.ts';
import { worthOf } from './variationsWords.ts';

const mostDrawn = 30;

interface Worth {
  readonly feature: string;
  readonly worth: number;
  readonly value: number;
}

/** How much worse the model gets without each feature. */
export function FeatureWorthFigure({ result }: { readonly result: VariationsResult }) {
  const { metric, base } = result;
  const worths = useMemo(() => worthsOf(result), [result]);
  const drawn = worths.slice(0, mostDrawn);
  const draw = useMemo(() => worthPicture(drawn, result), [worths]);
  const [first] = worths;
  if (base === undefined || first === undefined) return null;
  return (
    <Figure
      testId="feature-worth"
      title={
        first.worth > 0
          ? t(
              'Without {0}, {1} is worse by {2}',
              first.feature,
              metricLabel(metric),
              metricText(metric, first.worth),
            )
          : t('No feature is missed: {0} gets no worse without any one of them', metricLabel(metric))
      }
      panels={[{ draw, height: 52 + 22 * drawn.length }]}
      caption={[
        t(
          'How much worse {0} is on the held-out rows when the feature is left out; with all features it is {1}.',
          metricLabel(metric),
          metricText(metric, base.value),
        ),
        worths.length > drawn.length
          ? t('The first {0} of {1} are drawn.', fixed(drawn.length), fixed(worths.length))
          : '',
      ]
        .filter((sentence) => sentence !== '')
        .join(' ')}
      twin={{
        columns: [
          { label: t('Left out') },
          { label: metricLabel(metric), numeric: true },
          { label: t('Worse by'), numeric: true },
        ],
        rows: worths.map(({ feature, value, worth }) => [
          feature,
          written(value, (number) => metricText(metric, number)),
          written(worth, (number) => metricText(metric, number)),
        ]),
      }}
    />
  );
}

/** The feature that is missed most comes first. */
const worthsOf = (result: VariationsResult): readonly Worth[] =>
  result.ranked
    .flatMap((trial: RankedTrial): readonly Worth[] => {
      const feature = trial.edits[0]?.path[1];
      return feature === undefined ? [] : [{ feature, worth: worthOf(trial, result), value: trial.value }];
    })
    .toSorted((a, b) => b.worth - a.worth);

function worthPicture(drawn: readonly Worth[], { metric }: VariationsResult): Draw {
  const worths = drawn.map(({ worth }) => worth);
  const range = niceRange(Math.min(0, smallest(worths)), Math.max(0, largest(worths)), 5);
  const labels = drawn.map(({ feature }) => feature);
  return (theme) => ({
    type: 'bar',
    data: {
      labels,
      datasets: [
        {
          data: worths,
          backgroundColor: worths.map((worth) => (worth > 0 ? theme.blue : 'transparent')),
          borderColor: worths.map((worth) => (worth > 0 ? theme.blue : theme.foreground)),
          borderWidth: 1,
          maxBarThickness: 12,
        },
      ],
    },
    options: {
      indexAxis: 'y',
      layout: { padding: { right: 8 } },
      scales: {
        x: linearAxis(theme, { ...range, title: t('{0} worse by', metricLabel(metric)), axisLine: true }),
        y: categoryAxis(theme, labels),
      },
      plugins: {
        tooltip: {
          callbacks: { label: ({ parsed }) => t('worse by {0}', metricText(metric, parsed.x ?? undefined)) },
        },
      },
    },
  });
}
