import type { Plugin } from 'chart.js';
import type { RegressionEvaluation } from '../../../../learner/metrics/evaluation.ts';
import type { Draw } from '../../../kit/charts/Canvas.tsx';
import { withAlpha } from '../../../kit/charts/colours.ts';
import { labelsPlugin } from '../../../kit/charts/labels.ts';
import type { ChartLabel } from '../../../kit/charts/labels.ts';
import { niceRange } from '../../../kit/charts/scales.ts';
import type { NiceRange } from '../../../kit/charts/scales.ts';
import { radiusFor, scatterOptions } from '../../../kit/charts/scatter.ts';
import type { Theme } from '../../../kit/charts/theme.ts';
import { largestError } from '../../../kit/evaluation/drawnRows.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, full, significant } from '../../../kit/language/numbers.ts';
import { largest, smallest } from '../../../../learner/extent.ts';
import { untransformed } from '../../../../learner/targetTransform.ts';
import { learnedLine } from './fittedPoints.ts';
import type { FittedPoint } from './fittedPoints.ts';

/** Of a line that its transform bends. */
const curvePoints = 60;

export function linePicture(
  evaluation: RegressionEvaluation,
  index: number,
  points: readonly FittedPoint[],
): Draw {
  const line = learnedLine(evaluation, index);
  const lineAt = (x: number) => untransformed(evaluation.targetTransform, line(x));
  const xs = points.map(({ x }) => x);
  const xRange = niceRange(smallest(xs), largest(xs), 6);
  const steps = evaluation.targetTransform === undefined ? 1 : curvePoints;
  const drawn = Array.from({ length: steps + 1 }, (_, step) => {
    const x = xRange.min + ((xRange.max - xRange.min) * step) / steps;
    return { x, y: lineAt(x) };
  });
  const ys = [...points, ...drawn].map(({ y }) => y);
  const yRange = niceRange(smallest(ys), largest(ys), 6);
  const { target, featureNames } = evaluation;
  const name = featureNames[index] ?? '';
  const worst = worstOf(evaluation, points);
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        { type: 'line', data: drawn, borderColor: theme.blue, borderWidth: 2 },
        {
          order: -1,
          data: points.map(({ x, y }) => ({ x, y })),
          pointRadius: radiusFor(points.length),
          backgroundColor: theme.background,
          borderColor: theme.foreground,
          borderWidth: 1.4,
        },
      ],
    },
    options: scatterOptions(theme, {
      x: xRange,
      y: yRange,
      xTitle: name,
      pointsDataset: 1,
      label: (index) => {
        const point = points[index];
        return `${t('row {0}', fixed(point?.row))}: ${name} ${full(point?.x)}, ${target} ${significant(point?.y, 6)}`;
      },
    }),
    plugins: [labelsPlugin(theme, labelOffLine(worst, lineAt))],
  });
}

/** The point of the largest error of all held-out rows; undefined when that row is not among those drawn. */
function worstOf<Point>(evaluation: RegressionEvaluation, points: readonly Point[]): Point | undefined {
  const worst = largestError(evaluation);
  return worst === undefined ? undefined : points[evaluation.pairs.indexOf(worst)];
}

/** The number of a row on the side of its point that the line does not cross. */
function labelOffLine(point: FittedPoint | undefined, lineAt: (x: number) => number): readonly ChartLabel[] {
  if (point === undefined) return [];
  const { x, y, row } = point;
  return [{ x, y, text: t('row {0}', fixed(row)), dy: y < lineAt(x) ? 14 : -14, align: 'center' }];
}

/** The number of a row beside its point, on the side with more room. */
function rowLabel(point: FittedPoint | undefined, { min, max }: NiceRange): readonly ChartLabel[] {
  if (point === undefined) return [];
  const toTheLeft = point.x > (min + max) / 2;
  const { x, y, row } = point;
  return [
    { x, y, text: t('row {0}', fixed(row)), dx: toTheLeft ? -9 : 9, align: toTheLeft ? 'right' : 'left' },
  ];
}

/** Errors along what was predicted, each with its stem from zero; the band is ± RMSE. */
export function residualPicture(evaluation: RegressionEvaluation): Draw {
  const { pairs, metrics } = evaluation;
  const points = pairs.map(({ row, actual, predicted }) => ({ row, x: predicted, y: predicted - actual }));
  const xs = points.map(({ x }) => x);
  const x = niceRange(smallest(xs), largest(xs), 5);
  const size = Math.max(metrics.rmse, largest(points.map((point) => Math.abs(point.y))), Number.MIN_VALUE);
  const y = niceRange(-size, size, 6);
  const worst = worstOf(evaluation, points);
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        {
          data: points.map((point) => ({ x: point.x, y: point.y })),
          pointRadius: radiusFor(points.length),
          backgroundColor: withAlpha(theme.blue, 0.4),
          borderColor: theme.blue,
          borderWidth: 1.4,
        },
      ],
    },
    options: withBand(
      theme,
      metrics.rmse,
      scatterOptions(theme, {
        x,
        y,
        xTitle: t('Predicted'),
        pointsDataset: 0,
        label: (index) => {
          const point = points[index];
          return t('row {0}: off by {1}', fixed(point?.row), significant(point?.y, 5));
        },
      }),
    ),
    plugins: [stems(theme, points), labelsPlugin(theme, rowLabel(worst, x))],
  });
}

/** A line from each point to zero. */
function stems(theme: Theme, points: readonly { readonly x: number; readonly y: number }[]): Plugin {
  return {
    id: 'stems',
    beforeDatasetsDraw({ ctx, scales: { x, y } }) {
      if (x === undefined || y === undefined) return;
      ctx.save();
      ctx.strokeStyle = withAlpha(theme.reference, points.length > 200 ? 0.3 : 1);
      ctx.lineWidth = 1;
      ctx.beginPath();
      for (const point of points) {
        const left = x.getPixelForValue(point.x);
        ctx.moveTo(left, y.getPixelForValue(0));
        ctx.lineTo(left, y.getPixelForValue(point.y));
      }
      ctx.stroke();
      ctx.restore();
    },
  };
}

/** Zero, and the band of ± RMSE behind the points. */
function withBand(theme: Theme, rmse: number, options: ReturnType<typeof scatterOptions>) {
  return {
    ...options,
    plugins: {
      ...options.plugins,
      annotation: {
        annotations: {
          band: {
            type: 'box' as const,
            drawTime: 'beforeDatasetsDraw' as const,
            yMin: -rmse,
            yMax: rmse,
            backgroundColor: withAlpha(theme.foreground, 0.06),
            borderWidth: 0,
          },
          zero: { type: 'line' as const, yMin: 0, yMax: 0, borderColor: theme.reference, borderWidth: 1 },
        },
      },
    },
  };
}
