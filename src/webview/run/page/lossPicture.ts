import type { LossCurves } from '../contract.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { withAlpha } from '../../kit/charts/colours.ts';
import { epochAxes } from '../../kit/charts/epochAxes.ts';
import { labelsPlugin } from '../../kit/charts/labels.ts';
import { lossRange } from '../../kit/charts/lossRange.ts';
import { labelWidth, leastWidthOfGroups, raceLabels } from './raceLabels.ts';
import { t } from '../../kit/language/language.ts';
import { significant } from '../../kit/language/numbers.ts';

/** Every model faint, the best one clear, a dashed line at the epoch that has just ended. */
export function lossPicture(curves: LossCurves): Draw {
  const { losses, epochs, epochCount: epoch, plannedEpochs } = curves;
  const bestModel = curves.best?.model ?? 0;
  const { ticks } = lossRange(curves);
  const best = losses[bestModel] ?? [];
  // A training of thousands of epochs would draw its first ones as one vertical line.
  const lastEpoch = Math.max(2, epoch, Math.min(plannedEpochs, Math.max(20, 3 * epoch)));
  // The dot marks where the winner was taken, or the best loss so far.
  const takenAt = curves.winner === undefined ? epoch : (curves.best?.epoch ?? epoch);
  const dotAt = epochs.findLastIndex((passed) => passed <= takenAt);
  const pointsOf = (curve: readonly number[]) =>
    curve.map((y, index) => ({ x: epochs[index] ?? index + 1, y }));
  return (theme) => ({
    type: 'line',
    data: {
      datasets: [
        ...losses
          .filter((_, model) => model !== bestModel)
          .map((curve) => ({
            data: pointsOf(curve),
            borderColor: withAlpha(theme.foreground, theme.highContrast ? 0.42 : 0.26),
            borderWidth: 1,
            order: 1,
          })),
        {
          data: pointsOf(best),
          borderColor: theme.blue,
          borderWidth: theme.highContrast ? 3.5 : 2.5,
          pointRadius: best.map((_, index) => (index === dotAt ? 4 : 0)),
          pointBackgroundColor: theme.blue,
          // The dot may be at the last epoch, on the edge.
          clip: 10,
          order: -1,
        },
      ],
    },
    options: {
      layout: {
        padding: ({ chart }: { readonly chart: { readonly width: number } }) => ({
          top: 8,
          right: epoch > lastEpoch * 0.7 && chart.width >= leastWidthOfGroups ? labelWidth : 8,
        }),
      },
      scales: epochAxes(theme, lastEpoch, ticks),
      plugins: {
        tooltip: {
          callbacks: {
            title: ([item]) => t('epoch {0}', item?.parsed.x ?? ''),
            label: ({ parsed }) => significant(parsed.y, 5),
          },
        },
        annotation: {
          annotations:
            epoch < lastEpoch
              ? {
                  now: {
                    type: 'line' as const,
                    xMin: epoch,
                    xMax: epoch,
                    borderColor: theme.reference,
                    borderWidth: 1,
                    borderDash: [3, 3],
                  },
                }
              : {},
        },
      },
    },
    plugins: [labelsPlugin(theme, (chart) => raceLabels(chart, theme, curves, epoch))],
  });
}
