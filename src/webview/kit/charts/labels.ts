import type { Chart, Plugin } from 'chart.js';
import type { Theme } from './theme.ts';

interface TextStyle {
  readonly align?: CanvasTextAlign;
  readonly baseline?: CanvasTextBaseline;
  readonly weight?: 400 | 600;
  readonly colour?: string;
}

export interface ChartLabel extends TextStyle {
  readonly text: string;
  /** Where, in the units of the scales `x` and `y`. */
  readonly x: number;
  readonly y: number;
  /** Shift in px. */
  readonly dx?: number;
  readonly dy?: number;
}

/** Text with a halo, in the foreground: a series colour would have too little contrast. */
function drawText(
  context: CanvasRenderingContext2D,
  theme: Theme,
  text: string,
  x: number,
  y: number,
  style: TextStyle = {},
): void {
  context.save();
  context.font = `${style.weight ?? 400} 11px ${theme.fontFamily}`;
  context.textAlign = style.align ?? 'left';
  context.textBaseline = style.baseline ?? 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = theme.background;
  context.strokeText(text, x, y);
  context.fillStyle = style.colour ?? theme.foreground;
  context.fillText(text, x, y);
  context.restore();
}

/** Writes labels beside what they name, over everything drawn. */
export function labelsPlugin(
  theme: Theme,
  labels: readonly ChartLabel[] | ((chart: Chart) => readonly ChartLabel[]),
): Plugin {
  return {
    id: 'labels',
    afterDatasetsDraw(chart) {
      const { x, y } = chart.scales;
      if (x === undefined || y === undefined) return;
      for (const label of typeof labels === 'function' ? labels(chart) : labels) {
        const left = x.getPixelForValue(label.x) + (label.dx ?? 0);
        const top = within(y.getPixelForValue(label.y) + (label.dy ?? 0), chart.chartArea);
        drawText(chart.ctx, theme, label.text, left, top, label);
      }
    },
  };
}

/** Half a line of text: no label lies over the ticks below the chart or the title above it. */
const halfLine = 8;
const within = (position: number, { top, bottom }: Pick<Chart['chartArea'], 'top' | 'bottom'>) =>
  Math.min(bottom - halfLine, Math.max(top + halfLine, position));

/** Positions moved apart to at least `gap`, as little as possible, keeping their order and within the area where there is room. */
export function spread(
  positions: readonly number[],
  gap: number,
  area: Pick<Chart['chartArea'], 'top' | 'bottom'>,
): number[] {
  const sorted = positions
    .map((position, index) => ({ position: within(position, area), index }))
    .toSorted((a, b) => a.position - b.position);
  for (let round = 0; round < 60; round++) {
    for (const [index, upper] of sorted.entries()) {
      const lower = sorted[index + 1];
      const missing = lower === undefined ? 0 : gap - (lower.position - upper.position);
      if (lower === undefined || missing <= 0) continue;
      upper.position = within(upper.position - missing / 2, area);
      lower.position = within(lower.position + missing / 2, area);
    }
  }
  return sorted.toSorted((a, b) => a.index - b.index).map(({ position }) => position);
}
