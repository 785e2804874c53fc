import type { BinaryJudgement } from '../../../learner/metrics/evaluation.ts';
import type { Draw } from '../charts/Canvas.tsx';
import { mix } from '../charts/colours.ts';
import { labelsPlugin } from '../charts/labels.ts';
import type { ChartLabel } from '../charts/labels.ts';
import { linearAxis, niceRange } from '../charts/scales.ts';
import { diamond } from '../charts/scatter.ts';
import type { Theme } from '../charts/theme.ts';
import type { TableTwin } from '../charts/twin.ts';
import { t } from '../language/language.ts';
import { fixed, scoreText } from '../language/numbers.ts';
import { largest } from '../../../learner/extent.ts';

/** The axis of scores: 0 to 1 for probabilities. */
export function scoreAxis(theme: Theme, low: number, high: number, title: string) {
  const range = low === 0 && high === 1 ? { min: 0, max: 1, step: 0.2 } : niceRange(low, high, 6);
  return linearAxis(theme, {
    ...range,
    title,
    axisLine: true,
    tickText: scoreText,
  });
}

/** The table twin of the picture: one row per bin. */
export function scoreTwin({
  histogram,
  classNames,
}: Pick<ScorePicture, 'histogram' | 'classNames'>): TableTwin {
  return {
    columns: [t('From'), t('To'), ...classNames].map((label) => ({ label, numeric: true })),
    rows: histogram.negatives.map((count, bin) => [
      scoreText(histogram.edges[bin]),
      scoreText(histogram.edges[bin + 1]),
      fixed(count),
      fixed(histogram.positives[bin]),
    ]),
  };
}

interface ScorePicture {
  readonly histogram: BinaryJudgement['histogram'];
  readonly classNames: readonly [string, string];
  /** A line at a score, with its name. */
  readonly mark: { readonly score: number; readonly name: string };
  /** A diamond at a score, with its name. */
  readonly question?: { readonly score: number; readonly name: string };
  readonly xTitle: string;
}

/** Rows by score: class 0 above the line, class 1 below it. */
export function scorePicture(picture: ScorePicture): Draw {
  const { histogram, classNames, mark, question, xTitle } = picture;
  const { edges, negatives, positives } = histogram;
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 1];
  const half = ((edges[1] ?? 1) - low) / 2;
  const bars = (counts: readonly number[], sign: 1 | -1) =>
    counts.map((count, bin) => ({ x: (edges[bin] ?? 0) + half, y: sign * count }));
  const [mostNegatives, mostPositives] = [Math.max(largest(negatives), 1), Math.max(largest(positives), 1)];
  const y = niceRange(-mostPositives, mostNegatives, 4);
  const shape = { grouped: false, barPercentage: 1, categoryPercentage: 0.94 };
  return (theme) => ({
    type: 'bar',
    data: {
      datasets: [
        {
          data: bars(negatives, 1),
          backgroundColor: mix(theme.foreground, theme.background, theme.highContrast ? 0 : 0.14),
          borderColor: theme.foreground,
          borderWidth: 1,
          ...shape,
        },
        { data: bars(positives, -1), backgroundColor: theme.blue, ...shape },
        ...(question === undefined
          ? []
          : [{ type: 'scatter' as const, ...diamond(theme, { x: question.score, y: 0 }) }]),
      ],
    },
    options: {
      layout: { padding: { top: 8, right: 8 } },
      scales: {
        x: { ...scoreAxis(theme, low, high, xTitle), offset: false, grid: { display: false } },
        y: linearAxis(theme, { ...y, tickText: (value) => fixed(Math.abs(value)) }),
      },
      plugins: {
        tooltip: {
          filter: ({ datasetIndex }) => datasetIndex < 2,
          callbacks: {
            title: ([item]) =>
              t(
                '{0} to {1}',
                scoreText((item?.parsed.x ?? 0) - half),
                scoreText((item?.parsed.x ?? 0) + half),
              ),
            label: ({ parsed, datasetIndex }) =>
              t('{0}: {1} rows', classNames[datasetIndex === 0 ? 0 : 1], fixed(Math.abs(parsed.y ?? 0))),
          },
        },
        annotation: {
          annotations: {
            mark: {
              type: 'line' as const,
              xMin: mark.score,
              xMax: mark.score,
              borderColor: theme.orange,
              borderWidth: 2,
            },
          },
        },
      },
    },
    plugins: [labelsPlugin(theme, scoreLabels(picture, { low, high, bottom: y.min, top: y.max }))],
  });
}

/** Of the axes: scores from low to high, rows from bottom to top. */
interface Frame {
  readonly low: number;
  readonly high: number;
  readonly bottom: number;
  readonly top: number;
}

function scoreLabels(picture: ScorePicture, { low, high, bottom, top }: Frame): ChartLabel[] {
  const { histogram, classNames, mark, question } = picture;
  const total = (counts: readonly number[]) => fixed(counts.reduce((sum, count) => sum + count, 0));
  const side = (score: number) =>
    (score - low) / (high - low) > 0.5
      ? ({ dx: -6, align: 'right' } as const)
      : ({ dx: 6, align: 'left' } as const);
  const strong = { weight: 600 as const };
  return [
    {
      x: high,
      y: top,
      text: t('{0}: {1} rows', classNames[0], total(histogram.negatives)),
      align: 'right',
      dx: -4,
      dy: 10,
    },
    {
      x: low,
      y: bottom,
      text: t('{0}: {1} rows', classNames[1], total(histogram.positives)),
      dx: 6,
      dy: -10,
    },
    {
      x: mark.score,
      y: top,
      text: mark.name,
      ...(question === undefined ? strong : {}),
      dy: 26,
      ...side(mark.score),
    },
    ...(question === undefined
      ? []
      : [{ x: question.score, y: 0, text: question.name, ...strong, dy: -16, ...side(question.score) }]),
  ];
}
