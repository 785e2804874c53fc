import { linearAxis, logarithmicAxis, niceRange } from './scales.ts';
import type { Theme } from './theme.ts';
import { t } from '../language/language.ts';
import { tick } from '../language/numbers.ts';

/** The axes of losses by epoch, from 1 on; of many epochs, from 0 on in round steps. */
export function epochAxes(theme: Theme, lastEpoch: number, lossTicks: readonly number[]) {
  const isLong = lastEpoch > 20;
  return {
    x: linearAxis(theme, {
      min: isLong ? 0 : 1,
      max: lastEpoch,
      step: isLong ? niceRange(0, lastEpoch, 10).step : 1,
      title: t('Epoch'),
      axisLine: true,
      gridLines: false,
    }),
    y: logarithmicAxis(theme, lossTicks, {
      min: lossTicks[0] ?? 0.1,
      max: lossTicks.at(-1) ?? 1,
      axisLine: true,
      tickText: tick,
    }),
  };
}
