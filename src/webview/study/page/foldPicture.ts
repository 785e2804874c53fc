import type { Chart, Plugin } from 'chart.js';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { largest, smallest } from '../../../learner/extent.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { withAlpha } from '../../kit/charts/colours.ts';
import { linearAxis, niceRange, placesAxis } from '../../kit/charts/scales.ts';
import type { Theme } from '../../kit/charts/theme.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { CrossValidationResult, MetricSummary } from '../contract.ts';

export const rowHeight = 72;

interface Mean {
  readonly mean: number;
  readonly standardError?: number | undefined;
}

interface Strip extends Mean {
  readonly label: string;
  readonly scores: readonly { readonly value: number; readonly fold: number; readonly repeat: number }[];
}

/** A dot a fold, for the model and for the converged fit, with mean and standard error. */
export function foldPicture({ metric, folds, held }: CrossValidationResult, main: MetricSummary): Draw {
  const scores = (pick: (fold: (typeof folds)[number]) => number | undefined) =>
    folds.flatMap((one) => {
      const value = pick(one);
      return value === undefined ? [] : [{ value, fold: one.fold ?? 0, repeat: one.repeat ?? 0 }];
    });
  const strips: readonly Strip[] = [
    ...(main.reference === undefined
      ? []
      : [
          {
            label: t('Converged fit'),
            mean: main.reference,
            standardError: main.referenceError,
            scores: scores(({ reference }) => reference?.[metric]),
          },
        ]),
    {
      label: t('Model'),
      mean: main.mean,
      standardError: main.standardError,
      scores: scores(({ metrics }) => metrics?.[metric]),
    },
  ];
  const top = strips.length - 1;
  const heldAt = held === undefined ? [] : [{ x: held.value, y: top }];
  const all = [
    ...strips.flatMap((strip) => strip.scores.map(({ value }) => value)),
    ...heldAt.map((one) => one.x),
  ];
  const x = niceRange(smallest(all), largest(all), 5);
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        {
          order: -2,
          data: heldAt,
          pointStyle: 'rectRot',
          pointRadius: 7,
          backgroundColor: theme.orange,
          borderColor: theme.background,
          borderWidth: 1,
        },
        ...strips.map((strip, row) => ({
          order: row,
          data: strip.scores.map(({ value }, index) => ({
            x: value,
            y: row - 0.16 - 0.24 * jitter(index, strip.scores.length),
          })),
          pointRadius: 4,
          pointHitRadius: 4,
          backgroundColor: row === top ? withAlpha(theme.blue, theme.highContrast ? 1 : 0.55) : 'transparent',
          borderColor: row === top ? theme.blue : theme.foreground,
          borderWidth: 1,
        })),
      ],
    },
    options: {
      layout: { padding: { top: 4, right: 12 } },
      scales: {
        x: linearAxis(theme, { ...x, title: metricLabel(metric), axisLine: true }),
        y: placesAxis(
          theme,
          strips.length,
          strips.map(({ label }, at) => ({ at, text: label })),
        ),
      },
      plugins: {
        tooltip: {
          callbacks: {
            label: ({ datasetIndex, dataIndex, parsed }) =>
              datasetIndex === 0
                ? t('newest run, {0}', metricText(metric, parsed.x ?? undefined))
                : scoreWords(metric, strips[datasetIndex - 1]?.scores[dataIndex]),
          },
        },
      },
    },
    plugins: [meansPlugin(theme, strips, top)],
  });
}

/** Places from 0 to 1 that keep neighbours apart. */
const jitter = (index: number, count: number) => (count <= 1 ? 0.5 : (index * 0.618_034) % 1);

function scoreWords(metric: MetricName, score: Strip['scores'][number] | undefined): string {
  if (score === undefined) return '';
  const value = metricText(metric, score.value);
  return score.repeat === 0
    ? t('fold {0}: {1}', fixed(score.fold + 1), value)
    : t('repeat {0}, fold {1}: {2}', fixed(score.repeat + 1), fixed(score.fold + 1), value);
}

const capHeight = 6;

/** The mean of each strip with its standard error, above its dots. */
function meansPlugin(theme: Theme, strips: readonly Mean[], top: number): Plugin {
  return {
    id: 'means',
    afterDatasetsDraw(chart: Chart) {
      const { ctx, scales } = chart;
      const { x, y } = scales;
      if (x === undefined || y === undefined) return;
      ctx.save();
      for (const [row, { mean, standardError = 0 }] of strips.entries()) {
        const at = y.getPixelForValue(row + 0.18);
        const [from, middle, to] = [mean - standardError, mean, mean + standardError].map((value) =>
          x.getPixelForValue(value),
        );
        if (from === undefined || middle === undefined || to === undefined) continue;
        ctx.strokeStyle = row === top ? theme.blue : theme.foreground;
        ctx.lineWidth = 2;
        ctx.beginPath();
        ctx.moveTo(from, at);
        ctx.lineTo(to, at);
        for (const [end, height] of [
          [from, capHeight],
          [to, capHeight],
          [middle, 2 * capHeight],
        ] as const) {
          ctx.moveTo(end, at - height / 2);
          ctx.lineTo(end, at + height / 2);
        }
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}
