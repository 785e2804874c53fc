import type { Chart, Plugin } from 'chart.js';
import { freest } from './placement.ts';
import type { Box, Obstacles, Spot } from './placement.ts';
import type { Theme } from './theme.ts';

interface TextStyle {
  readonly align?: 'left' | 'right' | 'center';
  readonly baseline?: CanvasTextBaseline;
  readonly weight?: 400 | 600;
  readonly colour?: string;
}

export interface ChartLabel extends TextStyle {
  readonly text: string;
  /** Where, in the units of the scales `x` and `y`. */
  readonly x: number;
  readonly y: number;
  /** Shift in px: where it is put unless that covers data. */
  readonly dx?: number;
  readonly dy?: number;
  /** It is where it must be, outside of the data. */
  readonly isFixed?: boolean;
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
  context.font = fontOf(theme, style.weight);
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

/** Writes labels beside what they name, where they cover no data if there is such a place. */
export function labelsPlugin(
  theme: Theme,
  labels: readonly ChartLabel[] | ((chart: Chart) => readonly ChartLabel[]),
): Plugin {
  return {
    id: 'labels',
    afterDatasetsDraw(chart) {
      const { x, y } = chart.scales;
      if (x === undefined || y === undefined) return;
      const boxes: Box[] = [];
      const drawn = obstaclesOf(chart);
      for (const label of typeof labels === 'function' ? labels(chart) : labels) {
        const at = { x: x.getPixelForValue(label.x), y: y.getPixelForValue(label.y) };
        const places = placesOf(label).map((place) => ({
          ...place,
          left: at.x + place.dx,
          top: within(at.y + place.dy, chart.chartArea),
        }));
        const width = textWidth(chart.ctx, theme, label);
        const candidates = places.map(({ left, top, align }) => boxOf(left, top, align, width));
        const chosen = freest(candidates, { ...drawn, boxes: [...drawn.boxes, ...boxes] }, areaOf(chart));
        const place = places[chosen];
        const box = candidates[chosen];
        if (place === undefined || box === undefined) continue;
        boxes.push(box);
        drawText(chart.ctx, theme, label.text, place.left, place.top, { ...label, align: place.align });
      }
    },
  };
}

interface Place {
  readonly dx: number;
  readonly dy: number;
  readonly align: 'left' | 'right' | 'center';
}

/** How far from its mark a label may go, as multiples of its first distance. */
const distances = [1, 1.6, 2.4, 3.4];
/** Distance of the other places in px, where the first one has none. */
const leastAway = 12;

/** Where a label may be: where it is put, then around its mark, farther and farther away. */
function placesOf({ dx = 0, dy = 0, align = 'left', isFixed = false }: ChartLabel): readonly Place[] {
  const first = { dx, dy, align };
  if (isFixed) return [first];
  const [aside, above] = [Math.max(Math.abs(dx), leastAway), Math.max(Math.abs(dy), leastAway)];
  const around = distances.flatMap((distance): Place[] => {
    const [right, down] = [aside * distance, above * distance];
    return [
      { dx: right, dy: -down, align: 'left' },
      { dx: right, dy: down, align: 'left' },
      { dx: -right, dy: -down, align: 'right' },
      { dx: -right, dy: down, align: 'right' },
      { dx: 0, dy: -down - 4, align: 'center' },
      { dx: 0, dy: down + 4, align: 'center' },
      { dx: right, dy: 0, align: 'left' },
      { dx: -right, dy: 0, align: 'right' },
    ];
  });
  return [first, ...around];
}

const fontOf = (theme: Theme, weight: 400 | 600 = 400) => `${weight} 11px ${theme.fontFamily}`;

function textWidth(context: CanvasRenderingContext2D, theme: Theme, { text, weight }: ChartLabel): number {
  context.save();
  context.font = fontOf(theme, weight);
  const { width } = context.measureText(text);
  context.restore();
  return width;
}

function boxOf(left: number, middle: number, align: Place['align'], width: number): Box {
  const start = align === 'left' ? left : align === 'right' ? left - width : left - width / 2;
  return { left: start, right: start + width, top: middle - halfLine + 1, bottom: middle + halfLine - 1 };
}

/** Labels may use the margins beside the axes' area. */
const areaOf = ({ chartArea: { top, bottom, left }, width }: Chart): Box => ({
  top,
  bottom,
  left,
  right: width,
});

/** What the datasets have drawn: points, the segments of lines, and bars. */
function obstaclesOf(chart: Chart): Obstacles {
  const points: (Spot & { radius: number })[] = [];
  const segments: [Spot, Spot][] = [];
  const boxes: Box[] = [];
  for (const { type, data } of chart.getSortedVisibleDatasetMetas()) {
    const spots = data.map(({ x, y, options }) => ({ x, y, radius: radiusOf(options) }));
    if (type === 'bar')
      for (const element of data) {
        const { x, y, base, width } = element.getProps(['x', 'y', 'base', 'width'], true);
        const [halfWidth, end] = [numberOr(width, 0) / 2, numberOr(base, y)];
        boxes.push({
          left: x - halfWidth,
          right: x + halfWidth,
          top: Math.min(y, end),
          bottom: Math.max(y, end),
        });
      }
    else for (const spot of spots) if (spot.radius > 0) points.push(spot);
    if (type !== 'line') continue;
    for (const [index, from] of spots.entries()) {
      const to = spots[index + 1];
      if (to !== undefined && [from.x, from.y, to.x, to.y].every(Number.isFinite)) segments.push([from, to]);
    }
  }
  return { points, segments, boxes };
}

const numberOr = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

/** Radius of a point with its outline; 0 where none is drawn. */
function radiusOf(options: unknown): number {
  if (typeof options !== 'object' || options === null || !('radius' in options)) return 0;
  const radius = numberOr(options.radius, 0);
  return radius === 0 ? 0 : radius + 1;
}

/** Half a line of text: keeps labels off the ticks below the chart and the title above it. */
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
