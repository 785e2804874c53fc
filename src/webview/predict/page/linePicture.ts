import type { Plugin } from 'chart.js';
import type { Curve, PredictModel } from '../contract.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { mix } from '../../kit/charts/colours.ts';
import { labelsPlugin } from '../../kit/charts/labels.ts';
import { linearAxis, niceRange } from '../../kit/charts/scales.ts';
import type { Theme } from '../../kit/charts/theme.ts';
import { full } from '../../kit/language/numbers.ts';
import { answerText } from './question.ts';
import { largest, smallest } from '../../../learner/extent.ts';

type At = Curve['line'][number];

interface LineFacts {
  readonly model: PredictModel;
  readonly column: string;
  /** Of the training rows along the column. */
  readonly range: { readonly min: number; readonly max: number };
  /** Ascending; the ends of the range are among it. */
  readonly line: readonly At[];
  readonly points: readonly At[];
  readonly question: At | undefined;
  /** Undefined where the error of the prediction is unknown. */
  readonly rmse: number | undefined;
}

/** The line (dashed beyond the training rows), the training rows and the question with its RMSE. */
export function linePicture({ model, column, range, line, points, question, rmse }: LineFacts): Draw {
  const x = niceRange(line[0]?.x ?? range.min, line.at(-1)?.x ?? range.max, 6);
  const part = (from: number, to: number) => line.filter((at) => at.x >= from && at.x <= to);
  const ys = [...line, ...points, ...(question === undefined ? [] : [question])].map((at) => at.y);
  const y = niceRange(smallest(ys), largest(ys), 6);
  return (theme) => {
    const stroke = { type: 'line' as const, borderColor: theme.blue };
    return {
      type: 'scatter',
      data: {
        datasets: [
          { ...stroke, data: part(range.min, range.max), borderWidth: 2 },
          { ...stroke, data: part(-Infinity, range.min), borderWidth: 1.5, borderDash: [4, 3] },
          { ...stroke, data: part(range.max, Infinity), borderWidth: 1.5, borderDash: [4, 3] },
          {
            order: -1,
            data: [...points],
            pointRadius: points.length > 200 ? 2 : 3,
            backgroundColor: theme.background,
            borderColor: mix(theme.foreground, theme.background, theme.highContrast ? 1 : 0.6),
            borderWidth: 1.1,
          },
          {
            order: -2,
            data: question === undefined ? [] : [question],
            pointRadius: 6,
            pointStyle: 'rectRot',
            backgroundColor: theme.orange,
            borderColor: theme.background,
            borderWidth: 1.5,
          },
        ],
      },
      options: {
        layout: { padding: { top: 6, right: 8 } },
        scales: {
          x: linearAxis(theme, { ...x, title: column, axisLine: true }),
          y: linearAxis(theme, { ...y, axisLine: true }),
        },
        plugins: {
          tooltip: {
            callbacks: {
              label: ({ parsed }) =>
                `${column} ${full(parsed.x)}, ${model.target} ${answerText(parsed.y ?? 0)}`,
            },
          },
          annotation: { annotations: question === undefined ? {} : guides(theme, question, x.min, y.min) },
        },
      },
      plugins: [
        ...(question === undefined || rmse === undefined ? [] : [errorBar(theme, question, rmse)]),
        labelsPlugin(
          theme,
          question === undefined ? [] : [questionLabel(column, question, question.x > (x.min + x.max) * 0.6)],
        ),
      ],
    };
  };
}

function questionLabel(column: string, at: At, toTheLeft: boolean) {
  return {
    ...at,
    text: `${column} ${full(at.x)}: ${answerText(at.y)}`,
    dx: toTheLeft ? -12 : 12,
    dy: 16,
    align: toTheLeft ? ('right' as const) : ('left' as const),
    weight: 600 as const,
  };
}

function guides(theme: Theme, { x, y }: At, xMin: number, yMin: number) {
  const line = { type: 'line' as const, borderColor: theme.reference, borderWidth: 1 };
  return {
    down: { ...line, xMin: x, xMax: x, yMin, yMax: y },
    across: { ...line, xMin, xMax: x, yMin: y, yMax: y },
  };
}

function errorBar(theme: Theme, at: At, rmse: number): Plugin {
  const cap = 6;
  return {
    id: 'error-bar',
    afterDatasetsDraw({ ctx, scales: { x, y } }) {
      if (x === undefined || y === undefined) return;
      const [left, top, bottom] = [
        x.getPixelForValue(at.x),
        y.getPixelForValue(at.y + rmse),
        y.getPixelForValue(at.y - rmse),
      ];
      ctx.save();
      ctx.strokeStyle = theme.orange;
      ctx.lineWidth = 2;
      ctx.beginPath();
      for (const end of [top, bottom]) {
        ctx.moveTo(left - cap, end);
        ctx.lineTo(left + cap, end);
      }
      ctx.moveTo(left, top);
      ctx.lineTo(left, bottom);
      ctx.stroke();
      ctx.restore();
    },
  };
}
