import type { Chart } from 'chart.js';
import type { LossCurves } from '../contract.ts';
import { spread } from '../../kit/charts/labels.ts';
import type { ChartLabel } from '../../kit/charts/labels.ts';
import type { Theme } from '../../kit/charts/theme.ts';
import { t } from '../../kit/language/language.ts';
import { raceGroups } from './raceGroups.ts';

const lineHeight = 15;
/** Room for the labels of the groups, in px. */
export const labelWidth = 136;
export const leastWidthOfGroups = 420;

/** Names at the ends of the curves: the best model, and where there is room the groups of the others. */
export function raceLabels(
  { scales: { y }, chartArea, width }: Chart,
  theme: Theme,
  curves: LossCurves,
  epoch: number,
): readonly ChartLabel[] {
  const best = curves.losses[curves.best?.model ?? 0]?.at(-1);
  if (y === undefined || best === undefined) return [];
  const name = t('model {0}, the best', (curves.best?.model ?? 0) + 1);
  if (width < leastWidthOfGroups)
    return [{ x: epoch, y: best, text: name, weight: 600, dx: -10, dy: 16, align: 'right' }];
  const pixel = (loss: number) => y.getPixelForValue(Math.min(loss, y.max));
  const groups = raceGroups(curves, (a, b) => Math.abs(pixel(a) - pixel(b)) < lineHeight);
  const labels = [
    { loss: best, text: name, weight: 600 as const },
    // What leaves the picture is named at its edge.
    ...groups.map(({ text, loss }) => ({
      loss: Math.min(loss, y.max),
      text: loss > y.max ? `${text} ↑` : text,
      colour: theme.quiet,
    })),
  ];
  const tops = spread(
    labels.map(({ loss }) => pixel(loss)),
    lineHeight,
    chartArea,
  );
  return labels.map(({ loss, ...label }, index) => ({
    ...label,
    isFixed: true,
    x: epoch,
    y: loss,
    dx: 10,
    dy: (tops[index] ?? 0) - pixel(loss),
  }));
}
