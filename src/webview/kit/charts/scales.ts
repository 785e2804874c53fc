import type { CategoryScaleOptions, LinearScaleOptions, Scale } from 'chart.js';
import { fixed, tick } from '../language/numbers.ts';
import type { Theme } from './theme.ts';

type Partly<T> = T extends (...parameters: never[]) => unknown
  ? T
  : T extends object
    ? { [K in keyof T]?: Partly<T[K]> }
    : T;

export interface AxisOptions {
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly title?: string;
  readonly gridLines?: boolean;
  readonly axisLine?: boolean;
  readonly tickLabels?: boolean;
  readonly tickText?: (value: number) => string;
  readonly tickCount?: number;
  /** Width in px of a vertical axis, so that pictures under each other line up. */
  readonly width?: number;
  readonly position?: 'top' | 'bottom' | 'left' | 'right';
}

/** A linear axis in the house style. */
export function linearAxis(theme: Theme, options: AxisOptions = {}) {
  const { step } = options;
  return {
    type: 'linear' as const,
    ...axis(theme, options),
    ...(step === undefined
      ? {}
      : {
          afterBuildTicks: (scale: Scale) => {
            scale.ticks = multiplesOf(step, scale).map((value) => ({ value }));
          },
        }),
  } satisfies Partly<LinearScaleOptions> & { type: 'linear' };
}

/** An axis of shares, from 0 to 1. */
export const shareAxis = (theme: Theme, title?: string) =>
  linearAxis(theme, {
    min: 0,
    max: 1,
    step: 0.2,
    axisLine: true,
    tickText: (value) => fixed(value, value === 0 || value === 1 ? 0 : 1),
    ...(title === undefined ? {} : { title }),
  });

/**
 * The ticks of an axis whose distance is given. chart.js itself divides a range of some thousands into equal parts, at 4,911 and
 * 9,822 in place of 5,000, and adds the end of the range.
 */
export function multiplesOf(step: number, { min, max }: Pick<NiceRange, 'min' | 'max'>): readonly number[] {
  const tolerance = 1e-9;
  const first = Math.ceil(min / step - tolerance);
  const count = Math.floor(max / step + tolerance) - first + 1;
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** An axis of places that count from 0, with words at some of them. */
export function placesAxis(
  theme: Theme,
  count: number,
  ticks: readonly { readonly at: number; readonly text: string }[],
  title?: string,
) {
  const texts = new Map(ticks.map(({ at, text }) => [at, text]));
  return {
    ...linearAxis(theme, {
      min: -0.5,
      max: count - 0.5,
      gridLines: false,
      axisLine: true,
      tickText: (at) => texts.get(at) ?? '',
      ...(title === undefined ? {} : { title }),
    }),
    offset: false,
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = ticks.map(({ at }) => ({ value: at }));
    },
  };
}

/** Evenly spread places of `count` that have room for their words, at most `most`. */
export function spreadPlaces(labels: readonly string[], most: number) {
  const step = Math.max(1, Math.ceil(labels.length / most));
  return labels.flatMap((text, at) => (at % step === 0 ? [{ at, text }] : []));
}

/** A logarithmic axis with exactly these ticks. */
export function logarithmicAxis(theme: Theme, ticks: readonly number[], options: AxisOptions = {}) {
  return {
    ...axis(theme, options),
    type: 'logarithmic' as const,
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = ticks.map((value) => ({ value }));
    },
  };
}

/** A category axis: labels centred between the grid lines, none left out unless `skip`. */
export function categoryAxis(
  theme: Theme,
  labels: readonly string[],
  options: AxisOptions & { readonly skip?: boolean } = {},
) {
  const { ticks, grid, ...rest } = axis(theme, { gridLines: false, ...options });
  return {
    ...rest,
    type: 'category' as const,
    offset: true,
    labels: [...labels],
    grid,
    ticks: {
      padding: ticks.padding,
      maxRotation: 0,
      autoSkip: options.skip ?? false,
      color: ticks.color,
      display: ticks.display,
    },
  } satisfies Partly<CategoryScaleOptions> & { type: 'category' };
}

function axis(theme: Theme, options: AxisOptions) {
  const text = options.tickText ?? tick;
  const { width } = options;
  return {
    grid: {
      color: theme.grid,
      lineWidth: 1,
      drawTicks: false,
      display: options.gridLines ?? true,
    },
    border: { display: options.axisLine ?? false, color: theme.axis },
    ticks: {
      padding: 6,
      maxRotation: 0,
      // chart.js leaves out ticks over the limit even when their distance is given.
      maxTicksLimit: options.step === undefined ? (options.tickCount ?? 6) : 40,
      color: theme.quiet,
      display: options.tickLabels ?? true,
      callback: (value: number | string) => text(Number(value)),
      ...(options.step === undefined ? {} : { stepSize: options.step }),
    },
    ...(options.min === undefined ? {} : { min: options.min }),
    ...(options.max === undefined ? {} : { max: options.max }),
    title: {
      display: options.title !== undefined,
      text: options.title ?? '',
      align: 'end' as const,
      color: theme.quiet,
      padding: { top: -2, bottom: 0 },
      font: { size: 11 },
    },
    ...(options.position === undefined ? {} : { position: options.position }),
    ...(width === undefined
      ? {}
      : {
          afterFit: (scale: Scale) => {
            scale.width = width;
          },
        }),
  };
}

export interface NiceRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A range from 0 for numbers of rows: its steps are whole. */
export function countRange(highest: number, count: number): NiceRange {
  const range = niceRange(0, highest, count);
  if (Number.isInteger(range.step)) return range;
  const step = Math.ceil(range.step) === 1 ? 1 : 2 * range.step;
  return { min: 0, max: Math.ceil(highest / step) * step, step };
}

/** Round ends and steps (1, 2, 2.5 or 5 times a power of ten) that hold `low` to `high` in about `count` steps. */
export function niceRange(low: number, high: number, count = 6): NiceRange {
  const span = high > low ? high - low : Math.max(1, Math.abs(low) * 0.1);
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power * count >= span) ?? 10) * power;
  const round = (value: number) => Number(value.toPrecision(12));
  const min = round(Math.floor(low / step + 1e-9) * step);
  const max = round(Math.ceil((high > low ? high : low + span) / step - 1e-9) * step);
  return { min, max, step };
}
