import type { Draw } from '../../../kit/charts/Canvas.tsx';
import { labelsPlugin } from '../../../kit/charts/labels.ts';
import type { ChartLabel } from '../../../kit/charts/labels.ts';
import { diamond } from '../../../kit/charts/scatter.ts';
import { linearAxis, niceRange } from '../../../kit/charts/scales.ts';
import type { Theme } from '../../../kit/charts/theme.ts';
import { scoreAxis } from '../../../kit/evaluation/scorePicture.ts';
import { t } from '../../../kit/language/language.ts';
import { full, scoreText } from '../../../kit/language/numbers.ts';
import type { Outcome } from './outcomes.ts';
import { largest } from '../../../../learner/extent.ts';

interface CostPicture {
  readonly outcomes: readonly Outcome[];
  readonly chosen: Outcome;
  readonly own: Outcome;
  /** The cheapest. */
  readonly best: Outcome;
  readonly withoutModel: number;
}

/** Cost along the threshold: the one chosen, the model's own, and doing without a model. */
export function costPicture(picture: CostPicture): Draw {
  const { outcomes, chosen, own, best, withoutModel } = picture;
  const [low, high] = [outcomes[0]?.threshold ?? 0, outcomes.at(-1)?.threshold ?? 1];
  const most = Math.max(largest(outcomes.map(({ cost }) => cost)), withoutModel, Number.MIN_VALUE);
  const y = niceRange(0, most, 4);
  const isRight = (threshold: number) => (threshold - low) / (high - low) > 0.6;
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        {
          type: 'line',
          data: outcomes.map(placeOf),
          borderColor: theme.blue,
          borderWidth: 2,
        },
        diamond(theme, placeOf(chosen)),
        ...(chosen.cost === best.cost ? [] : [ring(theme, placeOf(best))]),
      ],
    },
    options: {
      layout: { padding: { top: 8, right: 8 } },
      scales: {
        x: scoreAxis(theme, low, high, t('Threshold')),
        y: linearAxis(theme, { ...y, axisLine: true }),
      },
      plugins: {
        tooltip: {
          callbacks: {
            label: ({ parsed }) => t('{0}: cost {1}', scoreText(parsed.x), full(parsed.y)),
          },
        },
        annotation: {
          annotations: {
            without: {
              type: 'line' as const,
              yMin: withoutModel,
              yMax: withoutModel,
              borderColor: theme.reference,
              borderWidth: 1,
              borderDash: [4, 3],
            },
            own: {
              type: 'line' as const,
              xMin: own.threshold,
              xMax: own.threshold,
              borderColor: theme.reference,
              borderWidth: 1,
            },
          },
        },
      },
    },
    plugins: [labelsPlugin(theme, costLabels(theme, picture, { high, most, top: y.max, isRight }))],
  });
}

interface Frame {
  /** Of the thresholds, the costs and the axis of costs. */
  readonly high: number;
  readonly most: number;
  readonly top: number;
  readonly isRight: (threshold: number) => boolean;
}

function costLabels(theme: Theme, picture: CostPicture, { high, most, top, isRight }: Frame): ChartLabel[] {
  const { chosen, own, best, withoutModel } = picture;
  const isLowest = chosen.cost === best.cost;
  return [
    {
      x: high,
      y: withoutModel,
      text: t('without a model: {0}', full(withoutModel)),
      align: 'right',
      dx: -4,
      dy: withoutModel > most * 0.85 ? 10 : -10,
      colour: theme.quiet,
    },
    {
      x: own.threshold,
      y: top,
      text: t('the model’s {0}', scoreText(own.threshold)),
      dx: isRight(own.threshold) ? -5 : 5,
      dy: 10,
      align: isRight(own.threshold) ? 'right' : 'left',
      colour: theme.quiet,
    },
    {
      ...placeOf(chosen),
      text: isLowest ? lowestText(chosen) : t('{0} at {1}', full(chosen.cost), scoreText(chosen.threshold)),
      dx: isRight(chosen.threshold) ? -11 : 11,
      dy: 15,
      align: isRight(chosen.threshold) ? 'right' : 'left',
      weight: 600,
    },
    // Above the curve, which is lowest there: the diamond's label is below it.
    ...(isLowest
      ? []
      : [
          {
            ...placeOf(best),
            text: lowestText(best),
            dy: -14,
            align: alignAway(chosen, best, isRight),
            colour: theme.quiet,
          },
        ]),
  ];
}

/** Where the label of the lowest cost leads away from that of the chosen one and stays in the picture. */
function alignAway(chosen: Outcome, best: Outcome, isRight: Frame['isRight']): 'left' | 'right' | 'center' {
  if (best.threshold > chosen.threshold) return isRight(best.threshold) ? 'center' : 'left';
  return isRight(best.threshold) ? 'right' : 'center';
}

const placeOf = ({ threshold, cost }: Outcome) => ({ x: threshold, y: cost });

const lowestText = ({ cost, threshold }: Outcome) =>
  t('lowest: {0} at {1}', full(cost), scoreText(threshold));

const ring = (theme: Theme, at: { readonly x: number; readonly y: number }) => ({
  order: -1,
  data: [at],
  pointRadius: 4,
  backgroundColor: theme.background,
  borderColor: theme.foreground,
  borderWidth: 1.4,
});
